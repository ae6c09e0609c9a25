// Leave a page in a hurry: its place in the history goes with it. By hand, or with Esc or Shift three times in a row.
// Without this file the link is a link.
"use strict";

(() => {
  const link = document.querySelector("a[data-exit]");
  if (!link) return;
  const within = 5000; // milliseconds between two presses
  let presses = 0, last = 0, key = "";

  function leave() {
    document.title = "";
    document.body.hidden = true; // nothing is left to see while the other page comes
    window.location.replace(link.href);
  }
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || (event.key !== "Escape" && event.key !== "Shift")) {
      presses = event.repeat ? presses : 0; // a capital letter while typing is no call for help
      return;
    }
    const now = Date.now();
    presses = event.key === key && now - last < within ? presses + 1 : 1;
    [last, key] = [now, event.key];
    if (presses === 3) leave();
    if (presses === 2) link.parentElement.querySelector("[role=status]").textContent = link.dataset.again;
  });
})();
