// Topics appear while one types. Without this file the button beside the field asks for them.
"use strict";

(() => {
  const field = document.querySelector("input[data-topics]");
  const place = field && document.getElementById(field.dataset.into);
  if (!place) return;
  let waiting = 0, asked = field.value;

  async function ask(words) {
    if (words === asked) return;
    asked = words;
    const body = new FormData();
    body.set("words", words);
    body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(field.dataset.topics, { method: "POST", body });
    if (!answer.ok || words !== asked) return; // an older answer that comes late is no answer
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
  }
  const soon = (words) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(words.trim()).catch(() => {}), 250);
  };
  field.addEventListener("input", () => soon(field.value));
  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-all]")) return;
    event.preventDefault();
    field.value = "";
    soon("");
  });
})();
