/* Words are kept while they are typed: at most a second and a half of typing waits here. */
const WAIT = 1500;
const AGAIN = 4000;
const PATIENCE = 15000;
const UNAUTHORIZED = 401;
const CLOSED = [403, 404];
const REFUSED = [409, 422];

/** Send each part of a form that changes to its address, one at a time, and say how that goes. */
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
    sessionStorage.setItem(ask.dataset.keep, body(ask).toString()); // last: a full store stops nothing
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
        headers: { "X-CSRFToken": form.elements.csrf_token.value },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === UNAUTHORIZED) return again(ask, "away");
      window.dispatchEvent(new Event("alive"));
      if (CLOSED.includes(answer.status)) return show("stopped", line.dataset.gone);
      if (!answer.ok && !REFUSED.includes(answer.status)) return again(ask, "offline");
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
      form.elements[ask.dataset.seen].value = said.version;
      if (!waiting.has(ask) && !leaving) sessionStorage.removeItem(ask.dataset.keep);
      return show("saved", said.saved);
    }
    waiting.delete(ask);
    show("stopped", said.complaint);
    if (said.version !== Number(sent.get(ask.dataset.seen))) compare(ask, said);
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
      form.elements[ask.dataset.seen].value = said.version;
      box.remove();
      touch(ask, 0);
    });
    const theirs = button(line.dataset.theirs, () => {
      sessionStorage.removeItem(ask.dataset.keep);
      show("idle");
      location.reload();
    });
    box.append(title, text, mine, " ", theirs);
    ask.append(box);
    box.scrollIntoView({ block: "nearest" });
  }

  function complain(ask, text) {
    let note = ask.querySelector("[data-complaint]");
    if (!note && !text) return;
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
    const words = sessionStorage.getItem(ask.dataset.keep);
    const typed = new URLSearchParams(words ?? "");
    const kept = body(ask);
    const { seen } = ask.dataset;
    const rows = ask.querySelector("[data-rows]");
    const version = typed.get(seen);
    typed.delete(seen);
    kept.delete(seen);
    if (words === null || written(typed, rows) === written(kept, rows)) return sessionStorage.removeItem(ask.dataset.keep);
    const names = new Set(typed.keys());
    const missing = () => [...names].some((name) => !form.elements[name]);
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
        headers: { "X-CSRFToken": form.elements.csrf_token.value },
        keepalive: true,
      });
  }

  /** Return what would be sent: the words, with the version that they are typed over. */
  function body(ask) {
    const own = new Set([...ask.querySelectorAll("[name]")].map((input) => input.name));
    own.add(ask.dataset.seen);
    return new URLSearchParams([...new FormData(form)].filter(([name]) => own.has(name)));
  }

  function show(next, text = line.dataset[next]) {
    line.dataset.state = next;
    line.querySelector("span").textContent = text;
    if (state !== next && next !== "saving" && next !== "idle") told.textContent = text;
    if (next !== "saving") state = next;
  }
}

/** Return the words, each under its name, but in rows: those left empty are not kept, and shift others. */
function written(sent, rows) {
  const words = [...sent].filter(([, word]) => word);
  return words.map(([name, word]) => (rows ? word : `${name} ${word}`)).join("\n");
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
