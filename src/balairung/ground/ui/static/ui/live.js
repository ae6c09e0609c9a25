// Pages that stay true by themselves: a stream tells the parts that changed; where there is none the page asks.
// <main data-live data-stream="…" data-content="…"> holds [data-part="name"] and [data-live-lost]. A page with more to
// do calls live.watch itself. Every page works without this file: it is then loaded again.
"use strict";

self.live = (() => {
  const SILENCE = 35_000; // two signs of life did not come: the line is lost, whatever the browser believes
  const QUIET = 6_000; // so long a line may be away before the page says so
  const ASKING = 4_000; // how often the page asks while there is no stream

  // show(parts, whole): what changed, null for what is gone; whole: all there is. line(there): is there a line?
  function watch({ stream, content, show, line }) {
    let source = null, asking = null, heard = performance.now(), whole = true, there = true;
    const say = (now) => { if (now !== there) line(there = now); };
    const alive = () => { heard = performance.now(); say(true); };

    function connect() {
      source?.close();
      clearTimeout(asking);
      asking = null;
      source = new EventSource(stream);
      source.addEventListener("open", () => { whole = true; });
      source.addEventListener("detak", alive);
      source.addEventListener("message", (event) => {
        alive();
        show(JSON.parse(event.data), whole);
        whole = false;
      });
      source.addEventListener("error", () => {
        if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself
        source = null; // refused: no stream was free, or the page is no longer ours
        ask();
      });
    }
    async function ask() {
      try {
        const answer = await fetch(content, { cache: "no-store", redirect: "error" });
        if (answer.ok) {
          alive();
          show((await answer.json()).parts, true);
        }
      } catch { /* no line, or signed out: said when it lasts */ }
      asking = setTimeout(Math.random() < 0.15 ? connect : ask, ASKING);
    }
    function tick() {
      const away = performance.now() - heard, open = source?.readyState === EventSource.OPEN;
      if (away > SILENCE && source) { connect(); heard = performance.now() - QUIET; }
      if (away > QUIET + (open ? SILENCE : 0)) say(false);
    }
    addEventListener("offline", () => say(false));
    addEventListener("online", connect);
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
    setInterval(tick, 1000);
    connect();
  }

  // --- pages of parts ---------------------------------------------------------------------------------------------

  const typing = (place) => place.contains(document.activeElement) && document.activeElement.matches("input:not([type=hidden]):not([type=submit]), select, textarea");
  const later = new Map(); // what came while somebody typed there

  function put(place, html) {
    if (typing(place)) return later.set(place, html);
    const focused = place.contains(document.activeElement) && document.activeElement.id;
    place.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    place.dispatchEvent(new CustomEvent("live:part", { bubbles: true }));
  }
  document.addEventListener("focusout", () => setTimeout(() => {
    for (const [place, html] of later) if (!typing(place)) { later.delete(place); put(place, html); }
  }));
  // A part that was drawn for everybody holds no token of this page: it is put in when a form of it is sent.
  document.addEventListener("submit", (event) => {
    const form = event.target, key = document.querySelector("[name=csrfmiddlewaretoken]");
    if (form.method !== "post" || !key || form.elements.namedItem("csrfmiddlewaretoken")) return;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: key.name, value: key.value }));
  }, true);

  const page = document.querySelector("[data-live]:not([data-stream=''])");
  if (page) {
    const lost = page.querySelector("[data-live-lost]");
    watch({
      stream: page.dataset.stream, content: page.dataset.content,
      show: (parts) => {
        for (const [name, html] of Object.entries(parts)) {
          for (const place of page.querySelectorAll(`[data-part="${CSS.escape(name)}"]`)) put(place, html ?? "");
        }
      },
      line: (there) => { if (lost) lost.hidden = there; },
    });
  }
  return { watch };
})();
