/* A page of questions: what is asked follows the answers, rows come and go, words are kept. */
import { keepAnswers } from "./keep.js";
import { sendFiles } from "./upload.js";

const form = document.getElementById("answers");
for (const hint of form.querySelectorAll("[data-unscripted]")) hint.remove();
for (const rows of form.querySelectorAll("[data-rows]")) followRows(rows);
const keeper = keepAnswers(form);
askAlong();
form.addEventListener("input", askAlong);
sendFiles(form);

/** Show each question whose condition is met by what is answered on this page. */
function askAlong() {
  const answers = new FormData(form);
  for (const ask of form.querySelectorAll("[data-when]")) {
    const given = answers.getAll(ask.dataset.when);
    const other = form.querySelector(`[data-key="${ask.dataset.when}"]`);
    ask.hidden = other.hidden || !ask.dataset.values.split(" ").some((value) => given.includes(value));
  }
}

/** Let rows be added and taken away at once. */
function followRows(rows) {
  const pattern = rows.querySelector("template");
  const add = rows.querySelector(":scope > button");
  const own = () => [...rows.querySelectorAll(".q-row")];
  const label = (row) => {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-quiet";
    remove.textContent = form.querySelector(".q-keep").dataset.remove;
    remove.addEventListener("click", () => {
      for (const input of row.querySelectorAll("input, textarea")) input.value = "";
      row.hidden = true;
      add.hidden = false;
      add.focus();
      row.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(remove);
  };
  const last = own().at(-1);
  const filled = (row) => [...row.querySelectorAll("input, textarea")].some((cell) => cell.value);
  if (own().length > 1 && !filled(last)) last.remove(); // the button adds one as well
  own().forEach(label);
  add.addEventListener("click", (clicked) => {
    clicked.preventDefault();
    addRow().querySelector("input").focus();
  });
  rows.addEventListener("rows:add", () => addRow());
  add.hidden = own().length >= Number(rows.dataset.rows);

  function addRow() {
    const number = own().length;
    const place = document.createElement("template");
    place.innerHTML = pattern.innerHTML.replaceAll("-NEW-", `-${number}-`).replace("NEW", number + 1);
    const row = place.content.firstElementChild;
    label(row);
    pattern.before(row);
    add.hidden = number + 1 >= Number(rows.dataset.rows);
    return row;
  }
}
