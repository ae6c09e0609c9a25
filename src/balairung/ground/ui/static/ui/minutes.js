// Minutes are written by several hands at once. What is typed is kept in this browser until the server has said that it
// has it; others see it grow; a text that came too late is sheltered beside its item. Every form works without this file.
"use strict";

(() => {
  const OFTEN = 300; // milliseconds from a stroke to the server, and from one text of an item to its next
  const PATIENCE = 10_000, LATER = [1000, 2000, 4000, 8000]; // an answer; after a failure
  const LIVING = 6000; // a text that is younger belongs to a page that may still be open
  const DAYS = 30 * 86_400_000;

  const page = document.querySelector("[data-minutes]"), words = page.dataset, KEY = words.key;
  const find = (root, name) => root.querySelector(`[data-${name}]`);
  const said = find(page, "said"), band = find(page, "band");
  const tell = (sentence) => { said.textContent = sentence; };
  let token = document.querySelector("[name=csrfmiddlewaretoken]").value;

  // --- the shelf: what the server has not confirmed, by person, meeting and item ------------------------------------

  const mine = `notulen:${words.who}:${words.ref}:`; // then the item, and the key of the page
  const shelf = {
    put(id, record) { try { localStorage.setItem(`${mine}${id}:${KEY}`, JSON.stringify({ ...record, key: KEY, at: Date.now() })); } catch { /* full: the page still holds it */ } },
    all() { return Object.keys(localStorage).filter((name) => name.startsWith(mine)).map((name) => ({ id: name.slice(mine.length).split(":")[0], name, ...JSON.parse(localStorage.getItem(name)) })); },
    drop(name) { localStorage.removeItem(name); },
  };
  for (const name of Object.keys(localStorage)) if (name.startsWith("notulen:") && JSON.parse(localStorage.getItem(name)).at < Date.now() - DAYS) localStorage.removeItem(name);

  // --- the line -----------------------------------------------------------------------------------------------------

  class Line extends Error {}
  function trouble(sentence, signIn = false) {
    if (band.hidden !== !sentence || find(band, "words").textContent !== sentence) {
      find(band, "words").textContent = sentence;
      find(band, "sign-in").hidden = !signIn;
      band.hidden = !sentence;
      if (sentence) tell(sentence);
    }
  }
  async function fresh() {
    const answer = await fetch(words.fresh, { cache: "no-store" });
    token = (await answer.json()).key;
  }
  // The answer of the server; raise Line when there was none and the same is to be tried again.
  async function send(url, fields, again = true) {
    const body = new URLSearchParams({ ...fields, who: words.who, csrfmiddlewaretoken: token });
    let answer = null;
    try {
      answer = await fetch(url, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      trouble(words.lost);
      throw new Line();
    }
    if (answer.type === "opaqueredirect") { trouble(words.signedOut, true); await fresh().catch(() => {}); throw new Line(); }
    if (answer.status === 403 && again) { await fresh().catch(() => {}); return send(url, fields, false); }
    if (answer.status === 403 || answer.status === 404) { trouble(words.forbidden); throw new Line(); }
    if (answer.status >= 500 || answer.status === 429) { trouble(words.lost); throw new Line(); }
    trouble("");
    return { ok: answer.ok, ...(await answer.json()) };
  }

  // --- an item ------------------------------------------------------------------------------------------------------

  let last = 0;
  const stroke = () => (last = Math.max(last + 1, Date.now()));

  class Item {
    constructor(node) {
      Object.assign(this, { node, id: node.dataset.item, area: find(node, "text"), version: Number(node.dataset.version) });
      Object.assign(this, { known: this.area.value, timer: null, sending: null, failed: 0, told: null });
      this.url = node.querySelector("[data-keep]").getAttribute("action");
      find(node, "plain")?.setAttribute("hidden", "");
      this.area.addEventListener("input", () => this.typed());
      this.area.addEventListener("focus", () => this.hold());
      this.area.addEventListener("blur", () => this.leave());
      this.area.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); add(this); } });
    }
    get dirty() { return this.area.value !== this.known; }
    place(deed) { return this.url.replace(/simpan\/$/, `${deed}/`); }

    state(sentence) { find(this.node, "state").textContent = sentence; }
    typed() {
      if (!this.dirty) return this.settled();
      this.stroke = stroke();
      shelf.put(this.id, { text: this.area.value, version: this.version, stroke: this.stroke });
      this.later(OFTEN);
    }
    settled() { shelf.drop(`${mine}${this.id}:${KEY}`); }
    later(wait) { if (!this.timer) this.timer = setTimeout(() => { this.timer = null; this.flush(); }, wait); }

    flush() {
      if (this.sending || !this.dirty) return this.sending;
      this.sending = this.keep().finally(() => { this.sending = null; if (this.dirty && !this.stuck) this.later(this.failed ? LATER[Math.min(this.failed, LATER.length) - 1] : OFTEN); });
      return this.sending;
    }
    async keep() {
      const text = this.area.value;
      this.stroke ||= stroke();
      if (!this.failed) this.state(words.saving);
      try {
        const answer = await send(this.url, { text, version: this.version, key: KEY, stroke: this.stroke });
        this.failed = 0;
        this.stuck = !answer.ok; // what is refused waits for another stroke
        if (answer.ok) {
          this.kept(text, answer);
          if (this.told?.version > this.version && !this.dirty) { this.sending = null; this.show(this.told); }
        }
        else { this.state(answer.why); tell(answer.why); }
      } catch (problem) {
        if (!(problem instanceof Line)) throw problem;
        this.failed += 1;
        this.state(words.kept);
      }
    }
    // The server has it: in its place, or beside it.
    kept(text, { version, text: stands, why }) {
      const further = this.area.value !== text;
      if (why) { tell(words.sheltered.replace("%s", why.charAt(0).toLowerCase() + why.slice(1))); this.state(why); }
      if (further && (why || !same(stands, text))) return; // it is said again with what came since
      if (why || !same(stands, text)) this.write(stands);
      this.version = version;
      this.known = further ? text : this.area.value;
      if (further) shelf.put(this.id, { text: this.area.value, version, stroke: this.stroke = stroke() });
      else { this.settled(); if (!why) this.state(words.saved); }
    }
    write(text) {
      const [start, end] = [this.area.selectionStart, this.area.selectionEnd];
      this.area.value = this.known = text;
      if (document.activeElement === this.area) this.area.setSelectionRange(start, end);
    }

    async hold() {
      if (this.area.readOnly) return;
      const answer = await send(this.place("hold"), { key: KEY }).catch(() => null);
      if (answer?.why) { this.state(answer.why); tell(answer.why); this.area.readOnly = !this.dirty; }
    }
    async leave() {
      clearTimeout(this.timer);
      this.timer = null;
      await this.sending;
      await this.flush();
      if (!this.dirty) send(this.place("let_go"), { key: KEY }).catch(() => {});
    }
    // The page goes: what was not sent is sent behind it, and stays on the shelf until the next page hears of it.
    go() {
      const form = (fields) => new URLSearchParams({ ...fields, key: KEY, who: words.who, csrfmiddlewaretoken: token });
      if (this.dirty) shelf.put(this.id, { text: this.area.value, version: this.version, stroke: this.stroke, left: true });
      if (this.dirty) fetch(this.url, { method: "POST", keepalive: true, redirect: "manual", headers: { Accept: "application/json" }, body: form({ text: this.area.value, version: this.version, stroke: this.stroke }) }).catch(() => {});
      if (document.activeElement === this.area) navigator.sendBeacon(this.place("let_go"), form({}));
    }

    // What the stream says of it.
    show(told) {
      this.told = told;
      const other = told.holder && told.hand !== KEY.slice(0, 8);
      if (!this.dirty && !this.sending && told.version >= this.version) {
        if (told.version > this.version && !same(told.text, this.area.value)) this.write(told.text);
        this.version = told.version;
        this.known = this.area.value;
      }
      this.node.classList.toggle("is-dropped", told.dropped);
      this.node.classList.toggle("is-other", Boolean(other));
      this.node.classList.toggle("is-mine", Boolean(told.holder) && !other);
      find(this.node, "heading").textContent = told.heading;
      this.area.readOnly = closed || told.dropped || (Boolean(other) && !this.dirty);
      if (other) this.state(words.holding.replace("%s", told.holder));
      else if (!this.dirty && document.activeElement !== this.area) this.state(told.by ? `${words.written.replace("%s", told.by)}, ${told.at}` : "");
      this.left(told.left);
    }
    left(rows) {
      const list = find(this.node, "left");
      for (const old of list.children) if (!rows.some((one) => one.id === old.dataset.leftOne)) old.remove();
      for (const one of rows) {
        let node = list.querySelector(`[data-left-one="${one.id}"]`);
        if (!node) {
          const html = find(page, "left-template").innerHTML.replace(`data-left-one="${words.blank}"`, `data-left-one="${one.id}"`);
          list.insertAdjacentHTML("beforeend", html.replaceAll(`butir/${words.blank}`, `butir/${this.id}`).replaceAll(words.blank, one.id));
          node = list.lastElementChild;
        }
        find(node, "by").textContent = one.by;
        find(node, "at").textContent = one.at;
        find(node, "words").textContent = one.text;
      }
    }
  }
  const tidy = (text) => text.replace(/[ \t\u00a0]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim().normalize("NFC");
  const same = (one, other) => tidy(one) === tidy(other);

  // --- the whole ------------------------------------------------------------------------------------------------------

  const items = new Map([...page.querySelectorAll("[data-item]")].map((node) => [node.dataset.item, new Item(node)]));
  let closed = !find(page, "closed").hidden, order = null, wanted = "";

  function itemOf(told) {
    if (!items.has(told.id)) {
      const box = document.createElement("div");
      box.innerHTML = find(page, "item-template").innerHTML.replaceAll(words.blank, told.id);
      items.set(told.id, new Item(box.firstElementChild));
    }
    return items.get(told.id);
  }
  function close(sentence) {
    closed = Boolean(sentence);
    find(page, "closed").hidden = !closed;
    find(page, "closed").querySelector("span").textContent = sentence;
    for (const form of page.querySelectorAll("[data-open], [data-tools]")) form.hidden = closed;
    for (const item of items.values()) if (item.told) item.show(item.told);
  }
  function arrange() {
    const active = document.activeElement;
    for (const [section, ids] of order) {
      const list = page.querySelector(`[data-section="${section}"] [data-items]`);
      put(list, ids.map((id) => items.get(id)).filter((item) => item && !item.told?.dropped));
    }
    put(page.querySelector("[data-dropped] [data-items]"), order.flatMap(([, ids]) => ids).map((id) => items.get(id)).filter((item) => item?.told?.dropped));
    if (active !== document.activeElement && active.isConnected) active.focus({ preventScroll: true });
    if (wanted && items.get(wanted)?.node.isConnected) { items.get(wanted).area.focus(); wanted = ""; }
  }
  function put(list, rows) {
    rows.forEach((item, place) => { if (list.children[place] !== item.node) list.insertBefore(item.node, list.children[place] ?? null); });
  }
  function show(parts) {
    if ("closed" in parts) close(parts.closed);
    if ("order" in parts) order = parts.order;
    for (const [name, told] of Object.entries(parts)) if (told?.id) itemOf(told).show(told);
    if (order) arrange();
  }

  async function add(after) {
    const section = after.node.closest("[data-section]").dataset.section, form = page.querySelector("[data-add]");
    const answer = await send(form.getAttribute("action"), { section, after: after.id, token: crypto.randomUUID() }).catch(() => null);
    if (answer?.id) hurry(answer.id);
  }
  function hurry(id) { wanted = id; if (order) arrange(); }

  // Every other form of the page: sent behind it; the stream shows what came of it.
  page.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, url = event.submitter?.getAttribute("formaction") || form.getAttribute("action");
    if (form.matches("[data-keep]")) return items.get(form.closest("[data-item]").dataset.item).flush();
    const fields = Object.fromEntries(new FormData(form));
    if (form.matches("[data-add]")) fields.token = crypto.randomUUID();
    const answer = await send(url, fields).catch(() => null);
    if (answer?.why) { tell(answer.why); trouble(answer.why); }
    if (answer?.id) hurry(answer.id);
  });

  // What an earlier page could not send any more: under its own key, so that it counts as the same hand.
  async function giveBack() {
    for (const one of shelf.all().filter(({ key, at, left }) => key !== KEY && (left || at < Date.now() - LIVING))) {
      const item = items.get(one.id);
      if (!item) continue;
      const answer = await send(item.url, { text: one.text, version: one.version, key: one.key, stroke: one.stroke });
      if (JSON.parse(localStorage.getItem(one.name))?.at === one.at && answer.ok) shelf.drop(one.name);
      tell(words.returned);
      if (answer.why) trouble(answer.why);
    }
  }
  const back = () => giveBack().catch(() => setTimeout(back, 5000));

  addEventListener("online", () => { for (const item of items.values()) item.flush(); });
  addEventListener("pagehide", () => { for (const item of items.values()) item.go(); });
  self.live.watch({
    stream: words.stream, content: words.content, show,
    line: (there) => { if (there) { trouble(""); for (const item of items.values()) item.flush(); } else trouble(words.lost); },
  });
  back();
  setTimeout(back, LIVING + 500);
})();
