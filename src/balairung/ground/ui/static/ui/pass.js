// One's own QR: the next code is fetched just before this one ends, and takes its place when it is drawn, so that
// nothing flickers. Without a line it says so: a code that is over is worth nothing.
"use strict";
(() => {
  const page = document.querySelector("[data-pass]");
  if (!page) return;
  const code = page.querySelector("[data-code]"), cut = page.querySelector("[data-cut]"), live = page.querySelector("[data-live]");
  const AGAIN = 3; // seconds until the next try without a line
  let timer = 0;

  const show = (lost) => { cut.hidden = !lost; live.hidden = lost; code.classList.toggle("is-over", lost); };
  const later = (seconds) => { clearTimeout(timer); timer = setTimeout(renew, seconds * 1000); };
  async function renew() {
    if (document.hidden) return;
    try {
      const answer = await fetch(page.dataset.pass, { cache: "no-store", signal: AbortSignal.timeout?.(8000) });
      if (answer.redirected) return location.reload(); // signed out
      if (!answer.ok) throw new Error(`answer ${answer.status}`);
      const { qr, left } = await answer.json(), next = new Image();
      next.src = qr;
      await next.decode();
      code.src = qr;
      show(false);
      later(Math.max(left, 1) + 0.3);
    } catch {
      show(true);
      later(AGAIN);
    }
  }
  const awake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { awake(); renew(); } });
  addEventListener("online", renew);
  addEventListener("offline", () => show(true));
  awake();
  later(Number(page.dataset.left) + 0.3);
})();
