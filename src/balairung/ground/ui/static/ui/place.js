// A point on the ground: from the telephone, asked only after a tap, or from a map that opens when it is wanted.
// The list of villages in the form works without any of this.
"use strict";

(() => {
  const TAPPED = 15, VILLAGES_FROM = 12, NAMES_FROM = 13, UNITS = 1e5;

  // Rings as the server writes them: "north,east north,east …|…", each corner as its distance from the one before.
  function rings(text) {
    return text.split("|").map((part) => {
      let north = 0, east = 0;
      return part.split(" ").map((step) => {
        const [up, right] = step.split(",");
        return [(north += +up) / UNITS, (east += +right) / UNITS];
      });
    });
  }
  function holds(shape, { lat, lng }) {
    let inside = false;
    for (const ring of shape) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [a, b] = ring[i], [c, d] = ring[j];
        if (a > lat !== c > lat && lng < ((d - b) * (lat - a)) / (c - a) + b) inside = !inside;
      }
    }
    return inside;
  }
  function load(tag, set) {
    return new Promise((done, failed) => {
      const part = Object.assign(document.createElement(tag), set, { onload: done, onerror: failed });
      document.head.append(part);
    });
  }
  let library = null; // once for a page
  function leaflet({ library: src, style: href }) {
    library ||= Promise.all([load("script", { src }), load("link", { rel: "stylesheet", href })]);
    return library.catch((problem) => { library = null; throw problem; });
  }

  function begin(root) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    const words = root.dataset, form = root.closest("form");
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => form.querySelector(`[name$="${name}"]`));
    const region = document.getElementById(words.region);
    const [here, open, forget, said, sheet, under] = ["here", "open", "forget", "said", "sheet", "under"].map(find);
    const say = (sentence) => { said.textContent = sentence; };
    let map = null, pointed = "";

    function write(lat, lng) {
      latitude.value = lat === "" ? "" : lat.toFixed(5);
      longitude.value = lng === "" ? "" : lng.toFixed(5);
      forget.hidden = lat === "";
      latitude.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function drop(sentence) {
      pointed = "";
      write("", "");
      say(sentence);
    }
    function choose(found) {
      const narrow = document.querySelector(`[data-narrows="${CSS.escape(words.region)}"]`);
      for (const [select, value] of [[narrow, found.district], [region, found.code]]) {
        if (!select) continue;
        select.value = value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      pointed = found.code;
    }
    async function set(lat, lng, accuracy = 0) {
      write(lat, lng);
      say(words.searching);
      try {
        const answer = await fetch(`${words.at}?lat=${latitude.value}&lon=${longitude.value}`, { referrerPolicy: "no-referrer" });
        const found = await answer.json();
        if (!answer.ok) return say(found.sentence);
        if (!found.code) return drop(words.outside);
        choose(found);
        const place = [found.name, found.within].filter(Boolean).join(", ");
        const about = accuracy > 30 ? ` ${words.about.replace("%s", Math.round(accuracy))}` : "";
        say(words.found.replace("%s", place) + about);
      } catch {
        say(words.failed); // no line just now: the point itself needs none
      }
    }
    function ask() {
      say(words.asking);
      here.disabled = true;
      const over = (then) => (result) => { here.disabled = false; then(result); };
      navigator.geolocation.getCurrentPosition(
        over(({ coords }) => { set(coords.latitude, coords.longitude, coords.accuracy); map?.setView([coords.latitude, coords.longitude]); }),
        over(() => say(words.denied)),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 30000 },
      );
    }

    // --- the map ---
    const shapes = new Map(); // code → { name, rings, layer }
    const asked = new Set();
    async function draw(within) {
      if (asked.has(within)) return null;
      asked.add(within);
      const page = await (await fetch(`${words.outlines}${within ? `?dalam=${within}` : ""}`)).json();
      const paint = getComputedStyle(root);
      const look = { color: paint.getPropertyValue("--soft"), weight: within ? 1 : 2, fill: false, interactive: false };
      for (const [code, name, short, text] of page.rows) {
        const shape = rings(text), layer = L.polygon(shape, look).addTo(map);
        shapes.set(code, { name, rings: shape, layer });
        if (within) layer.bindTooltip(short, { permanent: true, direction: "center", className: "place-name" });
      }
      if (page.rows.length) shapes.get(within)?.layer.remove(); // its villages draw it finer
      return page;
    }
    const at = (length) => [...shapes].find(([code, shape]) => code.length === length && holds(shape.rings, map.getCenter()));
    async function moved() {
      find("canvas").classList.toggle("is-far", map.getZoom() < NAMES_FROM);
      const district = at(8);
      if (district && map.getZoom() >= VILLAGES_FROM) await draw(district[0]).catch(() => asked.delete(district[0]));
      under.textContent = [at(13), district].filter(Boolean).map(([, { name }]) => name).join(", ");
    }
    async function unroll() {
      await leaflet(words);
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      map = L.map(find("canvas"), {
        renderer: L.canvas(), keyboardPanDelta: 40, zoomControl: false, attributionControl: false, maxZoom: 19,
        zoomAnimation: !still, fadeAnimation: !still, inertia: !still,
      });
      L.control.zoom({ zoomInTitle: words.near, zoomOutTitle: words.far }).addTo(map);
      map.setView([-2.5, 118], 5);
      const page = await draw("");
      if (page.tiles) {
        L.tileLayer(page.tiles, { maxZoom: 19 }).addTo(map);
        L.control.attribution({ prefix: false }).addAttribution(page.credit).addTo(map);
      }
      const near = shapes.get(region?.value.slice(0, 8));
      if (latitude.value) map.setView([+latitude.value, +longitude.value], 16);
      else if (near) map.fitBounds(near.layer.getBounds());
      else if (shapes.size) map.fitBounds(L.featureGroup([...shapes.values()].map(({ layer }) => layer)).getBounds());
      map.on("moveend", () => moved().catch(() => {}));
      map.on("click", ({ latlng }) => map.setView(latlng, Math.max(map.getZoom(), TAPPED)));
      await moved();
    }
    async function show(wanted) {
      sheet.hidden = !wanted;
      open.setAttribute("aria-expanded", String(wanted));
      if (!wanted) return open.focus();
      try {
        if (!map) await unroll();
        map.invalidateSize();
        find("canvas").focus();
      } catch {
        map?.remove();
        map = null;
        asked.clear();
        sheet.hidden = true;
        open.setAttribute("aria-expanded", "false");
        say(words.blank);
      }
    }

    here.hidden = !navigator.geolocation;
    here.addEventListener("click", ask);
    open.addEventListener("click", () => show(sheet.hidden));
    find("shut").addEventListener("click", () => show(false));
    find("choose").addEventListener("click", () => {
      const { lat, lng } = map.getCenter();
      show(false);
      set(lat, lng);
    });
    forget.addEventListener("click", () => { drop(words.dropped); here.focus(); });
    region?.addEventListener("change", (event) => {
      if (event.isTrusted && latitude.value && region.value !== pointed) drop(words.other);
    });
    forget.hidden = !latitude.value;
    pointed = region?.value || "";
    if (latitude.value) say(words.kept);
    root.hidden = false;
  }

  const all = (page) => page.querySelectorAll("[data-place]").forEach(begin);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.target));
})();
