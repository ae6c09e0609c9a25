// Slots of a letter become buttons that put themselves where one was writing. Without this file they are read and typed.
"use strict";

(() => {
  let last = null; // the field in which somebody wrote
  const writable = (target) => target.matches?.("textarea, input[type=text]");
  document.addEventListener("focusin", (event) => {
    if (writable(event.target) && event.target.form?.querySelector("[data-slots]")) last = event.target;
  });
  for (const code of document.querySelectorAll("[data-slots] [data-slot]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "slot" });
    button.textContent = code.textContent;
    button.addEventListener("click", () => {
      const field = last || button.form.querySelector("textarea, input[type=text]");
      if (!field) return;
      field.setRangeText(button.textContent, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    code.replaceWith(button);
  }
})();
