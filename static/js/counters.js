/* How much room a text has left: shown at once, announced when the person pauses. */
const PAUSE = 1500;
const characters = new Intl.Segmenter(); // as people see them: a flag is one

/** Keep each line true while the person types in the field that it counts. */
export function watchCounters(lines) {
  for (const line of lines) watch(line, document.getElementById(line.dataset.counts));
}

function watch(line, field) {
  const announcer = document.createElement("span");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  line.after(announcer);
  let pause;
  field.addEventListener("input", () => {
    const left = Number(line.dataset.max) - [...characters.segment(field.value)].length;
    line.firstElementChild.textContent = sentence(line, left);
    line.classList.toggle("is-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => (announcer.textContent = sentence(line, left)), PAUSE);
  });
}

function sentence(line, left) {
  const { left: room, over } = line.dataset;
  return (left < 0 ? over : room).replace("{n}", Math.abs(left));
}
