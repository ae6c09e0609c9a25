// A form that is kept, sealed, while it is filled in, with its photographs, and sent once when there is a signal. The
// check on the spot (check.js) and the card of an innovation (card.js) are such forms; each says what is its own:
// { box: where it is kept (field.js), word: what the worker calls it, first: the field that one begins with, unkept: names
//   that stay off the shelf, most: photographs, title(), more(): further fields, item(field) and shots(item): of what a
//   photograph is and where it is drawn, taken(): what is noted with one, cleared(), filled(record), lacking(submitter):
//   sentences, fresh(): whether this is a form of its own }
"use strict";

self.keptForm = (root, form, own) => {
  const { newToken, shrunk, fingerprint, small } = self.pictures;
  const { box } = own, where = root.dataset, unkept = new Set(["csrfmiddlewaretoken", "token", "shots", ...own.unkept]);
  const find = (name) => root.querySelector(`[data-${name}]`);
  const input = (name) => form.elements.namedItem(name);
  let held = null, shots = [], started = "", soon = 0;

  // --- photographs ---
  async function add(item, file) {
    const taken = new Date().toISOString(), known = await own.taken?.();
    const blob = await shrunk(file), sha256 = await fingerprint(blob), id = crypto.randomUUID();
    if (shots.length >= own.most || shots.some((one) => one.sha256 === sha256 && one.item === item)) return; // the same picture twice
    await box.putShot(held, input("token").value, id, blob);
    shots.push({ id, item, sha256, taken, ...known });
    await draw(item);
    await save();
  }
  async function draw(item) {
    const rows = await Promise.all(shots.filter((one) => one.item === item).map(async ({ id }) => {
      const row = document.createElement("li"), button = document.createElement("button"), blob = await box.getShot(held, id);
      if (blob) row.append(await small(blob));
      Object.assign(button, { type: "button", className: "button plain", textContent: find("erase-word").textContent });
      button.addEventListener("click", async () => {
        shots = shots.filter((one) => one.id !== id);
        await box.dropShot(id);
        await draw(item);
        save();
      });
      row.append(button);
      return row;
    }));
    own.shots(item).replaceChildren(...rows);
  }
  form.addEventListener("change", async (event) => {
    if (!held || event.target.dataset.photos === undefined) return;
    event.stopPropagation(); // these go their own way
    const files = [...event.target.files], item = own.item(event.target);
    event.target.value = "";
    begun();
    for (const file of files) await add(item, file).catch(() => trouble([find("unreadable").textContent]));
  });

  // --- kept while one writes ---
  const begun = () => { started ||= new Date().toISOString(); };
  function fields() {
    const found = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !unkept.has(name)) (found[name] ||= []).push(value);
    return { ...found, ...own.more?.() };
  }
  const body = () => ({ title: own.title(), fields: fields(), started: started || new Date().toISOString(), ended: new Date().toISOString(), shots });
  async function save(state = "draft") {
    clearTimeout(soon);
    if (!held || !started) return;
    await box.put(held, { token: input("token").value, state, body: body() });
  }
  form.addEventListener("input", () => {
    begun();
    clearTimeout(soon);
    soon = setTimeout(() => save().catch(() => {}), 400);
  });

  // --- a new one, or one that was begun ---
  function clear() {
    form.reset();
    [input("token").value, shots, started] = [newToken(), [], ""];
    for (const list of form.querySelectorAll("[data-shots]")) list.replaceChildren();
    own.cleared();
  }
  async function fill(record) {
    clear();
    for (const one of form.elements) {
      const values = record.body.fields[one.name];
      if (one.type === "checkbox") one.checked = Boolean(values);
      else if (one.type === "radio") one.checked = Boolean(values?.includes(one.value));
      else if (values && one.type !== "file" && one.type !== "submit") one.value = values[0];
    }
    [input("token").value, started, shots] = [record.token, record.body.started, record.body.shots];
    own.filled(record);
    for (const item of new Set(shots.map((one) => one.item))) await draw(item);
    if (record.body.sentences?.length) trouble(record.body.sentences);
    else input(own.first).focus();
  }

  // --- what is missing is said before it waits for a signal ---
  function trouble(sentences) {
    const place = find("problems"), row = (text) => Object.assign(document.createElement("li"), { textContent: text });
    (place.querySelector("ul") ?? place.appendChild(document.createElement("ul"))).replaceChildren(...sentences.map(row));
    place.hidden = !sentences.length;
    if (sentences.length) place.focus();
  }
  form.addEventListener("submit", async (event) => {
    if (!held) return;
    event.preventDefault();
    begun();
    const told = own.lacking(event.submitter, shots);
    trouble(told);
    if (told.length) return void save();
    await save("waiting");
    clear();
    await list();
    find("kept").scrollIntoView();
    await send();
  });

  // --- what is on this telephone ---
  async function list() {
    const { own: mine, others } = await box.all(held), part = find("kept"), template = part.querySelector("template");
    part.hidden = !mine.length && !others;
    find("others").hidden = !others;
    find("rows").replaceChildren(...mine.filter((one) => one.token !== input("token").value || one.state !== "draft").map((record) => {
      const row = document.importNode(template.content, true), inner = (name) => row.querySelector(`[data-${name}]`);
      inner("title").textContent = record.body.title || inner("title").dataset.untold;
      inner("when").textContent = record.state === "sent" ? record.body.said : new Date(record.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      for (const state of row.querySelectorAll("[data-state]")) state.hidden = !state.dataset.state.split(" ").includes(record.state);
      const said = record.state === "look" ? record.body.sentences : [];
      const told = record.state === "look" && !said.length ? [inner("sentences").dataset.forbidden] : said;
      inner("sentences").replaceChildren(...told.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      if (record.body.address) inner("report").href = record.body.address;
      inner("onward").addEventListener("click", () => fill(record));
      inner("erase").addEventListener("click", async ({ currentTarget }) => {
        if (record.state !== "sent" && !confirm(currentTarget.dataset.sure)) return;
        await box.erase(record.token);
        if (record.token === input("token").value) clear();
        await list();
      });
      return row;
    }));
    return mine;
  }

  // --- sent now, when the line returns, and every half minute while something waits ---
  let trying = null;
  async function send() {
    const came = await box.sendAll(where).catch(() => "cut");
    find("signin").hidden = came !== "stranger";
    const waits = (await list()).some((one) => one.state === "waiting");
    if (waits && !trying) trying = setInterval(send, 30_000);
    if (!waits && trying) trying = clearInterval(trying);
    if (waits) (await navigator.serviceWorker?.getRegistration())?.sync?.register("kirim").catch(() => {});
  }
  addEventListener("online", send);
  // Signed out in another tab: what stands here goes, too.
  document.addEventListener("visibilitychange", async () => { if (held && !document.hidden && !(await box.unlocked())) location.reload(); });

  // --- begin ---
  async function worker() {
    const registration = await navigator.serviceWorker?.register(where.worker).then(() => navigator.serviceWorker.ready);
    if (!registration) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data === own.word) find("ready").hidden = false; });
    registration.active.postMessage(own.word);
  }
  async function begin() {
    worker().catch(() => {});
    const came = await box.unlock(where);
    held = await box.unlocked();
    if (held) form.hidden = false;
    for (const notice of root.querySelectorAll("[data-locked]")) notice.hidden = Boolean(held);
    find("signin").hidden = !(held && came === "stranger");
    if (own.fresh()) input("token").value = newToken(); // the page may come from the cache, where it has been used before
    await list();
    root.dataset.begun = "1";
    if (held) await send();
  }
  return { find, input, save, begin };
};
