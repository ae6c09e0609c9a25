// Slides by keys: arrows, space, Home and End turn them, f fills the screen. Without this one scrolls.
"use strict";

(() => {
  const box = document.querySelector("[data-slides]");
  if (!box) return;
  const slides = [...box.querySelectorAll(".slide")];
  const away = (slide) => Math.abs(slide.getBoundingClientRect().top);
  const nearest = () => slides.reduce((best, one, at) => (away(one) < away(slides[best]) ? at : best), 0);
  const go = (at) => slides[Math.max(0, Math.min(slides.length - 1, at))].scrollIntoView();
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen?.());
  const keys = {
    ArrowRight: () => go(nearest() + 1), ArrowDown: () => go(nearest() + 1), PageDown: () => go(nearest() + 1),
    " ": () => go(nearest() + 1), ArrowLeft: () => go(nearest() - 1), ArrowUp: () => go(nearest() - 1),
    PageUp: () => go(nearest() - 1), Home: () => go(0), End: () => go(slides.length - 1), f: full,
  };
  document.addEventListener("keydown", (event) => {
    const turn = keys[event.key];
    if (!turn || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a, button, input")) return;
    event.preventDefault();
    turn();
  });
  const wire = (name, act) => {
    const button = box.querySelector(`[data-${name}]`);
    button.hidden = false;
    button.addEventListener("click", act);
  };
  wire("before", () => go(nearest() - 1));
  wire("after", () => go(nearest() + 1));
  wire("full", full);
})();
