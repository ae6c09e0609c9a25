// The projector: the clock goes by the server's time, and one button fills the screen. What is shown comes by live.js.
"use strict";

(() => {
  const stage = document.querySelector("[data-stage]"), clock = stage.querySelector("[data-clock]");
  const began = performance.now(), full = stage.querySelector("[data-full]");
  const hour = new Intl.DateTimeFormat("id-ID", {
    timeZone: stage.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  setInterval(() => {
    clock.textContent = hour.format(stage.dataset.now * 1000 + performance.now() - began).replace(":", ".");
  }, 1000);
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => stage.requestFullscreen());
})();
