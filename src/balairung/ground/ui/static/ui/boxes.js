// Boxes drawn over a picture, by finger, mouse or keys. The numbers below it are the form; this only fills them in.
"use strict";

(() => {
  const form = document.querySelector("[data-boxes]");
  if (!form) return;
  const sheet = form.querySelector("svg");
  const rows = [...form.querySelectorAll(".box-row")].map((row) => ({ row, inputs: [...row.querySelectorAll("input")], rect: null }));
  const names = ["x", "y", "width", "height"];
  const between = (value, least, most) => Math.min(most, Math.max(least, value));

  sheet.replaceChildren();
  for (const one of rows) {
    one.row.hidden = !one.row.querySelector(".error"); // numbers stand below once there is a box
    draw(one);
  }
  form.querySelector("[data-add]").addEventListener("click", () => fill(free(), [35, 35, 30, 30])?.rect.focus());

  sheet.addEventListener("pointerdown", (event) => {
    const [left, top] = place(event);
    const held = rows.find((one) => one.rect === event.target);
    const one = held || free();
    if (!one || event.button) return;
    const [x, y, width, height] = held ? numbers(held) : [left, top, 0, 0];
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    const move = (next) => {
      const [right, bottom] = place(next);
      if (held) fill(one, [between(x + right - left, 0, 100 - width), between(y + bottom - top, 0, 100 - height), width, height]);
      else fill(one, [Math.min(left, right), Math.min(top, bottom), Math.abs(right - left), Math.abs(bottom - top)]);
    };
    const end = () => {
      sheet.removeEventListener("pointermove", move);
      if (!held && one.rect && numbers(one).slice(2).some((side) => side < 0.5)) drop(one); // a tap is no box
      one.rect?.focus();
    };
    sheet.addEventListener("pointermove", move);
    sheet.addEventListener("pointerup", end, { once: true });
    sheet.addEventListener("pointercancel", end, { once: true });
  });

  sheet.addEventListener("keydown", (event) => {
    const one = rows.find(({ rect }) => rect === event.target);
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!one || (!step && event.key !== "Delete" && event.key !== "Backspace")) return;
    event.preventDefault();
    if (!step) return drop(one);
    const [x, y, width, height] = numbers(one);
    if (event.shiftKey) fill(one, [x, y, between(width + step[0], 1, 100 - x), between(height + step[1], 1, 100 - y)]);
    else fill(one, [between(x + step[0], 0, 100 - width), between(y + step[1], 0, 100 - height), width, height]);
  });

  form.addEventListener("input", (event) => {
    const one = rows.find(({ inputs }) => inputs.includes(event.target));
    if (one) draw(one);
  });

  function place(event) {
    const frame = sheet.getBoundingClientRect();
    return [between((100 * (event.clientX - frame.left)) / frame.width, 0, 100), between((100 * (event.clientY - frame.top)) / frame.height, 0, 100)];
  }

  function numbers(one) {
    return one.inputs.map((input) => Number.parseFloat(input.value));
  }

  function free() {
    return rows.find((one) => !one.rect);
  }

  function fill(one, values) {
    if (!one) return null;
    one.inputs.forEach((input, at) => { input.value = values[at].toFixed(1); });
    draw(one);
    return one;
  }

  function drop(one) {
    one.inputs.forEach((input) => { input.value = ""; });
    draw(one);
    one.row.hidden = true;
    sheet.querySelector("rect")?.focus();
  }

  function draw(one) {
    const values = numbers(one);
    if (values.some(Number.isNaN)) {
      one.rect?.remove();
      one.rect = null;
      return;
    }
    one.row.hidden = false;
    if (!one.rect) {
      one.rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      one.rect.setAttribute("tabindex", "0");
      one.rect.setAttribute("role", "img");
      sheet.append(one.rect);
    }
    names.forEach((name, at) => one.rect.setAttribute(name, values[at]));
    one.rect.setAttribute("aria-label", `${sheet.dataset.word} ${rows.indexOf(one) + 1}: ${values.join(", ")}`);
  }
})();
