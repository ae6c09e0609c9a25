// The page of a number looks by itself whether something changed. A browser without scripts loads the page again.
"use strict";

(() => {
  const EVERY = 8000, LATER = 30000; // milliseconds; the second after a failure and while nobody looks
  const lost = document.querySelector("[data-live-lost]");
  const title = document.title;
  let told = "";

  const part = () => document.querySelector("[data-live]");

  function call() {
    const called = document.querySelector("[data-called]")?.dataset.called || "";
    document.title = called || title;
    const may = navigator.userActivation?.hasBeenActive; // a browser complains when nobody has touched the page
    if (called && called !== told && may) navigator.vibrate?.([400, 200, 400]);
    told = called;
  }

  async function look() {
    const mine = part();
    if (!mine) return;
    let wait = document.hidden ? LATER : EVERY;
    try {
      const answer = await fetch(`${mine.dataset.live}?denyut=${mine.dataset.beat}`, { cache: "no-store" });
      if (answer.status === 200) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(".numbers");
        if (!fresh.dataset.live) return location.reload(); // it is over: what can be done now is on the whole page
        mine.replaceChildren(...fresh.childNodes);
        mine.dataset.beat = fresh.dataset.beat;
        call();
      }
      lost.hidden = true;
    } catch {
      lost.hidden = false;
      wait = LATER;
    }
    setTimeout(look, wait);
  }

  call();
  setTimeout(look, EVERY);
})();
