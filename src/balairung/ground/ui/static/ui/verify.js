// Is this letter true? A file is told by its hash, a QR by its signature, both here: nothing leaves this device.
// Without scripts, or without WebCrypto, the server does the same.
"use strict";

(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const say = (root, ...words) => {
    for (const part of root.querySelectorAll("[data-said]")) part.hidden = !words.includes(part.dataset.said);
  };
  if (!window.crypto?.subtle) return;

  // --- the file: the same bytes that were signed? ---------------------------------------------------------------

  const compared = one("[data-sha256]");
  async function compare(file) {
    say(compared);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    say(compared, compared.dataset.sha256.split(" ").includes(found) ? "same" : "other");
  }
  if (compared) {
    const input = one("input[type=file]", compared);
    const look = () => input.files[0] && compare(input.files[0]);
    one("[data-plain-send]", compared).hidden = true;
    input.addEventListener("change", look);
    input.form.addEventListener("submit", (event) => {
      event.preventDefault();
      look();
    });
    document.addEventListener("dragover", (event) => event.preventDefault()); // anywhere on the page
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // --- the QR: what documents/proving.py writes into it -----------------------------------------------------------

  const place = one("[data-prove]");
  if (!place) return;
  const SIGNATURE = 64;
  const CURVE = { name: "ECDSA", namedCurve: "P-256" };
  const PURPOSE = new TextEncoder().encode("balairung/words/1\0\u0006letter");
  const day = (number) => new Date(Date.UTC(2020, 0, 1 + number));
  const told = new Intl.DateTimeFormat(document.documentElement.lang || "id", {
    weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });

  function read(text) {
    const [address, behind] = text.trim().split("#");
    const digits = (behind ?? address).replace(/\s/g, "");
    if (!/^[0-9]{170,740}$/.test(digits)) return null;
    const hex = BigInt(digits).toString(16);
    const raw = Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g), (two) => parseInt(two, 16));
    const said = raw.slice(0, -SIGNATURE);
    const pair = (at) => said[at] * 256 + said[at + 1];
    const parts = new TextDecoder().decode(said.slice(7)).split("\u001f");
    if (parts.length !== 7 || ![1, 2].includes(said[0])) return null;
    const [mark, number, title, office, heading, signer, holder] = parts;
    const code = behind ? (address.match(/\/v\/([^/]+)\/?$/)?.[1] ?? "") : "";
    return {
      said, signature: raw.slice(-SIGNATURE), mark, code, dated: pair(1), until: pair(3),
      regency: `${String(Math.floor(pair(5) / 100)).padStart(2, "0")}.${String(pair(5) % 100).padStart(2, "0")}`,
      shown: { number, title, office, heading, signer, holder }, kind: said[0] === 2 ? "bsre" : "local",
    };
  }

  async function signed(proof) {
    const words = new Uint8Array([...PURPOSE, ...proof.said]);
    for (const key of place.dataset.keys.split(" ").filter(Boolean)) {
      const bytes = Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0));
      const known = await crypto.subtle.importKey("spki", bytes, CURVE, false, ["verify"]);
      if (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, proof.signature, words)) return true;
    }
    return false;
  }

  function show(proof) {
    const fact = (name) => one(`[data-fact=${name}]`, place);
    for (const [name, words] of Object.entries(proof.shown)) fact(name).textContent = words;
    fact("dated").textContent = told.format(day(proof.dated));
    fact("valid_until").textContent = proof.until ? told.format(day(proof.until)) : fact("valid_until").dataset.none;
    fact("kind").textContent = fact("kind").dataset[proof.kind];
    one("[data-register]", place).hidden = !proof.code;
    if (proof.code) one("[data-register]", place).href = `/v/${proof.code}/`;
  }

  async function prove(text) {
    const proof = read(text);
    if (!proof) return say(place, "ask", "unread");
    const genuine = (await signed(proof)) && (!proof.code || proof.code.startsWith(proof.mark));
    if (!genuine) return say(place, proof.regency === place.dataset.regency ? "forged" : "elsewhere");
    show(proof);
    const today = Date.parse(new Date().toLocaleDateString("sv-SE")); // the day here, as a date of its own
    say(place, proof.until && day(proof.until) < today ? "ended" : "genuine", "facts");
    return undefined;
  }

  const area = one("textarea", place);
  area.form.addEventListener("submit", (event) => {
    if (!read(area.value)) return; // a code by itself is a question for the register
    event.preventDefault();
    prove(area.value);
  });
  area.addEventListener("input", () => read(area.value) && prove(area.value));

  // A telephone that reads codes itself reads them from a photograph too.
  const camera = one("[data-camera]", place);
  if ("BarcodeDetector" in window) {
    camera.hidden = false;
    one("input", camera).addEventListener("change", async ({ target }) => {
      const picture = await createImageBitmap(target.files[0]);
      const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
      prove(found?.rawValue ?? "");
    });
  }
  // The page of a letter that was opened without the network is this one, under the letter's own address.
  if (location.hash.length > 1) prove(location.href);
  addEventListener("hashchange", () => prove(location.href));
  if (place.dataset.worker) navigator.serviceWorker?.register(place.dataset.worker).catch(() => {});
})();
