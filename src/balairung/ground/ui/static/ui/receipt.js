// The arithmetic of a receipt, and nothing of a page: whether it stands in the log of this key, and went on from there.
// The rules and their order are those of ground/common/tlog/receipts.py; receipt_page.js shows what comes of them.
"use strict";

window.receipts = (() => {
  const LOG = 1, WITNESS = 4; // kinds of keys, as c2sp.org/signed-note numbers them

  class Fault extends Error {} // its message is the name of a sentence
  const must = (holds, why) => {
    if (!holds) throw new Fault(why);
  };

  // --- texts and bytes, each with one spelling --------------------------------------------------------------------

  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const same = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
  const isText = (value) => typeof value === "string" && !/\p{Surrogate}/u.test(value);

  function bytes(told, length) {
    must(isText(told) && /^[A-Za-z0-9+/]+={0,2}$/.test(told) && told.length % 4 === 0, "unread");
    const found = Uint8Array.from(atob(told), (sign) => sign.charCodeAt(0));
    must(base64(found) === told && (length === undefined || found.length === length), "unread");
    return found;
  }
  function number(told) {
    must(/^(0|[1-9][0-9]{0,15})$/.test(told ?? "") && Number.isSafeInteger(Number(told)), "unread");
    return Number(told);
  }
  function attempted(act, why) {
    try {
      return act();
    } catch {
      throw new Fault(why);
    }
  }
  const parsed = (told, why = "unread") => attempted(() => JSON.parse(told), why);
  const decoded = (data, why) => attempted(() => new TextDecoder("utf-8", { fatal: true }).decode(data), why);
  // RFC 8785, for text: names in the order of their UTF-16 units.
  const canonical = (words) =>
    `{${Object.keys(words).sort().map((name) => `${JSON.stringify(name)}:${JSON.stringify(words[name])}`).join()}}`;

  // --- the tree: RFC 6962 and RFC 9162 ----------------------------------------------------------------------------

  const node = (left, right) => sha256([1], left, right);
  const half = (count) => Math.floor(count / 2);

  // What each of these hashes becomes on the way to the head; nothing when the way has another length.
  async function climbed(starts, place, last, proof) {
    let found = starts;
    for (const beside of proof) {
      if (last === 0) return [];
      const right = place % 2 === 1 || place === last;
      // The first of two is the older tree, which has nothing on the right of this place.
      found = await Promise.all(
        found.map((hash, at) => (right ? node(beside, hash) : at < found.length - 1 ? hash : node(hash, beside))),
      );
      while (right && place && place % 2 === 0) [place, last] = [half(place), half(last)];
      [place, last] = [half(place), half(last)];
    }
    return last === 0 ? found : [];
  }
  async function included(leaf, index, { size, head }, proof) {
    const [found] = index < size ? await climbed([leaf], index, size - 1, proof) : [];
    return Boolean(found) && same(found, head);
  }
  async function extended(old, fresh, proof) {
    if (!proof.length || old.size < 1) return false;
    let [place, last, path] = [old.size - 1, fresh.size - 1, proof];
    while (place % 2) [place, last] = [half(place), half(last)];
    if (Number.isInteger(Math.log2(old.size))) path = [old.head, ...proof];
    const [before, now] = await climbed([path[0], path[0]], place, last, path.slice(1));
    return Boolean(now) && same(before, old.head) && same(now, fresh.head);
  }

  // --- keys, notes and checkpoints: c2sp.org/signed-note, tlog-cosignature, tlog-checkpoint -------------------------

  const named = (name) => Boolean(name) && !/[\s+\u0085]/.test(name);
  const idOf = async (name, kind, point) => (await sha256(utf8(`${name}\n`), [kind], point)).slice(0, 4);
  const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const keyText = async (name, kind, point) =>
    `${name}+${hex(await idOf(name, kind, point))}+${base64(joined([kind], point))}`;

  async function keyOf(told) {
    const [name, , ...rest] = told.split("+");
    const material = bytes(rest.join("+"), 33);
    const key = { name, kind: material[0], point: material.slice(1) };
    key.id = await idOf(name, key.kind, key.point);
    must(named(name) && [LOG, WITNESS].includes(key.kind), "unread");
    must((await keyText(name, key.kind, key.point)) === told, "unread");
    return key;
  }
  function noteOf(told) {
    const gap = told.lastIndexOf("\n\n");
    const lines = told.slice(gap + 2).split("\n");
    must(gap > 0 && isText(told) && !/[\x00-\x09\x0b-\x1f]/.test(told), "unread");
    must(lines.pop() === "" && lines.length > 0 && lines.length <= 64, "unread");
    const signatures = lines.map((line) => {
      const [dash, name, value, ...more] = line.split(" ");
      must(dash === "\u2014" && named(name) && value && !more.length, "unread");
      const data = bytes(value);
      must(data.length > 4, "unread");
      return { name, id: data.slice(0, 4), value: data.slice(4) };
    });
    return { text: told.slice(0, gap + 1), signatures };
  }
  // When this key signed (a log does not say when); none when it did not. One wrong line condemns the whole.
  async function signed(note, key) {
    const lines = note.signatures.filter((line) => line.name === key.name && same(line.id, key.id));
    const imported = await crypto.subtle.importKey("raw", key.point, "Ed25519", false, ["verify"]);
    return Promise.all(lines.map(async ({ value }) => {
      const before = key.kind === WITNESS ? 8 : 0;
      must(value.length === before + 64, "forged");
      const stamp = before ? new DataView(value.buffer, value.byteOffset).getBigUint64(0) : 0n;
      const message = utf8(before ? `cosignature/v1\ntime ${stamp}\n${note.text}` : note.text);
      must(stamp < 2n ** 63n, "forged");
      must(await crypto.subtle.verify("Ed25519", imported, value.slice(before), message), "forged");
      return Number(stamp);
    }));
  }
  async function opened(told, key, witnesses = []) {
    const note = noteOf(told);
    const lines = note.text.split("\n");
    must(lines.pop() === "" && lines.length >= 3 && lines.every(Boolean), "unread");
    const found = { origin: lines[0], size: number(lines[1]), head: bytes(lines[2], 32), seen: [] };
    must((await signed(note, key)).length, "unsigned");
    for (const witness of await Promise.all(witnesses.map(keyOf))) {
      const stamps = await signed(note, witness);
      if (stamps.length) found.seen.push({ name: witness.name, at: new Date(Math.max(...stamps) * 1000) });
    }
    return found;
  }

  // --- the receipt: a file, or the digits of a QR (kernel/receipts/qr.py) -------------------------------------------

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  function fileOf(told) {
    const found = parsed(told);
    const names = ["format", "key", "leaf", "log_key", "proof", "words"];
    must(isObject(found) && isObject(found.words) && Object.keys(found).sort().join() === names.join(), "unread");
    const { words, ...rest } = found;
    must(rest.format === "balairung-receipt@v1" && Object.values(rest).every(isText), "unread");
    // A name that stands twice would be read once: count them as they are written.
    const written = [...told.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter((match) => match[1]).length;
    must(written === names.length + Object.keys(words).length, "unread");
    return found;
  }
  async function scanned(told) {
    const digits = told.slice(told.lastIndexOf("#") + 1).replace(/\s/g, "");
    const WIDTHS = [0, 3, 5, 8, 10, 13, 15, 17];
    const raw = (digits.match(/.{1,17}/g) ?? []).flatMap((part) => {
      const length = WIDTHS.indexOf(part.length);
      must(length > 0 && /^[0-9]+$/.test(part) && BigInt(part) < 256n ** BigInt(length), "code");
      return BigInt(part).toString(16).padStart(2 * length, "0").match(/../g).map((two) => parseInt(two, 16));
    });
    let at = 3;
    const take = (count) => {
      must(at + count <= raw.length, "code");
      at += count;
      return Uint8Array.from(raw.slice(at - count, at));
    };
    const spelled = decoded(take(raw[1] * 256 + raw[2]), "code");
    const parts = parsed(spelled, "code");
    must(raw[0] === 1 && Array.isArray(parts) && parts.length === 7 && JSON.stringify(parts) === spelled, "code");
    const [log, kind, when, index, size, pairs, names] = parts;
    must([pairs, names].every(Array.isArray) && names.length && names.every(isText), "code");
    must(pairs.every((pair, place) => pair?.length === 2 && (!place || pairs[place - 1][0] < pair[0])), "code");
    const [key, commitment, point, head] = [take(32), take(32), take(32), take(32)];
    const hashes = Array.from({ length: take(1)[0] }, () => base64(take(32)));
    const lines = names.map((name) => `\u2014 ${name} ${base64(take(take(1)[0]))}\n`);
    must(at === raw.length && hashes.length < 64, "code");
    const leaf = JSON.stringify({ at: when, commitment: base64(commitment), index, kind, log, v: 1 });
    const note = [log, size, base64(head), "", lines.join("")];
    const proof = ["c2sp.org/tlog-proof@v1", `index ${index}`, ...hashes, "", ...note];
    const log_key = await keyText(log, LOG, point);
    return { words: Object.fromEntries(pairs), key: base64(key), leaf, proof: proof.join("\n"), log_key };
  }
  function leafOf(told) {
    const { at, commitment, index, kind, log, v, ...more } = parsed(told) ?? {};
    must(told === JSON.stringify({ at, commitment, index, kind, log, v }) && !Object.keys(more).length, "unread");
    must(v === 1 && Number.isSafeInteger(index) && index >= 0 && isText(log) && isText(at), "unread");
    must(/^[a-z][a-z_-]{0,39}$/.test(kind) && /^[0-9]{4}-[0-9-]{5}T[0-9:]{8}Z$/.test(at), "unread");
    const when = new Date(at);
    must(!Number.isNaN(when.getTime()) && when.toISOString() === at.replace("Z", ".000Z"), "unread");
    return { at: when, commitment: bytes(commitment, 32), index, kind, log };
  }
  function proofOf(told) {
    const gap = told.indexOf("\n\n");
    const [first, ...lines] = told.slice(0, gap).split("\n");
    must(gap > 0 && first === "c2sp.org/tlog-proof@v1", "unread");
    if (lines[0]?.startsWith("extra ")) bytes(lines.shift().slice(6));
    const [index, ...hashes] = lines;
    must(index?.startsWith("index ") && hashes.length < 64, "unread");
    const beside = hashes.map((line) => bytes(line, 32));
    return { index: number(index.slice(6)), hashes: beside, checkpoint: told.slice(gap + 2) };
  }
  // What the receipt says and proves, to whoever knows the log by this key.
  async function check(receipt, published, witnesses = []) {
    must(Object.entries(receipt.words).flat().every(isText), "unread");
    const [key, leaf, proof] = [bytes(receipt.key, 32), leafOf(receipt.leaf), proofOf(receipt.proof)];
    const logKey = await keyOf(receipt.log_key);
    must(logKey.kind === LOG, "unread");
    const secret = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    const said = utf8(canonical(receipt.words));
    must(await crypto.subtle.verify("HMAC", secret, leaf.commitment, said), "words");
    must(leaf.index === proof.index, "number");
    must(receipt.log_key === published, "stranger");
    const checkpoint = await opened(proof.checkpoint, logKey, witnesses);
    must(leaf.log === logKey.name && leaf.log === checkpoint.origin, "elsewhere");
    must(await included(await sha256([0], utf8(receipt.leaf)), leaf.index, checkpoint, proof.hashes), "absent");
    return { words: receipt.words, leaf, checkpoint };
  }

  // --- the log went on: what it says now begins with what it said then ----------------------------------------------

  async function fetched(address) {
    const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
    must(answer?.ok, "unreached");
    return answer.text();
  }
  async function compared(seen, published, addresses) {
    const key = await keyOf(published);
    const newest = await opened(await fetched(addresses.checkpoint), key);
    must(newest.origin === seen.origin, "elsewhere");
    must(newest.size >= seen.size, "back");
    must(newest.size > seen.size || same(newest.head, seen.head), "forked");
    if (newest.size === seen.size) return newest;
    const told = await fetched(`${addresses.growth}?dari=${seen.size}`);
    const gap = told.indexOf("\n\n");
    const [old, ...lines] = told.slice(0, gap).split("\n");
    const now = await opened(told.slice(gap + 2), key);
    must(now.origin === seen.origin && now.size >= newest.size, "back");
    must(old === `old ${seen.size}` && (await extended(seen, now, lines.map((line) => bytes(line, 32)))), "broken");
    return now;
  }

  return { Fault, check, compared, decoded, fileOf, keyOf, must, same, scanned };
})();
