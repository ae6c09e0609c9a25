// The card of an innovation. The form works without this file; with it, it works without a signal (kept.js, field.js).
"use strict";

(async () => {
  const root = document.querySelector("[data-card]");
  if (!root || !self.cards || !self.crypto?.subtle || !self.indexedDB) return;
  const form = root.querySelector("[data-card-form]");
  const DAYS = { initiative: ["initiated_on"], trial: ["initiated_on", "trialled_on"], applied: ["initiated_on", "trialled_on", "applied_on"] };
  let deed = "send";

  const kept = self.keptForm(root, form, {
    box: self.cards, word: "inovasi", first: "name", unkept: ["deed"], most: 12,
    title: () => kept.input("name").value.trim(),
    more: () => ({ deed: [deed] }),
    item: () => "foto",
    shots: () => kept.find("shots"),
    cleared: () => { kept.find("different").hidden = true; },
    filled: ({ body }) => { kept.find("different").hidden = !body.sentences?.length; },
    fresh: () => !form.querySelector(".has-error, .errors ul li a"),
    lacking,
  });
  function lacking(submitter, shots) {
    const { find, input } = kept;
    deed = submitter?.value || "send";
    if (deed === "draft") return input("name").value.trim() ? [] : [find("no-name").textContent];
    const told = [], stage = form.querySelector("[name=stage]:checked")?.value;
    for (const name of ["name", "problem", "novelty", "what", "who", "people", "form", "affair", ...(DAYS[stage] || [])]) {
      const one = input(name), value = one instanceof RadioNodeList ? one.value : one.value.trim();
      if (!value) told.push(`${form.querySelector(`[name=${name}]`).closest(".field").querySelector("legend, label").textContent.trim()}: ${find("empty").textContent}`);
    }
    if (!shots.length) told.push(find("no-photo").textContent);
    return told;
  }
  await kept.begin();
})();
