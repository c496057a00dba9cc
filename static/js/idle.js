/* Five minutes before an idle visit ends, say so, and let the person stay. */
const WARNING = 5 * 60;

/** Show the notice when the time comes; whatever reaches the server starts the wait anew. */
export function watchIdleness(notice) {
  if (!notice) return;
  const wait = (Number(notice.dataset.idle) - WARNING) * 1000;
  let timer;
  const begin = () => {
    notice.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(() => (notice.hidden = false), wait);
  };
  window.addEventListener("alive", begin);
  notice.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(location.href, { method: "HEAD" });
    if (answer.ok && !answer.redirected) begin();
    else location.reload();
  });
  begin();
}
