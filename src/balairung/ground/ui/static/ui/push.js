// A browser asks to be told by itself when there is news. Where browsers cannot, the button is not there.
"use strict";

(() => {
  const form = document.querySelector("[data-push]");
  if (!form || !("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
  const { push: key, worker, about } = form.dataset, mark = about && `kabar:${about}`;
  const button = (step) => form.querySelector(`button[value=${step}]`);
  const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const same = (one, other) => one?.byteLength === other.length && new Uint8Array(one).every((octet, at) => octet === other[at]);

  function show() {
    const told = Boolean(mark && localStorage.getItem(mark)) && Notification.permission === "granted";
    const say = Notification.permission === "denied" ? "refused" : told ? "told" : "ask";
    for (const line of form.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== say;
    button("ikut").hidden = told || say === "refused";
    button("henti").hidden = !told;
    form.hidden = false;
  }

  async function subscription() {
    if (await Notification.requestPermission() !== "granted") throw new Error("refused");
    await navigator.serviceWorker.register(worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const found = await pushManager.getSubscription(), wanted = octets(key);
    if (found && same(found.options.applicationServerKey, wanted)) return found;
    await found?.unsubscribe(); // it knows another house's key
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
  }

  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (form.elements.subscription.value) return; // on its way
    event.preventDefault();
    try {
      form.elements.subscription.value = JSON.stringify(await subscription());
      if (mark && submitter.value === "ikut") localStorage.setItem(mark, "1");
      else if (mark) localStorage.removeItem(mark);
      form.requestSubmit(submitter);
    } catch {
      show();
      form.querySelector("[data-say=ask]").hidden = true;
      form.querySelector("[data-say=refused]").hidden = false;
    }
  });
  window.addEventListener("pageshow", () => { form.elements.subscription.value = ""; });
  show();
})();
