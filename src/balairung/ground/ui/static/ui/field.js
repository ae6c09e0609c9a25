// What officers wrote without a signal: it waits on this telephone, sealed, and each is sent once when the line comes
// back. Checks on the spot (check.js) and cards of innovations (card.js) each have a store of their own; their pages and
// the service worker share this file.
//
// What is kept is encrypted (AES-GCM) under a key that the server gives to its officer alone, always the same for them.
// The key itself is kept so that no script can read it out, for a day at most, and goes when they sign out: a check
// that was not sent yet stays sealed until the same officer signs in again. In the open stand only a random number, the
// state, a moment, and a sign of the owner that says nothing to anybody else.
"use strict";

self.sealedBox = (name) => {
  const DAYS = 60, DAY = 86_400_000, ROUNDS = 4;
  let opened = null;

  // --- the store ---
  const settled = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  function database() {
    opened ||= new Promise((done, failed) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("keys", { keyPath: "id" });
        request.result.createObjectStore("checks", { keyPath: "token" });
        request.result.createObjectStore("shots", { keyPath: "id" }).createIndex("token", "token");
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => { opened = null; failed(request.error); };
    });
    return opened;
  }
  async function act(name, mode, work) {
    const store = (await database()).transaction(name, mode).objectStore(name);
    return settled(work(store));
  }

  // --- the key ---
  const lock = () => act("keys", "readwrite", (store) => store.clear());
  async function unlocked() {
    const held = await act("keys", "readonly", (store) => store.get("now"));
    if (held && held.until > Date.now()) return held;
    if (held) await lock();
    return null;
  }
  // "unlocked"; "stranger": nobody is signed in, or nobody who checks; "cut": there is no line.
  async function unlock(where) {
    let answer;
    try {
      answer = await post(where, where.key, new FormData());
    } catch (problem) {
      return problem instanceof Stranger ? "stranger" : "cut";
    }
    if (!answer.ok) return "stranger";
    const { key: hex, owner, until } = await answer.json();
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    await act("keys", "readwrite", (store) => store.put({ id: "now", key, owner, until }));
    return "unlocked";
  }
  async function seal({ key }, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  }
  const open = ({ key }, { iv, sealed }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);

  // --- checks: { token, state: "draft" | "waiting" | "sent" | "look", at, body } and their photographs ---
  // body: { title, fields: { name: [values] }, started, ended, shots: [{ id, item, sha256, taken, … }], sentences, address }
  async function put(held, { token, state, body }) {
    const kept = await seal(held, new TextEncoder().encode(JSON.stringify(body)));
    await act("checks", "readwrite", (store) => store.put({ token, state, owner: held.owner, at: Date.now(), ...kept }));
  }
  async function read(held, record) {
    const { token, state, at } = record;
    return { token, state, at, body: JSON.parse(new TextDecoder().decode(await open(held, record))) };
  }
  async function get(held, token) {
    const record = await act("checks", "readonly", (store) => store.get(token));
    return record?.owner === held.owner ? read(held, record) : null;
  }
  // One's own, the newest first, and whether there are others' too.
  async function all(held) {
    const records = await act("checks", "readonly", (store) => store.getAll());
    const old = records.filter((one) => one.at < Date.now() - DAYS * DAY && one.state !== "waiting");
    for (const one of old) await erase(one.token);
    const left = records.filter((one) => !old.includes(one)), mine = left.filter((one) => one.owner === held?.owner);
    const own = held ? await Promise.all(mine.map((one) => read(held, one))) : [];
    return { own: own.sort((a, b) => b.at - a.at), others: left.length - own.length };
  }
  async function dropShots(token) {
    const keys = await act("shots", "readonly", (store) => store.index("token").getAllKeys(token));
    for (const id of keys) await act("shots", "readwrite", (store) => store.delete(id));
  }
  async function erase(token) {
    await act("checks", "readwrite", (store) => store.delete(token));
    await dropShots(token);
  }
  async function putShot(held, token, id, blob) {
    const kept = await seal(held, await blob.arrayBuffer());
    await act("shots", "readwrite", (store) => store.put({ id, token, type: blob.type, ...kept }));
  }
  async function getShot(held, id) {
    const record = await act("shots", "readonly", (store) => store.get(id));
    return record ? new Blob([await open(held, record)], { type: record.type }) : null;
  }
  const dropShot = (id) => act("shots", "readwrite", (store) => store.delete(id));

  // --- sending ---
  class Stranger extends Error {}
  async function post(where, url, body) {
    const fresh = await fetch(where.fresh, { cache: "no-store", signal: AbortSignal.timeout?.(10_000) });
    if (!fresh.ok) throw new Error("no line");
    body.set("csrfmiddlewaretoken", (await fresh.json()).key);
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 409) throw new Stranger(); // signed out, or somebody else
    return answer;
  }
  function told(held, { token, body }) {
    const form = new FormData();
    for (const [name, values] of Object.entries(body.fields)) for (const value of values) form.append(name, value);
    form.set("token", token);
    form.set("owner", held.owner);
    form.set("started", body.started);
    form.set("ended", body.ended);
    form.set("clock", new Date().toISOString()); // the server holds it against its own
    form.set("shots", JSON.stringify(body.shots.map(({ item, sha256 }) => ({ item, sha256 }))));
    return form;
  }
  async function sendShot(held, token, shot, where) {
    const blob = await getShot(held, shot.id), form = new FormData();
    if (!blob) return null;
    for (const name of ["sha256", "taken", "latitude", "longitude", "accuracy"]) if (shot[name]) form.set(name, shot[name]);
    form.set("token", token);
    form.set("owner", held.owner);
    form.set("photo", blob, "foto.jpg");
    return post(where, where.shot, form);
  }
  const look = async (held, record, answer) => {
    const { sentences = [] } = answer.status === 422 ? await answer.json() : {};
    await put(held, { ...record, state: "look", body: { ...record.body, sentences } });
  };
  const refused = (answer) => [403, 413, 422].includes(answer.status);
  // The server says which photographs it lacks; they follow one by one, and then the check again.
  async function sendOne(held, record, where) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await post(where, where.send, told(held, record));
      if (refused(answer)) return look(held, record, answer);
      if (!answer.ok) throw new Error(`answer ${answer.status}`);
      const { state, missing = [], address, said } = await answer.json();
      if (state === "sent") {
        const { title } = record.body; // everything else is gone from here
        await put(held, { token: record.token, state: "sent", body: { title, address, said } });
        return dropShots(record.token);
      }
      for (const sha256 of missing) {
        const shot = record.body.shots.find((one) => one.sha256 === sha256);
        const kept = shot && (await sendShot(held, record.token, shot, where));
        if (!kept || refused(kept)) return look(held, record, kept || { status: 404 });
        if (!kept.ok) throw new Error(`answer ${kept.status}`);
      }
    }
    throw new Error("photographs do not arrive");
  }
  // Everything of whoever holds the key that waits. One sender at a time: another tab or the worker may be at it.
  async function sendAll(where) {
    const work = async () => {
      const held = await unlocked();
      if (!held) return "locked";
      for (const one of (await all(held)).own) {
        if (one.state !== "waiting") continue;
        try {
          await sendOne(held, one, where);
        } catch (problem) {
          return problem instanceof Stranger ? "stranger" : "cut";
        }
      }
      return "done";
    };
    return navigator.locks ? navigator.locks.request(name, work) : work();
  }
  return { lock, unlock, unlocked, put, get, all, erase, putShot, getShot, dropShot, sendAll };
};
self.field = self.sealedBox("balairung-lapangan");
self.cards = self.sealedBox("balairung-inovasi");

// What both pages do with a photograph, and a number that nobody has.
self.pictures = (() => {
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXY", EDGE = 1600, QUALITY = 0.82;
  const newToken = () => [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => SIGNS[byte % SIGNS.length]).join("");
  async function shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  }
  async function fingerprint(blob) {
    const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  async function small(blob) {
    const picture = await createImageBitmap(blob, { resizeWidth: 144, resizeQuality: "medium" });
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return canvas;
  }
  return { newToken, shrunk, fingerprint, small };
})();
