// The service worker. The server writes one line above this: SHELL, what is kept and where things are.
// It keeps the pages on which one can write without a signal, and nothing that is about anybody.
"use strict";

importScripts(SHELL.script);
const NAME = `balairung-${SHELL.version}`;
const PAGES = [SHELL.form, SHELL.shelf];
const PATIENCE = 10_000, DAY = 86_400_000;
const asStranger = (url) => new Request(url, { credentials: "omit", cache: "reload" }); // nobody's name is on these pages

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await Promise.all([cache.addAll(SHELL.files), cache.addAll(PAGES.map(asStranger))]);
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

async function page(request) {
  const writing = new URL(request.url).pathname === SHELL.send;
  try {
    if (!writing) return await fetch(request);
    return await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, PATIENCE))]);
  } catch {
    return (await kept(writing ? SHELL.form : SHELL.shelf)) || Response.error();
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

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(page(request));
    event.waitUntil(Promise.all([self.shelf.sendAll(SHELL), renew()]).catch(() => {}));
  } else if (request.mode === "navigate" && url.pathname.startsWith(SHELL.send)) {
    event.respondWith(sending(request));
  } else if (request.method === "GET" && SHELL.files.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((found) => found || fetch(request)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "kirim") event.waitUntil(self.shelf.sendAll(SHELL));
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
