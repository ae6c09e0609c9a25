// Words kept ready and names of colleagues, put where one writes: "::" and "@" open a list. Every form works without it.
"use strict";

(() => {
  const list = Object.assign(document.createElement("ul"), { id: "sisipan", className: "insert" });
  list.setAttribute("role", "listbox");
  let open = null; // { area, from, select, options, at }

  // What may be put into a text: behind "::" the words of its select, behind "@" the people of the form's.
  const signs = [
    { sign: /(?:^|\s)::([^:\n]{0,40})$/, of: (area) => area.form?.querySelector(`select[data-phrases="${CSS.escape(area.id)}"]`) },
    { sign: /(?:^|[^\p{L}\p{N}@])@([\p{L}\p{N} .'-]{0,40})$/u, of: (area) => area.form?.querySelector("select[data-mentions]") },
  ];

  function look(area) {
    const before = area.value.slice(0, area.selectionStart);
    for (const { sign, of } of signs) {
      const found = sign.exec(before);
      const select = found && of(area);
      if (!select) continue;
      const wanted = found[1].trim().toLowerCase();
      const options = [...select.options].filter((one) => one.value && one.text.toLowerCase().includes(wanted));
      const tail = found[1].length + (select.dataset.phrases ? 2 : 1);
      if (options.length) return show({ area, select, options: options.slice(0, 8), at: 0, from: before.length - tail });
    }
    close();
  }

  function show(next) {
    open = next;
    list.setAttribute("aria-label", open.select.labels[0]?.textContent.trim() || "");
    list.replaceChildren(...open.options.map((option, place) => {
      const item = Object.assign(document.createElement("li"), { id: `sisipan-${place}`, textContent: option.text });
      item.setAttribute("role", "option");
      return item;
    }));
    if (list.previousElementSibling !== open.area) open.area.after(list);
    open.area.setAttribute("aria-controls", list.id);
    open.area.setAttribute("aria-autocomplete", "list");
    mark(0);
  }

  function mark(place) {
    open.at = (place + open.options.length) % open.options.length;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === open.at)));
    open.area.setAttribute("aria-activedescendant", `sisipan-${open.at}`);
    list.children[open.at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    if (!open) return;
    for (const name of ["aria-controls", "aria-autocomplete", "aria-activedescendant"]) open.area.removeAttribute(name);
    list.remove();
    open = null;
  }

  function put(area, text, from, to) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  // The server fills in the variables: only it knows who may be named.
  async function words(select, key) {
    const nowhere = "00000000-0000-0000-0000-000000000000";
    const answer = await fetch(select.dataset.words.replace(nowhere, key), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }

  async function insert(select, option, area, from, to) {
    if (!select.dataset.words) {
      option.selected = true;
      put(area, `@${option.text} `, from, to);
      return;
    }
    const help = select.closest(".ready")?.querySelector("[data-failed]");
    try {
      put(area, await words(select, option.value), from, to);
      if (help) help.hidden = true;
    } catch {
      if (help) help.hidden = false;
    }
  }

  function choose() {
    const { area, from, select, options, at } = open;
    close();
    insert(select, options[at], area, from, area.selectionStart);
  }

  const keys = {
    ArrowDown: () => mark(open.at + 1),
    ArrowUp: () => mark(open.at - 1),
    Enter: choose,
    Tab: choose,
    Escape: close,
  };
  document.addEventListener("keydown", (event) => {
    const act = open && event.target === open.area && !event.shiftKey && keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);
  document.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA" && event.isTrusted) look(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (open && event.target === open.area) close();
  });
  list.addEventListener("mousedown", (event) => {
    const place = [...list.children].indexOf(event.target.closest("li"));
    event.preventDefault(); // the text keeps the focus
    if (place < 0) return;
    open.at = place;
    choose();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=sisipkan]");
    const select = button?.form?.querySelector("select[data-phrases]");
    const area = select && document.getElementById(select.dataset.phrases);
    if (!area) return;
    event.preventDefault();
    if (select.value) insert(select, select.selectedOptions[0], area, area.selectionStart, area.selectionEnd);
    else select.focus();
  });
})();
