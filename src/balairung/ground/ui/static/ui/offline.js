// What a telephone keeps while a report is written, and how it is sent once when the line comes back.
// Pages and the service worker share this file. It all stays on this device; every form works without it.
"use strict";

// --- the shelf: one record for each report, by the token that makes it one report however often it is sent ---------
// { token, at, state: "draft" | "waiting" | "sent" | "look", fields: { name: [values] }, files: [{ field, name, blob }],
//   agreed, receipt }; a page of another form than a report's (data-title) says itself what it is and where it is sent:
// { title, page, send }

self.shelf = (() => {
  const DAYS = 30, LOOSE_DAYS = 7, DAY = 86_400_000; // the server keeps photographs that belong to nothing for eight
  let opened = null;

  const settled = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  function database() {
    opened ||= new Promise((done, failed) => {
      const request = indexedDB.open("balairung", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("reports", { keyPath: "token" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => { opened = null; failed(request.error); };
    });
    return opened;
  }
  async function act(mode, work) {
    const store = (await database()).transaction("reports", mode).objectStore("reports");
    return settled(work(store));
  }
  const get = (token) => act("readonly", (store) => store.get(token));
  const put = (record) => act("readwrite", (store) => store.put(record));
  const erase = (token) => act("readwrite", (store) => store.delete(token));
  async function all() {
    const records = await act("readonly", (store) => store.getAll());
    const old = records.filter((one) => one.at < Date.now() - DAYS * DAY);
    for (const one of old) await erase(one.token);
    return records.filter((one) => !old.includes(one)).sort((a, b) => b.at - a.at);
  }
  const words = (record) => record.title || (record.fields.text?.[0] || "").trim();
  const ready = (record) => Boolean(record.title) || words(record).length >= 10;

  const recall = (token) => get(token).catch(() => null); // a browser that keeps nothing knows nothing

  async function fresh({ key }) {
    const answer = await fetch(key, { cache: "no-store", signal: AbortSignal.timeout?.(10_000) });
    if (!answer.ok) throw new Error("no line");
    return (await answer.json()).key;
  }
  async function sendOne(record, where) {
    if (record.fields.kept?.[0] && record.at < Date.now() - LOOSE_DAYS * DAY) return put({ ...record, state: "look" });
    const body = new FormData();
    for (const [name, values] of Object.entries(record.fields)) for (const value of values) body.append(name, value);
    for (const { field, name, blob } of record.files) body.append(field, blob, name);
    body.set("csrfmiddlewaretoken", await fresh(where));
    const answer = await fetch(record.send || where.send, { method: "POST", body });
    if (answer.ok && answer.redirected) {
      const receipt = new URL(answer.url).pathname;
      const { token, title, page } = record; // the words are gone
      return put({ token, title, page, at: Date.now(), state: "sent", receipt, fields: {}, files: [] });
    }
    if (answer.status === 422 || answer.status === 413) return put({ ...record, state: "look" });
    throw new Error(`answer ${answer.status}`);
  }
  // Everything that waits, one after the other. One sender at a time: another tab or the worker may be at it already.
  async function sendAll(where) {
    const work = async () => {
      for (const one of await all()) if (one.state === "waiting") await sendOne(one, where);
    };
    return navigator.locks ? navigator.locks.request("balairung-kirim", work) : work();
  }
  return { recall, put, erase, all, words, ready, fresh, sendAll };
})();

// --- the pages ------------------------------------------------------------------------------------------------------

if (self.document) (() => {
  const shelf = self.shelf;
  const UNKEPT = new Set(["csrfmiddlewaretoken", "proof", "website", "back", "find", "all", "hide"]);
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXY";
  const newToken = () => [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => SIGNS[byte % SIGNS.length]).join("");
  const pathOf = (address) => new URL(address, location.href).pathname;
  const noted = async () => {
    const records = await shelf.all();
    if (records.length) localStorage.setItem("simpanan", "1");
    else localStorage.removeItem("simpanan");
    return records;
  };

  class KeptForm {
    constructor(form, panel) {
      Object.assign(this, { form, panel, where: panel.dataset, record: null, agreed: false, request: null });
      this.token = form.elements.namedItem("token");
    }
    find(name) { return this.panel.querySelector(`[data-${name}]`); }
    show(name) {
      this.panel.hidden = false;
      for (const part of this.panel.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
      if (name !== "cut") return;
      const kept = Boolean(this.record);
      for (const part of this.panel.querySelectorAll("[data-if]")) {
        const holds = { kept, unkept: !kept, ready: kept && shelf.ready(this.record), begun: kept && !shelf.ready(this.record) };
        part.hidden = !holds[part.dataset.if];
      }
      this.find("consent").checked = this.record?.state === "waiting";
      for (const link of this.panel.querySelectorAll("[data-onward]")) link.hash = `lanjut=${this.token.value}`;
      if (this.form.dataset.busy) this.panel.querySelector("[data-when=cut]").focus();
    }

    async begin() {
      const asked = new URLSearchParams(location.hash.slice(1)).get("lanjut");
      const wanted = asked && (await shelf.recall(asked));
      if (wanted) this.fill(wanted);
      // A form from the cache has been used before; its token must not make two reports one.
      else if (this.form.dataset.offline === "new" && !(await shelf.recall(this.token.value))) this.token.value = newToken();
      this.record = (await shelf.recall(this.token.value)) || null;
      this.listen();
      if (this.record?.state === "sent") return this.sent(this.record);
      this.agreed = Boolean(this.record?.agreed);
      if (this.record) this.show(this.record.state === "waiting" ? "cut" : "saved");
      const others = (await noted()).some((one) => one.token !== this.token.value);
      if (this.form.dataset.offline === "new") document.querySelector("[data-on-device]").hidden = !others;
      await this.save(); // the last look holds all fields, and knows which photographs the server has
    }
    listen() {
      let soon = 0;
      const typed = (event) => {
        if (this.panel.contains(event.target)) return;
        this.touched = true; // what is being changed does not leave by itself any more
        clearTimeout(soon);
        soon = setTimeout(() => this.save(), 400);
      };
      this.form.addEventListener("input", typed);
      this.form.addEventListener("change", typed);
      this.form.addEventListener("submit", (event) => this.submitted(event));
      this.find("erase").addEventListener("click", () => this.erase());
      this.find("agree").addEventListener("click", () => { this.agreed = true; this.save(); });
      this.find("consent").addEventListener("change", ({ target }) => this.consent(target.checked));
      this.find("leave").addEventListener("click", () => this.request?.abort());
      window.addEventListener("pagehide", () => { clearTimeout(soon); this.save(); });
      window.addEventListener("pageshow", () => { delete this.form.dataset.busy; });
    }

    // --- keeping ---
    read() {
      const data = new FormData(this.form), fields = { ...this.record?.fields }, files = [];
      const names = new Set([...this.form.elements].map((one) => one.name).filter((name) => name && !UNKEPT.has(name)));
      let chosen = null;
      for (const name of names) {
        const values = data.getAll(name);
        if ([...this.form.elements].some((one) => one.name === name && one.type === "file")) {
          chosen = values.filter((value) => value instanceof File && value.size);
          files.push(...chosen.map((blob) => ({ field: name, name: blob.name, blob })));
        } else {
          fields[name] = values;
        }
      }
      // Photographs that the server has need not be kept here twice; those of an earlier page are.
      const old = chosen === null && !data.get("kept") ? this.record?.files || [] : [];
      const { title } = this.form.dataset, own = title ? { title, page: location.pathname, send: pathOf(this.form.action) } : {};
      return { ...own, token: this.token.value, at: Date.now(), state: "draft", fields, files: [...old, ...files], agreed: this.agreed };
    }
    async save() {
      if (!this.form.isConnected) return; // another page has taken its place
      const record = this.read();
      const { secret, anonymous, accused } = record.fields;
      const said = (one) => one?.[0] && one[0] !== "False";
      const delicate = record.title || document.querySelector("[data-exit]") || [secret, anonymous, accused].some(said);
      const empty = record.title ? !this.touched : !shelf.words(record) && !record.files.length && !record.fields.place?.[0];
      if (this.erased || empty) return;
      try {
        const standing = await shelf.recall(record.token);
        if (this.erased) return; // meanwhile
        if (standing?.state === "sent") return this.sent(standing);
        if (delicate && !this.agreed) {
          if (this.record) await shelf.erase(record.token);
          this.record = null;
          return this.show("ask");
        }
        if (standing?.state === "waiting" && !this.touched) record.state = "waiting";
        await this.store(record);
        this.record = record;
        const shown = this.panel.querySelector("[data-when]:not([hidden])")?.dataset.when;
        if (!this.form.dataset.busy) this.show(shown === "cut" ? "cut" : "saved");
        localStorage.setItem("simpanan", "1");
      } catch {
        this.show("unable");
      }
    }
    async store(record) {
      try {
        await shelf.put(record);
      } catch (problem) {
        if (!record.files.length) throw problem;
        await shelf.put({ ...record, files: [] }); // a full telephone still has room for words
        throw problem;
      }
    }
    async erase() {
      this.erased = true;
      await shelf.erase(this.token.value);
      this.record = null;
      await noted();
      this.show("erased");
    }
    fill(record) {
      for (const [name, values] of Object.entries(record.fields)) {
        for (const one of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
          if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
          else if (one.type !== "file") one.value = values[0] ?? "";
          if (values[0] && one.type !== "hidden") one.closest("details")?.setAttribute("open", "");
          one.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }
      this.token.value = record.token;
      for (const input of this.form.querySelectorAll("input[type=file]")) {
        const chosen = new DataTransfer();
        for (const { field, name, blob } of record.files) if (field === input.name) chosen.items.add(new File([blob], name, { type: blob.type }));
        if (!chosen.files.length) continue;
        input.files = chosen.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }

    // --- sending ---
    async submitted(event) {
      if (this.form.dataset.cleared) { delete this.form.dataset.cleared; return; }
      event.preventDefault();
      if (this.form.dataset.busy) return;
      this.form.dataset.busy = "1";
      const button = event.submitter, url = button?.formAction && button.hasAttribute("formaction") ? button.formAction : this.form.action;
      await this.save();
      try {
        const key = await shelf.fresh(this.where);
        for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = key;
        const files = [...this.form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
        if (files || (pathOf(url) === this.where.send && !button?.name)) return await this.upload(url, button);
        this.form.dataset.cleared = "1";
        this.form.requestSubmit(button);
      } catch {
        this.show("cut");
        delete this.form.dataset.busy;
      }
    }
    async upload(url, button) {
      const body = new FormData(this.form);
      if (button?.name) body.append(button.name, button.value);
      const progress = this.find("progress");
      progress.removeAttribute("value");
      this.show("going");
      const answer = await new Promise((done, failed) => {
        const request = Object.assign(new XMLHttpRequest(), { onload: () => done(request), onerror: failed, onabort: failed });
        this.request = request;
        request.upload.onprogress = ({ loaded, total }) => { progress.max = total; progress.value = loaded; };
        request.open("POST", url);
        request.send(body);
      });
      const onward = pathOf(answer.responseURL) !== pathOf(url);
      if (onward && pathOf(url) === this.where.send) {
        this.erased = true; // leaving the page, which saves, keeps nothing of it
        await shelf.erase(this.token.value).then(noted).catch(() => {});
      }
      if (onward) location.assign(answer.responseURL);
      else this.replace(answer.responseText);
    }
    // The server found something wrong: its page takes the place of this one, and the input stays.
    replace(text) {
      const page = new DOMParser().parseFromString(text, "text/html");
      document.title = page.title;
      document.querySelector("main").replaceWith(page.querySelector("main"));
      const main = document.querySelector("main");
      main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
      (main.querySelector(".errors") || main).focus();
      scrollTo(0, 0);
    }
    async consent(given) {
      this.touched = false;
      this.record = { ...this.record, state: given ? "waiting" : "draft" };
      await shelf.put(this.record);
      if (given) await wait(this.where, (records) => this.told(records));
    }
    told(records) {
      const mine = records.find((one) => one.token === this.token.value);
      if (mine?.state === "sent") this.sent(mine);
    }
    sent({ receipt }) {
      this.erased = true;
      for (const link of this.panel.querySelectorAll("[data-receipt]")) link.href = receipt;
      this.show("sent");
    }
  }

  // Try now, when the line returns, and every half minute; the worker tries too, when no page is open.
  let waiting = null;
  async function wait(where, tell) {
    const worker = await navigator.serviceWorker?.getRegistration();
    worker?.sync?.register("kirim").catch(() => {});
    const attempt = async () => {
      await shelf.sendAll(where).catch(() => {});
      const records = await noted();
      tell(records);
      if (records.some((one) => one.state === "waiting") || !waiting) return;
      clearInterval(waiting);
      waiting = null;
    };
    if (!waiting) {
      waiting = setInterval(attempt, 30_000);
      window.addEventListener("online", attempt);
    }
    await attempt();
  }

  // --- the page that lists what is kept ---
  async function list(place) {
    const row = place.querySelector("template"), rows = place.querySelector("[data-rows]"), where = place.dataset;
    const draw = async () => {
      const records = await noted();
      place.querySelector("[data-none]").hidden = records.length > 0;
      place.querySelector("[data-some]").hidden = !records.length;
      rows.replaceChildren(...records.map((record) => {
        const item = document.importNode(row.content, true), find = (name) => item.querySelector(`[data-${name}]`);
        find("title").textContent = shelf.words(record).slice(0, 120) || find("title").dataset.untold;
        for (const part of item.querySelectorAll("[data-state]")) part.hidden = !part.dataset.state.split(" ").includes(record.state);
        if (record.page) find("onward").href = record.page;
        find("onward").hash = `lanjut=${record.token}`;
        if (record.receipt) find("receipt").href = record.receipt;
        find("consent").checked = record.state === "waiting";
        find("consent").id = item.querySelector("label").htmlFor = `kirim-${record.token}`;
        find("consent").closest(".tick").hidden = !["draft", "waiting"].includes(record.state) || !shelf.ready(record);
        find("consent").addEventListener("change", async ({ target }) => {
          await shelf.put({ ...record, state: target.checked ? "waiting" : "draft" });
          if (target.checked) await wait(where, draw);
          else await draw();
        });
        find("erase").addEventListener("click", async () => { await shelf.erase(record.token); await draw(); });
        return item;
      }));
    };
    place.querySelector("[data-erase-all]").addEventListener("click", async () => {
      for (const { token } of await shelf.all()) await shelf.erase(token);
      await draw();
    });
    const elsewhere = location.pathname !== where.shelf || new URLSearchParams(location.search).has("putus");
    document.querySelector("[data-cut]").hidden = !elsewhere && navigator.onLine;
    place.hidden = false;
    await draw();
    if ((await shelf.all()).some((one) => one.state === "waiting")) await wait(where, draw);
  }

  function register(panel) {
    navigator.serviceWorker?.register(panel.dataset.worker).catch(() => {});
  }
  function start(page) {
    for (const panel of page.querySelectorAll("[data-keeper]")) {
      const form = panel.closest("form");
      new KeptForm(form, panel).begin().catch(() => {}); // a browser that keeps nothing: the form works as without this
      if (document.readyState === "complete") register(panel);
      else addEventListener("load", () => register(panel)); // what it fetches must not slow the page itself
    }
    for (const place of page.querySelectorAll("[data-shelf-list]")) list(place).catch(() => {});
  }
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
})();
