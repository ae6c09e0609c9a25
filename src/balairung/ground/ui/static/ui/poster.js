// A page that was opened from the code on a poster says so once: the office, and nothing about whoever reads it. No
// cookie goes along, and the address becomes the office's ordinary one, so that nobody who is sent it is counted.
"use strict";

(() => {
  const told = document.querySelector("[data-poster]");
  if (!told) return;
  const [way] = performance.getEntriesByType("navigation");
  if (!way || way.type === "navigate") {
    fetch(told.dataset.poster, { method: "POST", credentials: "omit", keepalive: true }).catch(() => {});
  }
  history.replaceState(null, "", told.dataset.here);
})();
