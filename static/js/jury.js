/* The score sheet: a total that follows, each word kept while it is typed, keys for who wants them. */
import { keepAnswers } from "./keep.js";
import { followMarks } from "./jury-total.js";

const KEY = "jury.shortcuts";
const UNKEPT = ["offline", "away", "stopped"];
const form = document.getElementById("grille");
const criteria = [...form.querySelectorAll("details.q-crit")];
const menu = document.getElementById("shortcuts");
const active = document.getElementById("keys");
const ACTS = {
  j: () => open(1),
  k: () => open(-1),
  c: () => current()?.querySelector("textarea").focus(),
  n: () => document.querySelector("a[rel=next]")?.click(),
  "?": () => (menu.open = !menu.open),
};

followMarks(form, criteria);
keepAnswers(form);
mindLeaving();
setUpKeys();

/** Ask before leaving a page with words that are not kept: cut off, or refused. */
function mindLeaving() {
  const { dataset } = form.querySelector(".q-keep");
  const refused = form.querySelector("[role=alert]") !== null;
  let sent = false;
  form.addEventListener("input", () => document.querySelector(".q-save")?.setAttribute("hidden", ""));
  form.addEventListener("submit", () => (sent = true));
  window.addEventListener("beforeunload", (leaving) => {
    const unkept = UNKEPT.includes(dataset.state) || (refused && dataset.state === "idle");
    if (unkept && !sent) leaving.preventDefault();
  });
}

/** Let keys mark the open criterion, until the person switches them off where they are listed. */
function setUpKeys() {
  menu.hidden = false;
  document.addEventListener("keydown", (pressed) => {
    const off = !active.checked || menu.offsetParent === null;
    if (off || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    if (pressed.target.closest("textarea, select, input:not([type=radio])")) return;
    const act = /^\d$/.test(pressed.key) ? choose : ACTS[pressed.key.toLowerCase()];
    if (!act) return;
    pressed.preventDefault();
    act(pressed.key);
  });
  active.checked = localStorage.getItem(KEY) !== "off";
  active.addEventListener("change", () => localStorage.setItem(KEY, active.checked ? "on" : "off"));
}

function current() {
  return criteria.find((criterion) => criterion.open);
}

function choose(mark) {
  const level = current()?.querySelector(`input[type=radio][value="${mark}"]`);
  level?.focus();
  level?.click();
}

/** Open the criterion so many places further, and bring it into view. */
function open(step) {
  const place = criteria.indexOf(current());
  const next = criteria[place < 0 ? 0 : place + step];
  if (!next) return;
  next.open = true;
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("summary").focus();
}
