// A stack of letters, signed in parts small enough to be seen moving. The passphrase stays in this function's memory
// until the stack is through; the page without scripts signs 25 at a press.
"use strict";

(() => {
  const form = document.querySelector("[data-stack]");
  if (!form) return;
  const one = (selector) => form.querySelector(selector);
  const [shown, bar, words] = [one("[data-progress]"), one("progress"), one("[role=status]")];
  const number = new Intl.NumberFormat(document.documentElement.lang || "id");
  const [FIRST, MOST, PATIENCE] = [5, 20, 4000]; // letters of the first part and of any; milliseconds that one may take
  let stopped = false;

  const tell = (name, counts = {}) => {
    const fill = (text, [key, count]) => text.replace(`%${key}`, number.format(count));
    words.textContent = Object.entries(counts).reduce(fill, shown.dataset[name]);
  };
  const row = (key) => one(`[data-letter="${CSS.escape(key)}"]`);

  const boxes = () => [...form.querySelectorAll("input[name=surat]")];
  function chosen() {
    const everything = one("[name=semua]").checked;
    const ticked = boxes().filter((box) => everything || box.checked);
    const rest = document.getElementById("surat-lain");
    return [...ticked.map((box) => box.value), ...(everything && rest ? JSON.parse(rest.textContent) : [])];
  }

  async function sign(keys, passphrase) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: one("[name=csrfmiddlewaretoken]").value, passphrase });
    keys.forEach((key) => body.append("surat", key));
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "error" });
    if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
    return answer.json();
  }

  function mark({ signed, failed }) {
    for (const key of signed) {
      row(key)?.classList.add("is-signed");
      row(key)?.querySelector("input").remove();
    }
    for (const { key, problem } of failed) {
      const line = row(key)?.querySelector("[data-problem]");
      if (!line) continue;
      line.querySelector("span").textContent = problem;
      line.hidden = false;
    }
  }

  // One part after the other, each as large as four seconds allow; true when nothing stopped it.
  async function walk(keys, passphrase, counts) {
    let size = FIRST;
    while (keys.length && !stopped) {
      const begin = performance.now();
      const part = keys.splice(0, size);
      const told = await sign(part, passphrase);
      mark(told);
      counts.done += told.signed.length;
      counts.failed += told.failed.length;
      counts.left = counts.all - counts.done;
      bar.value = counts.done + counts.failed;
      tell("moving", counts);
      if (told.sentence) return told.sentence;
      size = Math.min(MOST, Math.max(1, Math.round((part.length * PATIENCE) / (performance.now() - begin))));
    }
    return "";
  }

  async function begin(keys, passphrase) {
    const counts = { done: 0, failed: 0, all: keys.length, left: keys.length };
    stopped = false;
    bar.max = keys.length;
    bar.value = 0;
    [one(".signing-bar").hidden, shown.hidden, one("[data-again]").hidden, one("[data-stop]").hidden] = [true, false, true, false];
    tell("moving", counts);
    let problem = "";
    try {
      problem = await walk(keys, passphrase, counts);
    } catch {
      problem = shown.dataset.broken;
    }
    tell(counts.done + counts.failed < counts.all ? "stopped" : "finished", counts);
    if (counts.failed) words.textContent += ` ${shown.dataset.failed.replace("%failed", number.format(counts.failed))}`;
    if (problem) words.textContent += ` ${problem}`;
    [one("[data-again]").hidden, one("[data-stop]").hidden] = [false, true];
    if (problem && !counts.done) again(); // most likely a wrong passphrase: it is typed once more
  }

  function again() {
    one(".signing-bar").hidden = false;
    one("[name=passphrase]").focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = one("[name=passphrase]");
    const keys = chosen();
    const passphrase = field.value;
    if (!keys.length || !passphrase) {
      shown.hidden = false;
      tell(keys.length ? "silent" : "none");
      return field.focus();
    }
    field.value = "";
    return begin(keys, passphrase);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.name === "semua") boxes().forEach((box) => { box.checked = target.checked; });
    if (target.name === "surat" && !target.checked) one("[name=semua]").checked = false;
  });
  one("[data-stop]").addEventListener("click", () => { stopped = true; });
})();
