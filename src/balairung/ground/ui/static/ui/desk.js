// What makes the desk quicker: keys, a selection, who else is here, unsent words. Every page works without this file.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // --- the list and its keys: single letters, which can be turned off (WCAG 2.1.4) ------------------------------

  const silent = () => localStorage.getItem("pintasan") === "mati";
  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
  const links = () => all("[data-list] a.row-title");
  const here = () => document.activeElement.closest("[data-list] .row") || one("[data-list] [aria-current]");

  function move(step) {
    const rows = links();
    if (!rows.length) return;
    const from = rows.findIndex((link) => link.closest(".row") === here());
    const next = rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  function openNext() {
    const rows = links();
    const at = rows.findIndex((link) => link.closest("[aria-current]"));
    rows[at + 1]?.click();
  }
  function focusOn(selector) {
    const found = one(selector);
    if (!found) return;
    const folded = found.tagName === "SUMMARY" ? found.parentElement : null;
    if (folded) folded.open = true;
    found.scrollIntoView({ block: folded ? "start" : "center" });
    (folded?.querySelector("textarea, select") || found).focus();
  }
  function tick() {
    const box = here()?.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    countTicks();
  }
  // In a list for what is ticked, or for the row where one is; on a case for the case.
  function deed(button, field) {
    const bulk = one("[data-bulk]");
    if (!bulk) return field ? focusOn(field) : one(button)?.click();
    if (!ticked().length) tick();
    if (ticked().length) (field ? bulk.querySelector("select").focus() : bulk.querySelector(button).click());
  }
  function showKeys() {
    const dialog = one("dialog.keys");
    if (dialog && !dialog.open) dialog.showModal();
  }
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: tick,
    a: () => deed("[data-take]"),
    s: () => deed("", "[data-snooze]"),
    e: openNext,
    r: () => focusOn("[data-reply]"),
    "/": () => focusOn("[data-search]"),
    "?": showKeys,
    "g i": () => one(".desk-overviews a") && location.assign(one(".desk-overviews a").pathname),
  };
  let before = { key: "", at: 0 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const pair = event.timeStamp - before.at < 1500 ? `${before.key} ${event.key}` : "";
    const act = keys[pair] || keys[event.key];
    before = { key: event.key, at: event.timeStamp };
    if (!act || (event.key !== "?" && silent())) return;
    event.preventDefault();
    act();
  });

  // --- a menu of the navigation closes when one goes elsewhere ------------------------------------------------------

  const menu = () => one(".menu > details[open]");
  document.addEventListener("click", (event) => {
    if (menu() && !menu().contains(event.target)) menu().open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu()) return;
    const held = menu();
    held.open = false;
    held.querySelector("summary").focus();
  });

  // --- a selection ------------------------------------------------------------------------------------------------

  const ticked = () => all("[data-list] input[type=checkbox]:checked");
  function countTicks() {
    const bulk = one("[data-bulk]");
    if (!bulk) return;
    const [count, words, box] = [ticked().length, bulk.querySelector("[data-chosen]"), bulk.querySelector("[data-all]")];
    words.textContent = count ? words.dataset.chosen.replace("%s", String(count)) : words.dataset.none;
    bulk.querySelector("[data-deeds]").hidden = !count;
    box.checked = count > 0 && count === links().length;
    box.indeterminate = count > 0 && !box.checked;
  }

  // --- who else is here -------------------------------------------------------------------------------------------

  const OFTEN = 45_000;
  const place = one("[data-here]");
  let wrote = -OFTEN;
  let said = false;
  async function sayHere() {
    if (document.hidden) return;
    const writing = performance.now() - wrote < 2 * OFTEN;
    said = writing;
    const body = new URLSearchParams({ csrfmiddlewaretoken: one("[name=csrfmiddlewaretoken]").value });
    if (writing) body.set("menulis", "1");
    const answer = await fetch(place.dataset.here, { method: "POST", body, redirect: "error" });
    if (!answer.ok) return;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (told.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...told.childNodes);
  }
  const quietly = () => sayHere().catch(() => {}); // no line, or signed out: the next page tells
  if (place) setInterval(quietly, OFTEN);

  // --- words that were typed and not sent: kept in this tab, for this person, until they are ------------------------

  const desk = one("main.desk");
  const mine = `tulisan:${desk?.dataset.who}:`;
  const keyOf = (area) => mine + new URL(area.form.getAttribute("action"), location.href).pathname + area.name;
  const areas = () => all(".desk-case form[method=post] textarea");
  const kept = () => Object.keys(sessionStorage).filter((key) => key.startsWith("tulisan:"));

  function keep(area) {
    if (area.value.trim() && area.value !== area.defaultValue) sessionStorage.setItem(keyOf(area), area.value);
    else sessionStorage.removeItem(keyOf(area));
  }
  function giveBack(area) {
    const words = sessionStorage.getItem(keyOf(area));
    if (!words || words === area.value) return;
    write(area, words);
    const line = Object.assign(document.createElement("p"), { className: "notice returned" });
    const drop = Object.assign(document.createElement("button"), {
      type: "button", className: "button plain", textContent: desk.dataset.discard,
    });
    drop.addEventListener("click", () => {
      write(area, area.defaultValue);
      keep(area);
      line.remove();
      area.focus();
    });
    line.setAttribute("role", "status");
    line.append(desk.dataset.returned, " ", drop);
    area.after(line);
    if (area.closest("details")) area.closest("details").open = true;
  }
  function write(area, words) {
    area.value = words;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  // What the last form sent is forgotten when the page that follows says that it was done.
  function settle() {
    kept().filter((key) => !key.startsWith(mine)).forEach((key) => sessionStorage.removeItem(key));
    const sent = JSON.parse(sessionStorage.getItem("terkirim") || "[]");
    if (one(".messages .is-success")) sent.forEach((key) => sessionStorage.removeItem(key));
    sessionStorage.removeItem("terkirim");
  }
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    if (event.target.closest(".who")) return kept().forEach((key) => sessionStorage.removeItem(key)); // signing out
    const sent = areas().filter((area) => area.form === event.target).map(keyOf);
    sessionStorage.setItem("terkirim", JSON.stringify(sent));
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches(".desk-case form[method=post] textarea")) return;
    keep(event.target);
    if (!event.isTrusted) return; // put there by a script
    wrote = performance.now();
    if (place && !said) quietly();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-off]")) localStorage.setItem("pintasan", event.target.checked ? "mati" : "");
    if (event.target.matches("[data-all]")) {
      all("[data-list] input[type=checkbox]").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-list] input, [data-all]")) countTicks();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) showKeys();
  });

  settle();
  areas().forEach(giveBack);
  countTicks();
  all("[data-keys-off]").forEach((box) => { box.checked = silent(); });
  all("[data-keys][hidden]").forEach((button) => { button.hidden = false; });
  all("[data-plain]").forEach((line) => { line.hidden = true; });
  all("[data-all]").forEach((box) => { box.parentElement.hidden = false; });
})();
