// The display of a hall: whole snapshots from a stream, each call spoken once and none over another.
// It comes back for ever; while it cannot, it says so. All times are the server's.
"use strict";

const hall = document.querySelector("[data-hall]");
const board = hall.querySelector("[data-board]"), band = hall.querySelector("[data-band]");
const words = hall.dataset;
const YOUNG = 60_000; // a call that is older than this is not spoken any more
const SILENCE = 35_000; // two signs of life did not come: the line is lost, whatever the browser believes
const QUIET = 8_000; // so long a line may be away before the page says so
const ASKING = 4_000; // how often the page asks while there is no stream

let ahead = 0; // the server's clock before ours, milliseconds
let heard = performance.now(), lost = null, source = null, asking = null;
const now = () => Date.now() + ahead;

/* What is shown */
const shows = (options) => new Intl.DateTimeFormat("id-ID", { timeZone: words.zone, ...options });
const hour = shows({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = shows({ weekday: "long", day: "numeric", month: "long", year: "numeric" });

function tick() {
  hall.querySelector("[data-clock]").textContent = hour.format(now());
  hall.querySelector("[data-date]").textContent = date.format(now());
  const away = performance.now() - heard;
  if (away > SILENCE && source) connect();
  if (away > QUIET + (source?.readyState === EventSource.OPEN ? SILENCE : 0)) lose();
}

function lose() {
  lost ??= hour.format(now());
  band.textContent = words.lost.replace("%s", lost);
  band.hidden = false;
}

function alive(at) {
  heard = performance.now();
  ahead = at - Date.now();
  lost = null;
  band.hidden = true;
}

function show({ page, calls }) {
  const before = board.querySelector(".hall-number")?.textContent;
  board.innerHTML = page;
  const number = board.querySelector(".hall-number");
  if (number && number.textContent !== before) number.closest("section").classList.add("is-fresh");
  for (const call of calls.toReversed()) announce(call);
}

/* The line */
function connect() {
  source?.close();
  heard = performance.now();
  source = new EventSource(words.stream);
  source.addEventListener("detak", (event) => { stopAsking(); alive(Number(event.data)); });
  source.addEventListener("message", (event) => show(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself
    source = null; // refused: no stream was free, or this address is known no more
    ask();
  });
}

async function ask() {
  try {
    const answer = await fetch(words.content, { cache: "no-store" });
    if (answer.status === 404) return gone();
    if (answer.ok) {
      const told = await answer.json();
      alive(told.now);
      show(told);
    }
  } catch { /* no line: the band says so when it lasts */ }
  asking = setTimeout(Math.random() < 0.15 ? retry : ask, ASKING);
}

function retry() { asking = null; connect(); }
function stopAsking() { clearTimeout(asking); asking = null; }
function gone() {
  band.textContent = words.gone;
  band.hidden = false;
  asking = setTimeout(ask, 60_000);
}

addEventListener("offline", lose);
addEventListener("online", connect);

/* The voice: one announcement after another, a chime before each */
const spoken = new Set(JSON.parse(sessionStorage.getItem("spoken") ?? "[]"));
const waiting = [];
let sound = null, speaking = false;

function announce(call) {
  if (spoken.has(call.key)) return;
  spoken.add(call.key);
  sessionStorage.setItem("spoken", JSON.stringify([...spoken].slice(-200)));
  if (now() - call.at > YOUNG) return;
  waiting.push(call);
  speakNext();
}

async function speakNext() {
  if (speaking || sound?.state !== "running") return;
  speaking = true;
  for (let call = waiting.shift(); call; call = waiting.shift()) {
    if (now() - call.at > YOUNG) continue;
    await chime();
    await speak(call.words);
  }
  speaking = false;
}

function chime() {
  const start = sound.currentTime;
  for (const [at, pitch] of [[0, 659.3], [0.28, 523.3]]) {
    const tone = sound.createOscillator(), loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, start + at);
    loud.gain.exponentialRampToValueAtTime(0.5, start + at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.7);
    tone.connect(loud).connect(sound.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.75);
  }
  return new Promise((done) => setTimeout(done, 1100));
}

function voice() {
  return window.speechSynthesis?.getVoices().find(({ lang }) => /^(id|in)([-_]|$)/i.test(lang));
}

function speak(text) {
  const found = voice();
  if (!found) return null; // the chime has rung; an English voice would only confuse
  return new Promise((done) => {
    const said = new SpeechSynthesisUtterance(text);
    Object.assign(said, { lang: "id-ID", voice: found, rate: 0.9 });
    const over = setTimeout(() => { speechSynthesis.cancel(); done(); }, 15_000); // some engines never say they ended
    said.onend = said.onerror = () => { clearTimeout(over); done(); };
    speechSynthesis.speak(said);
  });
}

const button = hall.querySelector("[data-sound]");
async function allowSound() {
  sound ??= new AudioContext();
  button.hidden = sound.state === "running";
  sound.onstatechange = () => { button.hidden = sound.state === "running"; speakNext(); };
}
button.addEventListener("click", () => sound.resume());

/* Go */
const sign = () => fetch(words.seen, { method: "POST" }).catch(() => {});
window.speechSynthesis?.getVoices();
allowSound();
connect();
tick();
sign();
setInterval(tick, 1000);
setInterval(sign, 60_000);
navigator.wakeLock?.request("screen").catch(() => {});
