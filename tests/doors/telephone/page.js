"use strict";

const find = (id) => document.getElementById(id);
const chosen = { tab: location.hash.slice(1), who: {} };
const seen = {};
let drawn = "";
let shown = 0;
let spoken = "";

const STATES = { sent: "terkirim", delivered: "sampai", read: "dibaca", failed: "gagal" };
const CALLS = { ringing: "Telepon berdering …", "in-progress": "Tersambung", completed: "Selesai", busy: "Ditolak", "no-answer": "Tidak diangkat" };
const KINDS = { image: "Foto", audio: "Pesan suara", video: "Film", document: "Berkas", location: "Lokasi" };

function make(name, classes, text) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  return node;
}

function query() {
  return new URLSearchParams({ tab: chosen.tab, who: chosen.who[chosen.tab] || "" });
}

function say(text, bad = false) {
  find("state").textContent = text;
  find("state").classList.toggle("bad", bad);
}

async function send(what, body) {
  try {
    const answer = await fetch(`${what}?${query()}`, { method: "POST", body, headers: { "X-Telepon": "1" } });
    const { status } = await answer.json();
    if (status === 503) say("Balairung belum tersambung. Jalankan make run dan tunggu sampai siap.", true);
    else if (status >= 400) say(`Balairung menolak panggilan ini (${status}).`, true);
    else say("");
  } catch {
    say("Telepon peraga sudah dimatikan.", true);
  }
  await look();
}

function drawTabs(state) {
  find("tabs").replaceChildren(...state.tabs.map((tab) => {
    const button = make("button", tab.count > (seen[tab.key] ?? 0) && tab.key !== state.tab ? "new" : "", tab.label);
    button.type = "button";
    button.setAttribute("aria-current", String(tab.key === state.tab));
    button.addEventListener("click", () => { chosen.tab = tab.key; location.hash = tab.key; drawn = ""; look(); });
    return button;
  }));
}

function drawPeople(state) {
  find("who").replaceChildren(...state.people.map((one) => {
    const option = make("option", "", one.address === "semua" ? one.name : `${one.name} · ${one.address}`);
    option.value = one.address;
    option.selected = one.address === state.who;
    return option;
  }));
}

function rich(text) {
  // *bold* as chats write it, and links that can be pressed
  const line = make("p", "text");
  for (const part of text.split(/(https?:\/\/[^\s]+|\*[^*\n]+\*)/)) {
    if (/^https?:/.test(part)) {
      const link = make("a", "", part);
      link.href = part;
      link.target = "_blank";
      link.rel = "noopener";
      line.append(link);
    } else line.append(/^\*[^*]+\*$/.test(part) ? make("strong", "", part.slice(1, -1)) : part);
  }
  return line;
}

function drawBubble(bubble, latest, state) {
  const item = make("div", `bubble ${bubble.ours ? "" : "mine"} ${latest ? "" : "old"} ${bubble.kind === "call" ? `call ${bubble.state}` : ""}`);
  const box = make("div", "box");
  if (state.who === "semua") box.append(make("p", "to", bubble.ours ? `kepada ${bubble.address}` : `dari ${bubble.address}`));
  if (bubble.subject) box.append(make("p", "subject", bubble.subject));
  if (KINDS[bubble.kind] && !bubble.ours) box.append(make("p", "kind", KINDS[bubble.kind]));
  if (bubble.kind === "push") box.append(make("p", "kind", "Kabar di layar"));
  if (bubble.kind === "template") box.append(make("p", "kind", "Pola pesan"));
  if (bubble.kind === "call") box.append(make("p", "kind", CALLS[bubble.state] || bubble.state));
  if (bubble.text) box.append(rich(bubble.text));
  const time = new Date(bubble.at * 1000).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const word = bubble.ours && bubble.kind !== "call" ? STATES[bubble.state] || "" : "";
  box.append(make("p", "meta", [time, word].filter(Boolean).join(" · ")));
  item.append(box);
  if (bubble.ours && (bubble.choices.length || bubble.asks_place)) item.append(drawChoices(bubble, state));
  return item;
}

