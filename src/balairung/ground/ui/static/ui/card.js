// The card of an innovation: kept, sealed, while it is filled in; photographs shrunk; sent once when there is a signal.
// The form works without this file; with it, it works without a signal. What is kept where: field.js.
"use strict";

(async () => {
  const root = document.querySelector("[data-card]");
  if (!root || !self.cards || !self.crypto?.subtle || !self.indexedDB) return;
  const { newToken, shrunk, fingerprint, small } = self.pictures;
  const box = self.cards, where = root.dataset, form = root.querySelector("[data-card-form]");
  const find = (name) => root.querySelector(`[data-${name}]`);
  const input = (name) => form.elements.namedItem(name);
  const UNKEPT = new Set(["csrfmiddlewaretoken", "token", "shots", "deed"]);
  const MOST = 12;
  let held = null, shots = [], started = "", soon = 0, deed = "send";

  // --- photographs ---
  async function add(file) {
    const taken = new Date().toISOString(), blob = await shrunk(file), sha256 = await fingerprint(blob), id = crypto.randomUUID();
    if (shots.length >= MOST || shots.some((one) => one.sha256 === sha256)) return; // the same picture twice
    await box.putShot(held, input("token").value, id, blob);
    shots.push({ id, item: "foto", sha256, taken });
    await draw();
    await save();
  }
  async function draw() {
    find("shots").replaceChildren(...(await Promise.all(shots.map(async ({ id }) => {
      const row = document.createElement("li"), button = document.createElement("button"), blob = await box.getShot(held, id);
      if (blob) row.append(await small(blob));
      Object.assign(button, { type: "button", className: "button plain", textContent: find("erase-word").textContent });
      button.addEventListener("click", async () => {
        shots = shots.filter((one) => one.id !== id);
        await box.dropShot(id);
        await draw();
        save();
      });
      row.append(button);
      return row;
    }))));
  }
  form.addEventListener("change", async (event) => {
    if (!held || event.target.dataset.photos === undefined) return;
    event.stopPropagation(); // these go their own way
    const files = [...event.target.files];
    event.target.value = "";
    begun();
    for (const file of files) await add(file).catch(() => trouble([find("unreadable").textContent]));
  });

  // --- kept while one writes ---
  const begun = () => { started ||= new Date().toISOString(); };
  function fields() {
    const found = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !UNKEPT.has(name)) (found[name] ||= []).push(value);
    return { ...found, deed: [deed] };
  }
  const body = () => ({ title: input("name").value.trim(), fields: fields(), started: started || new Date().toISOString(), ended: new Date().toISOString(), shots });
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
    find("shots").replaceChildren();
    find("different").hidden = true;
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
    await draw();
    const told = record.body.sentences || [];
    find("different").hidden = !told.length;
    if (told.length) trouble(told);
    else input("name").focus();
  }

  // --- what is missing is said before it waits for a signal ---
  function trouble(sentences) {
    const place = find("problems"), row = (text) => Object.assign(document.createElement("li"), { textContent: text });
    (place.querySelector("ul") ?? place.appendChild(document.createElement("ul"))).replaceChildren(...sentences.map(row));
    place.hidden = !sentences.length;
    if (sentences.length) place.focus();
  }
  const stage = () => form.querySelector("[name=stage]:checked")?.value || "";
  function lacking() {
    if (deed === "draft") return input("name").value.trim() ? [] : [find("no-name").textContent];
    const told = [], days = { initiative: ["initiated_on"], trial: ["initiated_on", "trialled_on"], applied: ["initiated_on", "trialled_on", "applied_on"] };
    const wanted = ["name", "problem", "novelty", "what", "who", "people", "form", "affair", ...(days[stage()] || [])];
    for (const name of wanted) {
      const one = input(name), value = one instanceof RadioNodeList ? one.value : one.value.trim();
      if (!value) told.push(`${form.querySelector(`[name=${name}]`).closest(".field").querySelector("legend, label").textContent.trim()}: ${find("empty").textContent}`);
    }
    if (!shots.length) told.push(find("no-photo").textContent);
    return told;
  }
  form.addEventListener("submit", async (event) => {
    if (!held) return;
    event.preventDefault();
    begun();
    deed = event.submitter?.value || "send";
    const told = lacking();
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
    const { own, others } = await box.all(held), part = find("kept"), template = part.querySelector("template");
    part.hidden = !own.length && !others;
    find("others").hidden = !others;
    find("rows").replaceChildren(...own.filter((one) => one.token !== input("token").value || one.state !== "draft").map((record) => {
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
    return own;
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
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data === "inovasi") find("ready").hidden = false; });
    registration.active.postMessage("inovasi");
  }
  worker().catch(() => {});
  const came = await box.unlock(where);
  held = await box.unlocked();
  if (held) form.hidden = false;
  for (const notice of root.querySelectorAll("[data-locked]")) notice.hidden = Boolean(held);
  find("signin").hidden = !(held && came === "stranger");
  if (!form.querySelector(".has-error, .errors ul li a")) input("token").value = newToken(); // the page may come from the cache, where it has been used before
  await list();
  root.dataset.begun = "1";
  if (held) await send();
})();
