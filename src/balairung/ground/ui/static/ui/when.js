// What hangs on another answer of the same page stands there only when it counts. Without this file it stands there in
// any case, with a word on when that is.
"use strict";

(() => {
  const given = (form, name) => [...form.elements]
    .filter((one) => one.name === name && (!["checkbox", "radio"].includes(one.type) || one.checked) && !one.closest("[hidden]"))
    .map((one) => (one.type === "checkbox" && one.value === "on" ? "ya" : one.value.trim()))
    .filter(Boolean);
  function holds(form, [name, among, unless]) {
    const said = given(form, name);
    return (among.length ? said.some((one) => among.includes(one)) : said.length > 0) !== unless;
  }
  function begin(form) {
    const parts = [...form.querySelectorAll(".ask[data-when]")].map((part) => [part, JSON.parse(part.dataset.when)]);
    for (const [part] of parts) for (const hint of part.querySelectorAll(":scope > .ask-hint")) hint.hidden = true;
    const arrange = () => {
      for (const [part, whens] of parts) part.hidden = !whens.every((when) => holds(form, when)) && !part.querySelector(".has-error");
    };
    form.addEventListener("change", arrange);
    form.addEventListener("input", arrange);
    arrange();
  }
  const start = (page) => page.querySelectorAll("form:has(.ask[data-when])").forEach(begin);
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target)); // a page that took another's place
})();
