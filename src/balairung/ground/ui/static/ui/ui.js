// What makes the pages quicker for those who have scripts. Every page works without this file.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const number = new Intl.NumberFormat(document.documentElement.lang || "id");

  // How many letters are left in a text: counted by the label that the server wrote below it.
  function count(area) {
    const label = document.querySelector(`[data-counter="${CSS.escape(area.id)}"]`);
    if (!label) return;
    const left = area.maxLength - area.value.replace(/\n/g, "\r\n").length;
    const words = left < 0 ? label.dataset.over : label.dataset.left;
    label.textContent = words.replace("%s", number.format(Math.abs(left)));
    label.classList.toggle("is-over", left < 0);
  }

  // Chosen files, by name, weight and picture, before they are sent. A canvas needs no permission for blob addresses.
  function weight(bytes) {
    return bytes < 1e6 ? `${number.format(Math.ceil(bytes / 1000))} kB` : `${number.format(Math.round(bytes / 1e5) / 10)} MB`;
  }
  async function thumbnail(file) {
    const picture = await createImageBitmap(file, { resizeWidth: 144, resizeQuality: "medium" });
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    canvas.setAttribute("aria-hidden", "true");
    picture.close();
    return canvas;
  }
  function preview(input) {
    let list = input.nextElementSibling;
    if (!list || !list.classList.contains("previews")) {
      list = document.createElement("ul");
      list.className = "previews";
      list.setAttribute("aria-live", "polite");
      input.after(list);
    }
    list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} (${weight(file.size)})`;
      if (file.type.startsWith("image/")) thumbnail(file).then((canvas) => item.prepend(canvas), () => {});
      return item;
    }));
  }

  // A select that narrows another, as district does village: by its groups, or by values that begin with the chosen value.
  function narrows(select) {
    const target = document.getElementById(select.dataset.narrows);
    if (!target) return;
    const parts = [...target.children];
    const belongs = (part) => {
      if (part.tagName === "OPTGROUP") return part.label === select.selectedOptions[0].text;
      return !part.value || part.value.startsWith(select.value);
    };
    const narrow = () => {
      const chosen = target.value;
      target.replaceChildren(...parts.filter((part) => !select.value || belongs(part)));
      target.value = chosen || select.value; // a list that knows the whole district offers it first
      if (target.selectedIndex < 0) target.selectedIndex = 0;
    };
    select.addEventListener("change", narrow);
    narrow();
  }

  const clicks = {
    print: () => window.print(),
    copy: async (button) => {
      await navigator.clipboard.writeText(button.dataset.copy);
      if (button.dataset.copied) button.lastElementChild.textContent = button.dataset.copied;
    },
  };
  document.addEventListener("click", (event) => {
    for (const [name, act] of Object.entries(clicks)) {
      const button = event.target.closest(`[data-${name}]`);
      if (button) act(button);
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target.maxLength > 0) count(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type === "file") preview(event.target);
  });
  // A second press while the first is on its way sends nothing twice. On a line that died one may press again soon.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "1";
    setTimeout(() => delete form.dataset.sending, 5000);
  });

  function begin(root) {
    all("textarea[maxlength]", root).forEach(count);
    all("select[data-narrows]", root).forEach(narrows);
    all("[data-print][hidden], [data-copy][hidden], [data-scripted][hidden]", root).forEach((one) => { one.hidden = false; });
    all(".heat .scroll", root).forEach((strip) => { strip.scrollLeft = strip.scrollWidth; });
  }
  // Something written without a signal is still on this telephone: see offline.js, which tells it where it is at work.
  function onDevice() {
    const told = document.querySelector("[data-on-device]");
    if (told && !document.querySelector("[data-keeper], [data-shelf-list]")) told.hidden = !localStorage.getItem("simpanan");
  }
  begin(document);
  onDevice();
  document.addEventListener("htmx:load", (event) => begin(event.target));
})();
