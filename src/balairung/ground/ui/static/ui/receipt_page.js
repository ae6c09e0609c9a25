// The page on which anybody checks a receipt: a file, a text, the address of a QR. receipt.js computes; nothing is sent
// but the one question that somebody asks for by pressing “compare”.
"use strict";

(() => {
  const { Fault, check, compared, decoded, fileOf, keyOf, must, same, scanned } = window.receipts;
  const place = document.querySelector("[data-receipt]");
  const known = JSON.parse(document.getElementById("receipt-known").textContent);
  const one = (selector) => place.querySelector(selector);
  const MOST = 1_000_000; // bytes of a file
  const UNREADABLE = ["empty", "large", "binary", "unread", "code", "nothing"];
  const lang = document.documentElement.lang || "id";
  const number = new Intl.NumberFormat(lang);
  const clock = new Intl.DateTimeFormat(lang, {
    weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
    timeZone: place.dataset.zone, timeZoneName: "short",
  });
  const calendar = new Intl.DateTimeFormat(lang, {
    weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const moment = (at) => clock.format(at).replace(" pukul ", ", "); // as the server says it
  const opened = []; // the checkpoints of this visit: two receipts may tell two stories
  let here = "plain"; // who checks: this browser, or the server
  let round = 0; // of several files in a row, the last one is shown

  // Only these of the sentences, beside those about who checks.
  function say(...names) {
    const shown = [here, ...names];
    for (const part of place.querySelectorAll("[data-said]")) part.hidden = !shown.includes(part.dataset.said);
    for (const told of place.querySelectorAll("[data-told], form .error, .errors")) told.hidden = true; // by the server
  }
  const fact = (name, words) => {
    for (const part of place.querySelectorAll(`[data-fact=${name}]`)) part.textContent = words;
  };
  function list(target, rows) {
    target.replaceChildren(...rows.map(([name, words]) => {
      const [row, term, said] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
      term.textContent = name;
      said.textContent = words;
      said.className = "lines";
      row.append(term, said);
      return row;
    }));
  }
  // As kernel/receipts/wording.py has it: a number on one line, a day as people say it, a text too long to be carried.
  function dayOf(said) {
    const at = new Date(said);
    return /^\d{4}-\d\d-\d\d$/.test(said) && !Number.isNaN(at.getTime()) ? calendar.format(at) : said;
  }
  const people = ({ nomor = "", tanggal = "", isi, ...words }) => ({
    ...words, nomor: nomor.replaceAll("-", "\u2011"), tanggal: dayOf(tanggal),
    isi: isi ?? (words.isi_sha256 ? known.long : ""),
  });

  function show({ words, leaf, checkpoint }) {
    const said = people(words);
    const plain = Object.keys(known.plain).filter((name) => said[name]);
    const others = Object.keys(words).filter((name) => words[name] && !plain.includes(name));
    list(one("[data-words]"), plain.map((name) => [known.plain[name], said[name]]));
    list(one("[data-technical]"), others.map((name) => [known.technical[name] ?? name, words[name]]));
    fact("index", number.format(leaf.index));
    fact("kind", known.kinds[leaf.kind] ?? leaf.kind);
    fact("at", moment(leaf.at));
    fact("size", number.format(checkpoint.size));
    const told = checkpoint.seen.map(({ name, at }) => `${name}, ${moment(at)}`).join("; ");
    one("[data-witnesses]").textContent = told || one("[data-witnesses]").dataset.none;
  }

  // What this is, checked; its sentence instead, where it proves nothing.
  async function judge(receive) {
    round += 1;
    const mine = round;
    const names = await verdict(receive);
    if (mine === round) say(...names);
  }
  async function verdict(receive) {
    let receipt = null;
    try {
      receipt = await receive();
      const found = await check(receipt, known.key, known.witnesses);
      const { checkpoint } = found;
      must(opened.every((other) => other.size !== checkpoint.size || same(other.head, checkpoint.head)), "two");
      opened.push(checkpoint);
      show(found);
      return ["sound", "facts", "compare"];
    } catch (fault) {
      if (!(fault instanceof Fault)) return ["ask", "unread"];
      if (UNREADABLE.includes(fault.message)) return ["ask", fault.message];
      const name = String(receipt.log_key).split("+")[0];
      fact("other", name);
      const ours = fault.message === "stranger" && name === known.key.split("+")[0];
      return ["wrong", ours ? "pretender" : fault.message];
    }
  }

  // --- what somebody hands in ---------------------------------------------------------------------------------------

  async function ofFile(file) {
    const photo = file.type.startsWith("image/");
    must(file.size, "empty");
    if (photo && "BarcodeDetector" in window) return ofText(await codeOn(file)); // a photo of the paper, however large
    must(file.size <= MOST, photo ? "binary" : "large");
    return ofText(decoded(await file.arrayBuffer(), "binary"));
  }
  async function codeOn(file) {
    const picture = await createImageBitmap(file).catch(() => null);
    const [found] = picture ? await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture) : [];
    must(found, "binary");
    return found.rawValue;
  }
  async function ofText(text) {
    must(text.trim(), "nothing");
    return /^(https?:\/\/\S+#)?[0-9\s]{100,}$/.test(text.trim()) ? scanned(text.trim()) : fileOf(text);
  }

  const form = one("form");
  const input = one("input[type=file]");
  const area = one("textarea");
  async function start() {
    try {
      await keyOf(known.key);
      await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
      here = "here";
    } catch {
      here = known.key ? "unable" : "unbegun"; // the page says below that there is no log yet
    }
    for (const who of ["plain", "unable", "here"]) one(`[data-said=${who}]`).hidden = who !== here;
    if (here !== "here") return;
    input.addEventListener("click", () => (input.value = "")); // the same file, saved anew, is a choice too
    input.addEventListener("change", () => input.files[0] && judge(() => ofFile(input.files[0])));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      judge(() => (input.files[0] ? ofFile(input.files[0]) : ofText(area.value)));
    });
    area.addEventListener("input", () => {
      input.value = "";
      if (area.value.trim()) judge(() => ofText(area.value));
    });
    document.addEventListener("dragover", (event) => event.preventDefault()); // anywhere on the page
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) judge(() => ofFile(event.dataTransfer.files[0]));
    });
    const scan = () => location.hash.length > 1 && judge(() => scanned(location.hash));
    addEventListener("hashchange", scan);
    scan();
  }

  one("[data-compare]").addEventListener("click", async () => {
    const addresses = { checkpoint: place.dataset.checkpoint, growth: place.dataset.growth };
    const told = await compared(opened.at(-1), known.key, addresses).then(
      (newest) => {
        fact("newest", number.format(newest.size));
        return "grown";
      },
      (fault) => (["back", "forked", "broken", "unreached"].includes(fault.message) ? fault.message : "mute"),
    );
    say("sound", "facts", "compare", told);
  });
  start();
})();
