// The kiosk of a hall: each step is fetched and put in place, so that a lost line never leaves a page of the browser's
// own behind, a press counts once, and a number that was asked for is asked for again with the same token.
"use strict";

const kiosk = document.querySelector("[data-kiosk]");
const words = kiosk.dataset;
const SETTLE = 900; // milliseconds after a new step in which presses are still meant for the old one
const SHOWN = 4000; // and after a number was given
const AGAIN = 3000; // between two tries
const TRIES = 15; // then whoever wanted it has left

let busy = false, quietUntil = 0, leaving = null;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function load(address, options = {}) {
  const answer = await fetch(address, { cache: "no-store", ...options });
  if (answer.status >= 500) throw new Error(answer.status);
  return [await answer.text(), answer.url];
}

function say(sentence) {
  const away = kiosk.querySelector("[data-away]");
  away.querySelector("[data-away-words]").textContent = sentence;
  away.hidden = !sentence;
}

function put(page, address) {
  const found = new DOMParser().parseFromString(page, "text/html");
  const step = found.querySelector("[data-step]");
  if (!step) return location.assign(words.start); // the address is known no more: let the server say so
  kiosk.querySelector("[data-step]").replaceWith(step);
  document.title = found.title;
  history.replaceState(null, "", address);
  settle();
}

function settle() {
  const step = kiosk.querySelector("[data-step]"), given = "printSlip" in step.dataset;
  say("");
  quietUntil = performance.now() + (given ? SHOWN : SETTLE);
  step.querySelector("h1").focus();
  window.scrollTo(0, 0);
  clearTimeout(leaving);
  leaving = setTimeout(start, step.dataset.returns * 1000);
  if (given) window.print(); // silent with --kiosk-printing
}

async function go(address, options, sentence, tries) {
  busy = true;
  clearTimeout(leaving);
  kiosk.setAttribute("aria-busy", "true");
  for (let left = tries; left > 0; left -= 1) {
    try {
      put(...await load(address, options));
      break;
    } catch {
      say(sentence);
      if (left > 1) await pause(AGAIN);
    }
  }
  busy = false;
  kiosk.removeAttribute("aria-busy");
  if (!kiosk.querySelector("[data-away]").hidden) leaving = setTimeout(start, AGAIN);
}

const start = () => go(words.start, {}, words.away, 1);

// What is pressed too early was meant for the step before; what is pressed while a number is asked for, for nothing.
const early = () => busy || performance.now() < quietUntil;

kiosk.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (early()) event.preventDefault();
  else if (link) {
    event.preventDefault();
    go(link.href, {}, words.away, 2);
  }
});

kiosk.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy) return;
  const body = new URLSearchParams(new FormData(event.target, event.submitter));
  go(event.target.action, { method: "POST", body }, words.trying, TRIES);
});

for (const sign of ["pointerdown", "keydown"]) {
  kiosk.addEventListener(sign, () => { // somebody is there: the screen stays
    if (busy) return;
    clearTimeout(leaving);
    leaving = setTimeout(start, kiosk.querySelector("[data-step]").dataset.returns * 1000);
  });
}
kiosk.addEventListener("contextmenu", (event) => event.preventDefault());
settle();
