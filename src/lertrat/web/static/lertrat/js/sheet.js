// A score sheet that saves itself: the whole sheet to the device at once, to the server when the pen rests.
//
// <form data-sheet> posts to its `action`; its hidden field `revision` says which sheet it was made from; one
// <p data-saved aria-live="polite"> tells how it stands, [data-total] and [data-scored] take the server's sums.
// Answers: 200 {"revision", "says", "total", "scored", "problem"?}, 409 {"says"}, 4xx {"says"}; anything else: the session ended.

import { person, token } from "./common.js";

const REST = 1500;
const form = document.querySelector("form[data-sheet]");
if (form) start();

function start() {
  const line = form.querySelector("[data-saved]");
  const revision = form.elements.revision;
  const key = `lertrat-sheet:${person()}:${form.action}`; // another person on this computer never sees it
  let dirty = false;
  let sending = false;
  let stopped = false;
  let timer = 0;
  let pause = 2000;

  const tell = (state, words) => {
    line.dataset.state = state;
    line.textContent = words;
  };
  const read = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "revision"].includes(name));
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(read()));
    } catch (error) {
      // A full or forbidden store: the server's copy is the only one.
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch (error) {
      // Nothing was kept.
    }
  };
  const held = () => {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch (error) {
      return null;
    }
  };

  form.addEventListener("input", () => {
    dirty = true;
    keep();
    if (stopped) return;
    tell("device", "เก็บไว้ในเครื่องนี้แล้ว กำลังจะบันทึก");
    clearTimeout(timer);
    timer = setTimeout(send, REST);
  });
  form.addEventListener("focusout", () => dirty && send());
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
  window.addEventListener("online", () => dirty && send());

  async function send() {
    if (sending || stopped || !dirty) return;
    clearTimeout(timer);
    sending = true;
    dirty = false;
    tell("saving", "กำลังบันทึก");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json", "X-CSRFToken": token(), "X-Lertrat-Person": person() },
        redirect: "manual",
      });
      const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (answer.ok && json) {
        revision.value = json.revision;
        for (const [name, words] of [["total", json.total], ["scored", json.scored]]) {
          document.querySelectorAll(`[data-${name}]`).forEach((place) => (place.textContent = words));
        }
        if (!dirty && !json.problem) forget();
        pause = 2000;
        tell(json.problem ? "failed" : "saved", json.says);
      } else if (answer.status === 409 && json) {
        stopped = true;
        dirty = true;
        tell("conflict", json.says);
        const both = document.createElement("button");
        both.className = "linklike";
        both.textContent = "เปรียบเทียบทั้งสองฉบับ";
        line.append(" ", both);
      } else {
        dirty = true;
        tell("failed", json ? json.says : "ยังไม่ได้บันทึกที่ระบบ การเข้าสู่ระบบอาจหมดเวลา แบบให้คะแนนยังอยู่ในเครื่องนี้ โปรดเข้าสู่ระบบใหม่ในแท็บอื่นแล้วทำต่อ");
        if (!json) timer = setTimeout(send, 30000);
      }
    } catch (error) {
      dirty = true;
      tell("failed", "ติดต่อระบบไม่ได้ แบบให้คะแนนยังอยู่ในเครื่องนี้ ระบบจะลองบันทึกใหม่เอง");
      timer = setTimeout(send, pause);
      pause = Math.min(pause * 2, 60000);
    }
    sending = false;
    if (dirty && !stopped && pause === 2000 && line.dataset.state === "saved") send();
  }

  // What this device still holds from an earlier visit and the server never had: offered, never put in by itself.
  const left = held();
  if (left && JSON.stringify(left) !== JSON.stringify(read())) {
    const offer = document.createElement("button");
    offer.type = "button";
    offer.className = "linklike";
    offer.textContent = "นำแบบให้คะแนนที่ค้างอยู่ในเครื่องนี้กลับมา";
    offer.addEventListener("click", () => {
      for (const [name, value] of left) if (form.elements[name]) form.elements[name].value = value;
      offer.remove();
      form.querySelectorAll("[data-score] input").forEach((box) => box.dispatchEvent(new Event("input", { bubbles: true })));
    });
    line.after(offer);
  } else if (left) forget();
}
