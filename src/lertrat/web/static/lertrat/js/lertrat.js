// What every page may use. Each part looks for its own marks and leaves a page without them alone; without script
// everything still works, only less comfortably.

import { person, say } from "./common.js";
import "./countdown.js";

if (person()) import("./signed-in.js");

// The error summary takes the focus, so that a screen reader and the keyboard start there.
document.querySelector("[data-errors]")?.focus();

// A button that was pressed once does not send twice; the server would refuse the second, this spares the question.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || form.hasAttribute("data-many")) return;
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

// Menu: Escape closes it and gives the focus back.
document.querySelectorAll("details[data-menu]").forEach((menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
});

// Appearance: as the machine wishes, light or dark.
const themes = document.querySelector("[data-theme-switch]");
if (themes) {
  const buttons = [...themes.querySelectorAll("[data-theme-set]")];
  const show = () => {
    const now = document.documentElement.dataset.theme || "";
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeSet === now)));
  };
  themes.hidden = false;
  themes.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    const choice = button.dataset.themeSet;
    if (choice) document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
    try {
      if (choice) localStorage.setItem("lertrat-theme", choice);
      else localStorage.removeItem("lertrat-theme");
    } catch (error) {
      // The choice then holds for this page.
    }
    show();
  });
  show();
}

// Copy: the text beside the button.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const text = button.parentElement.querySelector("[data-copy-text]").textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = say("คัดลอกแล้ว", "Copied");
    } catch (error) {
      button.textContent = say("คัดลอกไม่ได้ โปรดเลือกข้อความเอง", "Could not copy; please select the text");
    }
    setTimeout(() => (button.textContent = words), 4000);
  });
});

// Counter: Thai words by the browser's own segmenter. Soft: it never stops anybody from typing.
const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter("th", { granularity: "word" }) : null;
export function countWords(text) {
  if (!segmenter) return Math.round(text.replace(/\s+/g, "").length / 5);
  let count = 0;
  for (const piece of segmenter.segment(text)) if (piece.isWordLike) count += 1;
  return count;
}
document.querySelectorAll("[data-count-for]").forEach((line) => {
  const box = document.getElementById(line.dataset.countFor);
  if (!box) return;
  const limit = Number(box.dataset.words);
  let waiting = 0;
  const show = () => {
    const used = countWords(box.value);
    const left = limit - used;
    line.classList.toggle("counter--over", left < 0);
    line.textContent =
      left >= 0
        ? say(`ประมาณ ${used} คำ เหลืออีก ${left} คำ จาก ${limit} คำ`, `About ${used} words, ${left} left of ${limit}`)
        : say(`ประมาณ ${used} คำ เกินมา ${-left} คำ จาก ${limit} คำ`, `About ${used} words, ${-left} more than ${limit}`);
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  });
  show();
});

// Links and back button: a fragment brought by htmx that asks to be read gets the focus.
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.("[data-focus]")?.focus();
});
