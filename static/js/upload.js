/* Files leave as soon as they are chosen, with their progress; without a script they leave with the page. */
const DONE = 400;

/** Send the files of each question that has an address for them, one after the other. */
export function sendFiles(form) {
  let leaving = 0;
  let all = Promise.resolve();
  form.addEventListener("submit", (submitted) => {
    if (!leaving || submitted.defaultPrevented) return;
    submitted.preventDefault(); // the page goes on when the files have left
    form.removeAttribute("aria-busy");
    all.then(() => setTimeout(() => form.requestSubmit(submitted.submitter)));
  });
  window.addEventListener("beforeunload", (closing) => leaving && closing.preventDefault());
  for (const ask of form.querySelectorAll("[data-upload]")) {
    const input = ask.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      for (const file of input.files) {
        leaving += 1;
        all = all.then(() => send(form, ask, file)).finally(() => (leaving -= 1));
      }
      input.value = "";
    });
  }
}

async function send(form, ask, file) {
  const { dataset } = form.querySelector(".q-keep");
  const line = document.createElement("li");
  const name = document.createElement("div");
  const bar = document.createElement("progress");
  const cancel = document.createElement("button");
  name.textContent = file.name;
  bar.max = 100;
  bar.setAttribute("aria-label", file.name);
  cancel.type = "button";
  cancel.className = "btn btn-quiet";
  cancel.textContent = dataset.cancel;
  name.append(bar);
  line.append(document.createElement("span"), name, cancel);
  list(ask).append(line);
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (sent) => (bar.value = (100 * sent.loaded) / sent.total));
  cancel.addEventListener("click", () => request.abort());
  const body = new FormData();
  body.append("file", file);
  body.append("csrf_token", form.elements.csrf_token.value);
  const answer = await new Promise((settled) => {
    request.addEventListener("loadend", () => settled(request));
    request.open("POST", ask.dataset.upload);
    request.send(body);
  });
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  if (answer.status && answer.status < DONE) return replace(ask, page);
  if (!answer.status) return line.remove(); // cancelled, or the line was cut
  line.className = "is-bad";
  bar.remove();
  const why = document.createElement("div");
  why.className = "q-files__meta";
  why.setAttribute("role", "alert");
  why.textContent = page.querySelector("h1")?.textContent ?? dataset.failed;
  name.append(why);
  cancel.textContent = dataset.dismiss;
  cancel.addEventListener("click", () => line.remove());
}

/** Show the files as the page shows them once they are kept, with the means to take each back. */
function replace(ask, page) {
  const fresh = page.getElementById(ask.id).querySelector(".q-files");
  const bad = [...ask.querySelectorAll(".q-files > .is-bad")];
  list(ask).replaceWith(fresh);
  fresh.append(...bad);
  for (const form of page.querySelectorAll("form[id^=remove-]"))
    if (!document.getElementById(form.id)) document.querySelector("main").append(form);
  fresh.tabIndex = -1;
  fresh.focus();
}

function list(ask) {
  let files = ask.querySelector(".q-files");
  if (!files) {
    files = document.createElement("ul");
    files.className = "q-files";
    ask.append(files);
  }
  return files;
}
