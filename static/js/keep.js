/* Words are kept while they are typed: at most a second and a half of typing waits here. */
const WAIT = 1500;
const AGAIN = 4000;
const PATIENCE = 15000;
const UNAUTHORIZED = 401;
const CONFLICT = 409;

/** Send each answer that changes to its address, one at a time, and say how that goes. */
export function keepAnswers(form) {
  const line = form.querySelector(".q-keep");
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  line.after(told);
  line.hidden = false;
  const waiting = new Set();
  let timer, sending, state, leaving;
  show("idle");
  for (const ask of form.querySelectorAll("[data-keep]")) resume(ask);

  form.addEventListener("input", (typed) => touch(typed.target.closest("[data-keep]"), WAIT));
  form.addEventListener("change", (typed) => touch(typed.target.closest("[data-keep]"), 0));
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", () => (leaving = true)); // the next page may be read already
  window.addEventListener("pagehide", leave);
  form.addEventListener("submit", (submitted) => {
    clearTimeout(timer);
    if (!sending) return waiting.clear(); // the page itself takes every word along
    submitted.preventDefault(); // what is on its way must not be taken for somebody else’s
    form.removeAttribute("aria-busy");
    sending.finally(() => setTimeout(() => form.requestSubmit(submitted.submitter)));
  });

  function touch(ask, wait) {
    if (!ask || ask.querySelector(".q-conflict")) return;
    leaving = false;
    waiting.add(ask);
    if (!wait) clearTimeout(timer);
    if (!wait || !timer) timer = setTimeout(send, wait);
    sessionStorage.setItem(place(ask), body(ask).toString()); // last: a full store stops nothing
  }

  function send() {
    timer = undefined;
    const [ask] = waiting;
    if (!ask || sending) return;
    waiting.delete(ask);
    sending = post(ask).finally(() => {
      sending = undefined;
      if (waiting.size && !timer) timer = setTimeout(send, state === "offline" || state === "away" ? AGAIN : 0);
    });
  }

  async function post(ask) {
    const sent = body(ask);
    show("saving");
    try {
      const answer = await fetch(ask.dataset.keep, {
        method: "POST",
        body: sent,
        headers: { "X-CSRFToken": line.dataset.token },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === UNAUTHORIZED) return again(ask, "away");
      window.dispatchEvent(new Event("alive"));
      if (!answer.ok && answer.status !== CONFLICT) return again(ask, "offline");
      settle(ask, sent, answer.ok, await answer.json());
    } catch {
      again(ask, "offline");
    }
  }

  function again(ask, why) {
    waiting.add(ask);
    show(why);
  }

  function settle(ask, sent, kept, said) {
    complain(ask, kept ? said.complaint : "");
    if (kept) {
      form.elements[`seen_${ask.dataset.key}`].value = said.version;
      if (!waiting.has(ask) && !leaving) sessionStorage.removeItem(place(ask));
      return show("saved", said.saved);
    }
    waiting.delete(ask);
    show("stopped", said.complaint);
    if (said.version !== Number(sent.get(`seen_${ask.dataset.key}`))) compare(ask, said);
  }

  /** Show what the answer says now beside what was typed, and let the person choose. */
  function compare(ask, said) {
    const box = document.createElement("div");
    box.className = "q-conflict";
    box.setAttribute("role", "alert");
    const title = document.createElement("p");
    title.textContent = line.dataset.elsewhere;
    const text = document.createElement("blockquote");
    text.textContent = said.kept || "–";
    const mine = button(line.dataset.mine, () => {
      form.elements[`seen_${ask.dataset.key}`].value = said.version;
      box.remove();
      touch(ask, 0);
    });
    const theirs = button(line.dataset.theirs, () => {
      sessionStorage.removeItem(place(ask));
      location.reload();
    });
    box.append(title, text, mine, " ", theirs);
    ask.append(box);
  }

  function complain(ask, text) {
    let note = ask.querySelector("[data-complaint]");
    if (!note) {
      note = document.createElement("p");
      note.className = "q-error";
      note.dataset.complaint = "";
      ask.querySelector(".q-field").after(note);
    }
    note.textContent = text;
    note.hidden = !text;
  }

  /** Bring back words that never left: the line was cut, or the page closed. */
  function resume(ask) {
    const words = sessionStorage.getItem(place(ask));
    const typed = new URLSearchParams(words ?? "");
    const kept = body(ask);
    const seen = `seen_${ask.dataset.key}`;
    const version = typed.get(seen);
    typed.delete(seen);
    kept.delete(seen);
    if (words === null || written(typed) === written(kept)) return sessionStorage.removeItem(place(ask));
    const names = new Set(typed.keys());
    const missing = () => [...names].some((name) => !form.elements[name]);
    const rows = ask.querySelector("[data-rows]");
    for (let left = Number(rows?.dataset.rows ?? 0); left && missing(); left--) rows.dispatchEvent(new Event("rows:add"));
    for (const input of ask.querySelectorAll("input, textarea")) fill(input, typed.getAll(input.name));
    form.elements[seen].value = version;
    touch(ask, 0);
  }

  function leave() {
    for (const ask of waiting)
      fetch(ask.dataset.keep, {
        method: "POST",
        body: body(ask),
        headers: { "X-CSRFToken": line.dataset.token },
        keepalive: true,
      });
  }

  /** Return the answer as it would be sent, with the version that it is typed over. */
  function body(ask) {
    const sent = new URLSearchParams();
    const { key } = ask.dataset;
    for (const [name, value] of new FormData(form))
      if (name === key || name === `seen_${key}` || name.startsWith(`${key}-`)) sent.append(name, value);
    return sent;
  }

  function place(ask) {
    return `${form.dataset.dossier}/${ask.dataset.key}`;
  }

  function show(next, text = line.dataset[next]) {
    line.dataset.state = next;
    line.querySelector("span").textContent = text;
    if (state !== next && next !== "saving" && next !== "idle") told.textContent = text;
    if (next !== "saving") state = next;
  }
}

/** Return the words of an answer one after the other: rows left empty are not kept, and shift others. */
function written(sent) {
  return [...sent.values()].filter(Boolean).join("\n");
}

function fill(input, values) {
  if (input.type === "hidden" || input.type === "file") return;
  if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
  else if (values.length) [input.value] = values;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
