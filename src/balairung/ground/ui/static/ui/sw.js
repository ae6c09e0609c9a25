// The service worker. The server writes one line above this: SHELL, what is kept and where things are.
// It keeps the pages on which one can write without a signal, and nothing that is about anybody. The pages of officers
// (a check on the spot, the card of an innovation) are kept only where one opened them.
"use strict";

importScripts(SHELL.script, SHELL.field.script);
const NAME = `balairung-${SHELL.version}`;
const PAGES = [SHELL.form, SHELL.shelf, SHELL.proof];
const DESKS = { lapangan: [self.field, SHELL.field], inovasi: [self.cards, SHELL.card] }; // by the word that asks for it
const KEPT = new Set([...SHELL.files, ...SHELL.field.files, ...SHELL.card.files]);
const PATIENCE = 10_000, DAY = 86_400_000;
const asStranger = (url) => new Request(url, { credentials: "omit", cache: "reload" }); // nobody's name is on these pages

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await Promise.all([cache.addAll(SHELL.files), cache.addAll(PAGES.map(asStranger))]);
    for (const [, desk] of Object.values(DESKS)) if (await caches.match(desk.page, { ignoreVary: true })) await keep(desk); // an older worker kept it
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("balairung-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});

const kept = async (url) => (await caches.open(NAME)).match(url, { ignoreVary: true });

// The form is the same for everyone, and old lists of places are worse than none: fetched anew once a day.
async function renew() {
  const form = await kept(SHELL.form);
  if (form && Date.now() - new Date(form.headers.get("date") || 0) < DAY) return;
  const cache = await caches.open(NAME);
  await cache.addAll(PAGES.map(asStranger));
}

// The page of a desk, with all offices and items, as nobody's, and what it is made of.
async function keep(desk) {
  const cache = await caches.open(NAME);
  await Promise.all([cache.addAll(desk.files), cache.add(asStranger(desk.page))]);
}
const deskAt = (path) => Object.values(DESKS).find(([, desk]) => desk.page === path)?.[1];
const sendAll = () => Promise.all([self.shelf.sendAll(SHELL), ...Object.values(DESKS).map(([box, desk]) => box.sendAll(desk))]);

async function page(request) {
  const { pathname } = new URL(request.url);
  const writing = pathname === SHELL.send, below = pathname.startsWith(SHELL.proof) ? SHELL.proof : SHELL.shelf;
  const instead = deskAt(pathname)?.page || below;
  try {
    if (!writing) return await fetch(request);
    return await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, PATIENCE))]);
  } catch {
    return (await kept(writing ? SHELL.form : instead)) || (await kept(SHELL.shelf)) || Response.error();
  }
}

// A form that was cut off on its way: what it held is on the shelf already.
async function sending(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(new URL(`${SHELL.shelf}?putus=1`, self.location).href, 303);
  }
}

// Whoever signs out takes the keys of what they sealed along, signal or not.
async function leaving(request) {
  for (const [box] of Object.values(DESKS)) await box.lock().catch(() => {});
  return sending(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(page(request));
    const desk = deskAt(url.pathname);
    event.waitUntil(Promise.all([sendAll(), renew(), desk && keep(desk)]).catch(() => {}));
  } else if (request.mode === "navigate" && url.pathname === SHELL.leave) {
    event.respondWith(leaving(request));
  } else if (request.mode === "navigate" && url.pathname.startsWith(SHELL.send)) {
    event.respondWith(sending(request));
  } else if (request.method === "GET" && KEPT.has(url.pathname)) {
    event.respondWith(kept(url.pathname).then((found) => found || fetch(request)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "kirim") event.waitUntil(sendAll());
});

self.addEventListener("message", (event) => {
  const [, desk] = DESKS[event.data] || [];
  if (desk) event.waitUntil(keep(desk).then(() => event.source.postMessage(event.data)).catch(() => {}));
});

// News that the browser's maker brought: one line, and the page that it is about.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // A line has to be shown in any case.
  }
  const { title = "Balairung", url = "/" } = told;
  event.waitUntil(self.registration.showNotification(title, { tag: url, icon: SHELL.icon, badge: SHELL.icon, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const asked = new URL(event.notification.data?.url || "/", self.location);
  const url = asked.origin === self.location.origin ? asked.href : self.location.origin;
  event.waitUntil((async () => {
    const open = (await self.clients.matchAll({ type: "window" })).find((one) => one.url === url);
    return open ? open.focus() : self.clients.openWindow(url);
  })());
});
