// The scanner at a door: the camera reads codes one after the other, each is sent at once. Without a network they wait
// in this page and are sent again; the server receives nobody twice. Without a camera one types, and so do USB scanners.
"use strict";

const door = document.querySelector("[data-scan]");
const words = door.dataset, store = `pindaian:${words.key}`;
const kept = words.keeps ? localStorage : sessionStorage; // a kiosk far from any network keeps them over the night
const one = (name) => door.querySelector(`[data-${name}]`);
const video = one("video"), cards = one("cards"), band = one("band"), tally = one("tally");
const first = cards.innerHTML;
const SAME = 4000; // milliseconds in which the same code before the camera is the same person still there
const AGAIN = 3000; // from one try to send to the next
const MANY = 20; // scans of one request
const LOOK = 120; // milliseconds from one look of the camera to the next
const WIDE = 640; // pixels that are enough for a code held before the camera

/* What waits to be sent */
let waiting = JSON.parse(kept.getItem(store) ?? "[]"), sending = false, again = null, quiet = null;
const keep = () => kept.setItem(store, JSON.stringify(waiting));

function take(text) {
  waiting.push({ token: crypto.getRandomValues(new Uint32Array(4)).join("-"), text, at: Date.now() });
  keep();
  send();
}

async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  clearTimeout(again);
  const now = waiting.slice(0, MANY);
  try {
    const answer = await fetch(words.send, {
      method: "POST", body: JSON.stringify({ scans: now, sent: Date.now() }), redirect: "manual", cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": door.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" },
    });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return say(words.login);
    if (answer.status === 422) waiting = waiting.slice(now.length); // never readable: it would stand before all others
    if (!answer.ok) throw new Error(answer.status);
    told(await answer.json());
  } catch {
    say(words.waiting.replace("%s", waiting.length));
    again = setTimeout(send, AGAIN);
  } finally {
    sending = false;
  }
  return undefined;
}

function told({ results, tally: counted }) {
  const answered = new Set(results.map(({ token }) => token));
  waiting = waiting.filter(({ token }) => !answered.has(token));
  keep();
  say("");
  if (tally && counted) tally.innerHTML = counted;
  for (const result of results) show(result);
  if (waiting.length) setTimeout(send);
}

function show({ card, came, outcome }) {
  const told = document.createElement("div");
  told.innerHTML = card;
  const key = document.querySelector("[name=csrfmiddlewaretoken]");
  for (const form of told.querySelectorAll("form")) {
    if (key && !form.elements.namedItem(key.name)) form.append(key.cloneNode());
  }
  cards.replaceChildren(...told.children);
  sound(outcome === "masuk" ? [880] : came ? [660, 660] : [220, 196]);
  navigator.vibrate?.(outcome === "masuk" ? 80 : came ? [60, 60, 60] : [250, 90, 250]);
  if (words.quiet) { // a kiosk forgets who stood there
    clearTimeout(quiet);
    quiet = setTimeout(() => { cards.innerHTML = first; }, words.quiet * 1000);
  }
}

function say(sentence) {
  band.textContent = sentence;
  band.hidden = !sentence;
}

addEventListener("online", send);
addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });

/* A tone: one is in, two were in already, two low ones ask for a look */
let hearing = null;
function sound(tones) {
  if (hearing?.state !== "running") return;
  tones.forEach((pitch, place) => {
    const at = hearing.currentTime + place * 0.16, tone = hearing.createOscillator(), loud = hearing.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, at);
    loud.gain.exponentialRampToValueAtTime(0.4, at + 0.01);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.14);
    tone.connect(loud).connect(hearing.destination);
    tone.start(at);
    tone.stop(at + 0.15);
  });
}

/* The camera */
let facing = words.quiet ? "user" : "environment", read = null, seen = "", seenAt = 0;

async function reader() {
  const known = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []) ?? [];
  if (known.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue ?? "";
  }
  await new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: words.reader, onload: done, onerror: failed }));
  });
  const sheet = document.createElement("canvas"), pen = sheet.getContext("2d", { willReadFrequently: true });
  return async () => {
    const scale = Math.min(1, WIDE / video.videoWidth);
    sheet.width = video.videoWidth * scale;
    sheet.height = video.videoHeight * scale;
    pen.drawImage(video, 0, 0, sheet.width, sheet.height);
    const { data, width, height } = pen.getImageData(0, 0, sheet.width, sheet.height);
    return jsQR(data, width, height)?.data ?? "";
  };
}

async function start() {
  try {
    hearing ??= new AudioContext();
    hearing.resume();
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, width: { ideal: 1280 } } });
    await video.play();
    one("eye").hidden = false;
    one("start").hidden = true;
    one("turn")?.toggleAttribute("hidden", (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput").length < 2);
    if (!read) {
      read = await reader();
      look();
    }
  } catch {
    say(words.refused);
  }
}

async function look() {
  const text = document.hidden || video.readyState < 2 ? "" : (await read().catch(() => "")).trim();
  const now = performance.now();
  if (text && (text !== seen || now - seenAt > SAME)) take(text);
  if (text) [seen, seenAt] = [text, now];
  setTimeout(look, LOOK);
}

if (navigator.mediaDevices?.getUserMedia) {
  one("eye-buttons").hidden = false;
  one("start").addEventListener("click", start);
  one("turn")?.addEventListener("click", () => { facing = facing === "user" ? "environment" : "user"; start(); });
}

/* What is typed: a scanner at the cable ends its line with Enter */
one("typed")?.addEventListener("submit", (event) => {
  const field = event.target.elements.teks, text = field.value.trim();
  event.preventDefault();
  field.value = "";
  field.focus();
  if (text) take(text);
});

if (words.start && cards.querySelector(".scanned, .door-names")) setTimeout(() => location.assign(words.start), 20_000);
send();
