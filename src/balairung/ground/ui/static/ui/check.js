// The page of a check on the spot: kept while it is filled in, photographs shrunk, everything stamped on the telephone.
// The form works without this file; with it, it works without a signal.
"use strict";

(async () => {
  const root = document.querySelector("[data-check]");
  if (!root || !self.field || !self.crypto?.subtle || !self.indexedDB) return;
  const field = self.field, where = root.dataset, form = root.querySelector("[data-check-form]");
  const find = (name) => root.querySelector(`[data-${name}]`);
  const { newToken, shrunk, fingerprint, small } = self.pictures;
  const kinds = JSON.parse(document.getElementById("jenis-kantor").textContent);
  const items = [...form.querySelectorAll("[data-item]")];
  const input = (name) => form.elements.namedItem(name);
  const UNKEPT = new Set(["csrfmiddlewaretoken", "token", "started", "ended", "clock", "shots"]);
  let held = null, spot = null, shots = [], started = "", soon = 0;

  // --- which items this office is asked ---
  function narrow() {
    const kind = kinds[input("office").value];
    for (const item of items) item.hidden = Boolean(kind && item.dataset.kinds && !item.dataset.kinds.split(" ").includes(kind));
  }

  // --- where one stands: asked after a tap, and again with each photograph once it was allowed ---
  const place = find("spot");
  const position = () => new Promise((done, failed) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      spot = { latitude: coords.latitude.toFixed(5), longitude: coords.longitude.toFixed(5), accuracy: `${Math.min(Math.round(coords.accuracy), 100_000)}` };
      done(spot);
    }, failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 });
  });
  function showSpot() {
    const { latitude, longitude, accuracy } = spot || {};
    input("latitude").value = latitude || "";
    input("longitude").value = longitude || "";
    input("accuracy").value = accuracy || "";
    if (spot) place.querySelector("[data-said]").textContent = place.dataset.found.replace("%s", accuracy);
    input("no_position").closest(".field").hidden = Boolean(spot);
  }
  place.querySelector("button").addEventListener("click", async () => {
    place.querySelector("[data-said]").textContent = place.dataset.asking;
    try {
      await position();
      showSpot();
      save();
    } catch {
      place.querySelector("[data-said]").textContent = place.dataset.denied;
    }
  });

  // --- photographs ---
  async function add(item, file) {
    const taken = new Date().toISOString(), known = spot && (await position().catch(() => spot));
    const blob = await shrunk(file), sha256 = await fingerprint(blob), id = crypto.randomUUID();
    if (shots.some((one) => one.sha256 === sha256 && one.item === item)) return; // the same picture twice
    await field.putShot(held, input("token").value, id, blob);
    shots.push({ id, item, sha256, taken, ...known });
    await draw(item);
    await save();
  }
  async function draw(key) {
    const list = items.find((one) => one.dataset.item === key).querySelector("[data-shots]");
    const rows = await Promise.all(shots.filter((one) => one.item === key).map(async ({ id }) => {
      const row = document.createElement("li"), button = document.createElement("button");
      const blob = await field.getShot(held, id);
      if (blob) row.append(await small(blob));
      Object.assign(button, { type: "button", className: "button plain", textContent: find("erase-word").textContent });
      button.addEventListener("click", async () => {
        shots = shots.filter((one) => one.id !== id);
        await field.dropShot(id);
        await draw(key);
        save();
      });
      row.append(button);
      return row;
    }));
    list.replaceChildren(...rows);
  }
  form.addEventListener("change", async (event) => {
    if (event.target.name === "office") narrow();
    if (!held || event.target.dataset.photos === undefined) return;
    event.stopPropagation(); // these go their own way
    const files = [...event.target.files], item = event.target.closest("[data-item]").dataset.item;
    event.target.value = "";
    begun();
    for (const file of files) await add(item, file).catch(() => trouble([find("unreadable").textContent]));
  });

  // --- kept while one writes ---
  const begun = () => { started ||= new Date().toISOString(); };
  function fields() {
    const found = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !UNKEPT.has(name)) (found[name] ||= []).push(value);
    return found;
  }
  const title = () => (input("office").value ? input("office").selectedOptions[0].textContent : "");
  const body = () => ({ title: title(), fields: fields(), started: started || new Date().toISOString(), ended: new Date().toISOString(), shots });
  async function save(state = "draft") {
    clearTimeout(soon);
    if (!held || !started) return;
    await field.put(held, { token: input("token").value, state, body: body() });
  }
  form.addEventListener("input", () => {
    begun();
    clearTimeout(soon);
    soon = setTimeout(() => save().catch(() => {}), 400);
  });

  // --- a new one, or one that was begun ---
  function clear() {
    form.reset();
    [input("token").value, spot, shots, started] = [newToken(), null, [], ""];
    place.querySelector("[data-said]").textContent = "";
    for (const list of form.querySelectorAll("[data-shots]")) list.replaceChildren();
    showSpot();
    narrow();
  }
  async function fill(record) {
    clear();
    for (const one of form.elements) {
      const values = record.body.fields[one.name];
      if (one.type === "checkbox") one.checked = Boolean(values);
      else if (one.type === "radio") one.checked = Boolean(values?.includes(one.value));
      else if (values && one.type !== "file") one.value = values[0];
    }
    [input("token").value, started, shots] = [record.token, record.body.started, record.body.shots];
    const { latitude: [latitude] = [], longitude: [longitude] = [], accuracy: [accuracy] = [] } = record.body.fields;
    spot = latitude ? { latitude, longitude, accuracy } : null;
    showSpot();
    narrow();
    for (const item of new Set(shots.map((one) => one.item))) await draw(item);
    if (record.body.sentences?.length) trouble(record.body.sentences);
    else input("office").focus();
  }

  // --- what is missing is said before it waits for a signal ---
  function trouble(sentences) {
    const box = find("problems"), row = (text) => Object.assign(document.createElement("li"), { textContent: text });
    (box.querySelector("ul") ?? box.appendChild(document.createElement("ul"))).replaceChildren(...sentences.map(row));
    box.hidden = !sentences.length;
    if (sentences.length) box.focus();
  }
  function lacking() {
    const told = [], said = (name) => find(name).textContent;
    if (!input("office").value) told.push(said("no-office"));
    if (!spot && !input("no_position").value.trim()) told.push(said("no-spot"));
    if (!input("announced").value) told.push(said("no-announced"));
    for (const item of items.filter((one) => !one.hidden)) {
      const { item: key, proof } = item.dataset, says = input(`says-${key}`).value, name = item.querySelector("legend").textContent;
      if (!says) { told.push(`${name}: ${said("no-answer")}`); continue; }
      const wanted = proof === "always" ? says === "yes" || says === "no" : proof === "if_no" && says === "no";
      if (wanted && !shots.some((one) => one.item === key) && !input(`note-${key}`).value.trim()) told.push(`${name}: ${said("no-photo")}`);
    }
    return told;
  }
  form.addEventListener("submit", async (event) => {
    if (!held) return;
    event.preventDefault();
    begun();
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
    const { own, others } = await field.all(held), part = find("kept"), template = part.querySelector("template");
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
        await field.erase(record.token);
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
    const came = await field.sendAll(where).catch(() => "cut");
    find("signin").hidden = came !== "stranger";
    const waits = (await list()).some((one) => one.state === "waiting");
    if (waits && !trying) trying = setInterval(send, 30_000);
    if (!waits && trying) trying = clearInterval(trying);
    if (waits) (await navigator.serviceWorker?.getRegistration())?.sync?.register("kirim").catch(() => {});
  }
  addEventListener("online", send);
  // Signed out in another tab: what stands here goes, too.
  document.addEventListener("visibilitychange", async () => { if (held && !document.hidden && !(await field.unlocked())) location.reload(); });

  // --- begin ---
  async function worker() {
    const registration = await navigator.serviceWorker?.register(where.worker).then(() => navigator.serviceWorker.ready);
    if (!registration) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data === "lapangan") find("ready").hidden = false; });
    registration.active.postMessage("lapangan");
  }
  worker().catch(() => {});
  const came = await field.unlock(where);
  held = await field.unlocked();
  if (held) form.hidden = false;
  for (const notice of root.querySelectorAll("[data-locked]")) notice.hidden = Boolean(held);
  find("signin").hidden = !(held && came === "stranger");
  for (const scripted of form.querySelectorAll("[data-scripted]")) scripted.hidden = !navigator.geolocation;
  input("token").value = newToken(); // the page may come from the cache, where it has been used before
  showSpot();
  narrow();
  await list();
  root.dataset.begun = "1";
  if (held) await send();
})();
