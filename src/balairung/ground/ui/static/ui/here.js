// Where one stands, asked only after a tap: a form's latitude and longitude. The form works without any of this.
"use strict";

for (const root of document.querySelectorAll("[data-standing]")) {
  const find = (name) => root.closest("form").querySelector(`[name$="${name}"]`);
  const said = root.querySelector("[data-said]"), words = root.dataset;
  const say = (sentence) => { said.textContent = sentence; };
  root.hidden = !navigator.geolocation;
  root.querySelector("button").addEventListener("click", () => {
    say(words.asking);
    const found = ({ coords: { latitude, longitude, accuracy } }) => {
      find("latitude").value = latitude.toFixed(5);
      find("longitude").value = longitude.toFixed(5);
      say(words.found.replace("%s", Math.round(accuracy)));
    };
    navigator.geolocation.getCurrentPosition(found, () => say(words.denied), { enableHighAccuracy: true, timeout: 20_000 });
  });
}
