// The page of one's own questions looks by itself what became of them. Without scripts it is loaded again by hand.
"use strict";

(() => {
  const EVERY = 8000, LATER = 30_000; // milliseconds; the second after a failure and while nobody looks
  const lost = document.querySelector("[data-live-lost]");

  async function look() {
    const mine = document.querySelector("[data-asked]");
    let wait = document.hidden ? LATER : EVERY;
    try {
      const answer = await fetch(`${mine.dataset.asked}?denyut=${mine.dataset.beat}`, { cache: "no-store" });
      if (answer.status === 200 && !mine.contains(document.activeElement)) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-asked]");
        mine.dataset.beat = fresh.dataset.beat;
        if (fresh.textContent.trim() !== mine.textContent.trim()) mine.replaceChildren(...fresh.childNodes);
      }
      lost.hidden = true;
    } catch {
      lost.hidden = false;
      wait = LATER;
    }
    setTimeout(look, wait);
  }
  setTimeout(look, EVERY);
})();
