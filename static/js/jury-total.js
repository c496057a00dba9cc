/* What the marks of a sheet sum up to, shown as the server will show it once they are saved. */
const PAUSE = 1500;

/** Keep each mark, their number and their total true; say the total when the person pauses. */
export function followMarks(form, criteria) {
  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  form.append(announcer);
  let pause;
  form.addEventListener("change", (changed) => {
    if (changed.target.type !== "radio") return;
    show(form, criteria);
    clearTimeout(pause);
    const total = form.querySelector(".q-total").innerText;
    pause = setTimeout(() => (announcer.textContent = total), PAUSE);
  });
  // A browser that comes back to the page fills in what was chosen, and tells nobody.
  window.addEventListener("pageshow", () => show(form, criteria));
}

function show(form, criteria) {
  const marks = criteria.map(read);
  for (const mark of marks) label(mark, form.dataset);
  const done = form.querySelector("[data-done]");
  const judged = marks.filter((mark) => mark.value !== undefined).length;
  done.textContent = done.dataset.done.replace("{n}", judged);
  done.nextElementSibling.value = judged;
  const counted = marks.filter((mark) => mark.points !== null);
  const weight = counted.reduce((sum, mark) => sum + mark.weight, 0);
  const gained = counted.reduce((sum, mark) => sum + mark.weight * mark.points, 0);
  const basis = form.querySelector("[data-weighs]");
  basis.textContent = weight ? basis.dataset.weighs.replace("{n}", weight) : basis.dataset.none;
  const total = form.querySelector(".q-total b");
  total.textContent = weight ? inTenths(100 * gained, form.dataset.best * weight) : "–";
}

function read(criterion) {
  const value = criterion.querySelector("input[type=radio]:checked")?.value;
  const weight = Number(criterion.parentElement.dataset.weight);
  return { criterion, value, weight, points: /^\d+$/.test(value ?? "") ? Number(value) : null };
}

function label({ criterion, value, points }, { best, unjudged }) {
  if (value === undefined) return;
  const score = criterion.querySelector(".q-score");
  score.textContent = points === null ? unjudged : `${points}\u00a0/\u00a0${best}`;
  score.classList.toggle("is-empty", points === null);
}

/** Write a fraction with one decimal, halves rounded up. */
function inTenths(above, below) {
  const tenths = Math.floor((20 * above + below) / (2 * below));
  const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return (tenths / 10).toLocaleString(document.documentElement.lang, oneDecimal);
}
