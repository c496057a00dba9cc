/* The score sheet: a total that follows, keys to mark with, no mark lost by leaving. */
const KEY = "jury.shortcuts";
const form = document.getElementById("grille");
const criteria = [...form.querySelectorAll("details.q-crit")];
const menu = document.getElementById("shortcuts");
const active = document.getElementById("keys");

followMarks();
keepWords();
setUpKeys();

/** Show each mark where it is summed up, as the server will once the sheet is saved. */
function followMarks() {
  form.addEventListener("change", (changed) => {
    if (changed.target.type !== "radio") return;
    showMark(changed.target);
    showTotal(criteria.map(markOf));
  });
}

function showMark(radio) {
  const score = radio.closest("details").querySelector(".q-score");
  const judged = /^\d+$/.test(radio.value);
  score.textContent = judged ? `${radio.value}\u00a0/\u00a0${form.dataset.best}` : form.dataset.unjudged;
  score.classList.toggle("is-empty", !judged);
}

function markOf(criterion) {
  const chosen = criterion.querySelector("input[type=radio]:checked");
  const weight = Number(criterion.parentElement.dataset.weight);
  return { chosen, weight, points: /^\d+$/.test(chosen?.value) ? Number(chosen.value) : null };
}

function showTotal(marks) {
  const done = marks.filter((mark) => mark.chosen).length;
  const counted = marks.filter((mark) => mark.points !== null);
  const weight = counted.reduce((sum, mark) => sum + mark.weight, 0);
  const gained = counted.reduce((sum, mark) => sum + mark.weight * mark.points, 0);
  const line = form.querySelector("[data-done]");
  line.textContent = line.dataset.done.replace("{n}", done);
  form.querySelector("progress").value = done;
  if (!weight) return;
  const label = form.querySelector("[data-weighs]");
  label.textContent = label.dataset.weighs.replace("{n}", weight);
  form.querySelector(".q-total b").textContent = inTenths(100 * gained, form.dataset.best * weight);
}

/** Write a fraction with one decimal, halves rounded up. */
function inTenths(above, below) {
  const tenths = Math.floor((20 * above + below) / (2 * below));
  const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return (tenths / 10).toLocaleString(document.documentElement.lang, oneDecimal);
}

/** Ask before leaving a page with words that were not sent. */
function keepWords() {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (leaving) => {
    if (changed) leaving.preventDefault();
  });
}

/** Let keys mark the open criterion, for who wants them. */
function setUpKeys() {
  menu.hidden = false;
  active.checked = localStorage.getItem(KEY) !== "off";
  active.addEventListener("change", () => localStorage.setItem(KEY, active.checked ? "on" : "off"));
  document.addEventListener("keydown", (pressed) => {
    if (!active.checked || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    if (pressed.target.closest("textarea, select, input:not([type=radio])")) return;
    const act = actOf(pressed.key);
    if (!act) return;
    pressed.preventDefault();
    act();
  });
}

function actOf(key) {
  if (/^\d$/.test(key)) return levelOf(key) && (() => choose(levelOf(key)));
  const acts = {
    j: () => open(1),
    k: () => open(-1),
    c: () => current()?.querySelector("textarea").focus(),
    n: () => document.querySelector("a[rel=next]")?.click(),
    "?": () => (menu.open = !menu.open),
  };
  return acts[key.toLowerCase()];
}

function current() {
  return criteria.find((criterion) => criterion.open);
}

function levelOf(mark) {
  return current()?.querySelector(`input[type=radio][value="${mark}"]`);
}

function choose(level) {
  level.focus();
  level.click();
}

/** Open the criterion so many places further, and bring it into view. */
function open(step) {
  const place = criteria.indexOf(current());
  const next = criteria[place < 0 ? 0 : place + step];
  if (!next) return;
  next.open = true;
  const summary = next.querySelector("summary");
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "nearest" });
}
