/* What a page gains from a script; it works without. */
import { watchCounters } from "./counters.js";
import { watchIdleness } from "./idle.js";

document.querySelector(".q-errors")?.focus();

for (const form of document.querySelectorAll("form[method=post]")) {
  // Sending twice is harmless, the server sees to it: the button only says that it was heard.
  form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
}

// A page that the browser brings back from its memory has sent nothing yet.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]"))
    form.removeAttribute("aria-busy");
});

watchIdleness(document.querySelector(".q-idle"));
watchCounters(document.querySelectorAll("[data-counts]"));