function readAloud(bubbles) {
  // the browser's own voice, where it has one for Indonesian; the words stand on the page all the same
  const call = bubbles.findLast((one) => one.kind === "call" && one.state === "in-progress");
  const words = call ? call.number + call.text : "";
  if (words === spoken) return;
  spoken = words;
  window.speechSynthesis?.cancel();
  const voice = window.speechSynthesis?.getVoices().find((one) => one.lang.startsWith("id"));
  if (!call || !voice) return;
  const said = new SpeechSynthesisUtterance(call.text);
  said.voice = voice;
  said.lang = "id-ID";
  window.speechSynthesis.speak(said);
}

function drawChoices(bubble, state) {
  const row = make("div", "choices");
  const add = (label, press) => {
    const button = make("button", "", label);
    button.type = "button";
    button.disabled = state.who === "semua";
    button.addEventListener("click", press);
    row.append(button);
  };
  if (bubble.asks_place) add("Kirim lokasi", askPlace);
  for (const [key, label] of bubble.choices) add(label, () => send("press", key));
  return row;
}

function drawTalk(state) {
  const last = state.bubbles.map((one) => one.ours).lastIndexOf(true);
  const talk = find("talk");
  const below = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  talk.replaceChildren(...state.bubbles.map((one, place) => drawBubble(one, place >= last, state)));
  if (!state.bubbles.length) talk.append(make("p", "empty", state.hint ? "Belum ada pesan. Sapa Balairung, atau tulis langsung laporan Anda." : "Belum ada panggilan. Telepon ini berdering bila Balairung memanggil pejabat."));
  if (state.bubbles.length > shown) talk.lastElementChild.classList.add("fresh");
  if (below || state.bubbles.length !== shown) talk.scrollTop = talk.scrollHeight;
  shown = state.bubbles.length;
}

function draw(state) {
  chosen.tab = state.tab;
  chosen.who[state.tab] = state.who;
  seen[state.tab] = state.tabs.find((tab) => tab.key === state.tab).count;
  document.body.dataset.tab = state.tab;
  drawTabs(state);
  drawPeople(state);
  drawTalk(state);
  readAloud(state.bubbles);
  const mute = state.who === "semua" || !state.hint;
  find("words").placeholder = state.hint;
  find("write").hidden = mute;
  for (const button of find("more").children) button.hidden = !state.can.includes(button.dataset.send);
  if (state.house) find("house").href = `${state.house}/kerja/`;
  find("spots").replaceChildren(...Object.entries(state.places).map(([name, point]) => {
    const button = make("button", "", name);
    button.value = point.join(",");
    return button;
  }));
}

async function look() {
  let text;
  try {
    text = await (await fetch(`state?${query()}`)).text();
  } catch {
    say("Telepon peraga sudah dimatikan.", true);
    return;
  }
  if (text !== drawn && !document.activeElement?.matches("#who")) {
    const focused = document.activeElement?.closest("#tabs, #talk")?.id;
    drawn = text;
    draw(JSON.parse(text));
    if (focused && document.activeElement === document.body) find(focused).querySelector("[aria-current=true], button")?.focus({ preventScroll: true });
  }
}

function askPlace() {
  find("places").returnValue = "";
  find("places").showModal();
}

find("places").addEventListener("close", () => { if (find("places").returnValue) send("place", find("places").returnValue); });
find("who").addEventListener("change", (event) => {
  chosen.who[chosen.tab] = event.target.value;
  drawn = "";
  event.target.blur();
  look();
});
find("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = find("words").value.trim();
  if (words) send("say", words);
  find("words").value = "";
  find("words").focus();
});
find("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    find("write").requestSubmit();
  }
});
for (const button of find("more").children) {
  button.addEventListener("click", () => (button.dataset.send === "place" ? askPlace() : send(button.dataset.send)));
}
for (const button of find("days").children) {
  button.addEventListener("click", () => { send("day", button.dataset.day).then(() => say(`Pesan berikutnya: ${button.textContent}.`)); });
}
find("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) send(file.type.startsWith("audio/") ? "voice" : "photo", file);
  event.target.value = "";
});
look();
setInterval(look, 1000);
