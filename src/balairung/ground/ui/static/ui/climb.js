// The way up: what is slid is written into its field at once, and what is typed moves the slider. Works without it, too.
"use strict";

(() => {
  const sliders = () => document.querySelectorAll("[data-slides]");
  const field = (slider) => document.getElementById(slider.dataset.slides);
  const atEnd = (slider) => "open" in slider.dataset && Number(slider.value) >= Number(slider.max);

  function say(slider) {
    slider.setAttribute("aria-valuetext", field(slider).value || slider.dataset.open || slider.value);
  }
  function slid(slider) {
    const number = Number(slider.value);
    const said = "open" in slider.dataset ? String(number) : number.toFixed(2).replace(".", ",");
    field(slider).value = atEnd(slider) ? "" : said;
    say(slider);
  }
  function typed(slider) {
    const text = field(slider).value.trim();
    const number = Number("open" in slider.dataset ? text.replaceAll(".", "") : text.replace(",", "."));
    if (!text) slider.value = slider.max;
    else if (!Number.isNaN(number)) slider.value = number;
    say(slider);
  }
  for (const slider of sliders()) {
    if ("open" in slider.dataset) field(slider).placeholder = slider.dataset.open;
    slider.addEventListener("input", () => slid(slider));
    field(slider).addEventListener("input", () => typed(slider));
    say(slider);
  }
  // What the server said about a field belongs to what stands in it now.
  document.addEventListener("htmx:afterSettle", () => {
    for (const place of document.querySelectorAll("[data-climb] [id^='galat-']")) {
      const input = place.parentElement.querySelector("[name]");
      if (place.firstElementChild) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  });
})();
