// The page of a check on the spot: everything is stamped on the telephone, and each photograph with where one stood.
// The form works without this file; with it, it works without a signal (kept.js, field.js).
"use strict";

(async () => {
  const root = document.querySelector("[data-check]");
  if (!root || !self.field || !self.crypto?.subtle || !self.indexedDB) return;
  const form = root.querySelector("[data-check-form]");
  const kinds = JSON.parse(document.getElementById("jenis-kantor").textContent);
  const items = [...form.querySelectorAll("[data-item]")];
  let spot = null;

  const kept = self.keptForm(root, form, {
    box: self.field, word: "lapangan", first: "office", unkept: ["started", "ended", "clock"], most: Infinity,
    title: () => (kept.input("office").value ? kept.input("office").selectedOptions[0].textContent : ""),
    item: (photos) => photos.closest("[data-item]").dataset.item,
    shots: (item) => items.find((one) => one.dataset.item === item).querySelector("[data-shots]"),
    taken: async () => spot && (await position().catch(() => spot)),
    fresh: () => true,
    cleared() {
      spot = null;
      place.querySelector("[data-said]").textContent = "";
      showSpot();
      narrow();
    },
    filled({ body }) {
      const { latitude: [latitude] = [], longitude: [longitude] = [], accuracy: [accuracy] = [] } = body.fields;
      spot = latitude ? { latitude, longitude, accuracy } : null;
      showSpot();
      narrow();
    },
    lacking,
  });
  const { find, input } = kept;

  // --- which items this office is asked ---
  function narrow() {
    const kind = kinds[input("office").value];
    for (const item of items) item.hidden = Boolean(kind && item.dataset.kinds && !item.dataset.kinds.split(" ").includes(kind));
  }
  form.addEventListener("change", ({ target }) => { if (target.name === "office") narrow(); });

  // --- where one stands: asked after a tap, and again with each photograph once it was allowed ---
  const place = find("spot");
  const position = () => new Promise((done, failed) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      spot = { latitude: coords.latitude.toFixed(5), longitude: coords.longitude.toFixed(5), accuracy: `${Math.min(Math.round(coords.accuracy), 100_000)}` };
      done(spot);
    }, failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 });
  });
  function showSpot() {
    const { latitude, longitude, accuracy } = spot || {};
    input("latitude").value = latitude || "";
    input("longitude").value = longitude || "";
    input("accuracy").value = accuracy || "";
    if (spot) place.querySelector("[data-said]").textContent = place.dataset.found.replace("%s", accuracy);
    input("no_position").closest(".field").hidden = Boolean(spot);
  }
  place.querySelector("button").addEventListener("click", async () => {
    place.querySelector("[data-said]").textContent = place.dataset.asking;
    try {
      await position();
      showSpot();
      kept.save();
    } catch {
      place.querySelector("[data-said]").textContent = place.dataset.denied;
    }
  });

  function lacking(_submitter, shots) {
    const told = [], said = (name) => find(name).textContent;
    if (!input("office").value) told.push(said("no-office"));
    if (!spot && !input("no_position").value.trim()) told.push(said("no-spot"));
    if (!input("announced").value) told.push(said("no-announced"));
    for (const item of items.filter((one) => !one.hidden)) {
      const { item: key, proof } = item.dataset, says = input(`says-${key}`).value, name = item.querySelector("legend").textContent;
      if (!says) { told.push(`${name}: ${said("no-answer")}`); continue; }
      const wanted = proof === "always" ? says === "yes" || says === "no" : proof === "if_no" && says === "no";
      if (wanted && !shots.some((one) => one.item === key) && !input(`note-${key}`).value.trim()) told.push(`${name}: ${said("no-photo")}`);
    }
    return told;
  }

  for (const scripted of form.querySelectorAll("[data-scripted]")) scripted.hidden = !navigator.geolocation;
  showSpot();
  narrow();
  await kept.begin();
})();
