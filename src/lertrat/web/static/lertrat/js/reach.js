// Talking to the server, and saying so when it is slow or cannot be reached: what is safe, what waits, what not to do.
//
// ask(url, {method, body}) never throws: {ok, status, json, expired, other, unreachable}. `expired`: nobody is signed in any
// more; `other`: somebody else is; `unreachable`: no answer, or an answer that is no answer (a proxy's page, an error of the server).

import { element, person, say, token } from "./common.js";
import { waiting } from "./store.js";

const SLOW = 4000;
const LIMIT = 25000;
let heard = performance.now(); // the page itself has just come from the server
let served = document.body.dataset.kept === undefined;
let slow = 0;

export const sinceHeard = () => performance.now() - heard;
export const reachable = () => served && navigator.onLine;

const words = element("p", { role: "status" });
const banner = element("aside", { class: "strip strip--warn", hidden: true, "aria-label": say("การติดต่อกับระบบ", "Connection") }, element("div", { class: "wrap" }, words));
document.querySelector("main")?.before(banner);

function show(text) {
  if (words.textContent === text) return;
  banner.hidden = !text;
  words.textContent = text;
}

export function tellState() {
  const held = waiting().length;
  const kept = held ? say(`สิ่งที่พิมพ์ ${held} ข้อเก็บไว้ในเครื่องนี้แล้วและจะส่งให้เองเมื่อติดต่อได้ `, `${held} answers are kept on this device and will be sent by themselves. `) : "";
  if (!reachable()) {
    show(say("ติดต่อระบบไม่ได้ในขณะนี้ ", "The service cannot be reached right now. ") + kept +
      say("พิมพ์ต่อหรือปิดหน้านี้ได้โดยข้อความไม่หาย แต่ยังแนบไฟล์และส่งใบสมัครไม่ได้", "You can go on writing or close this page without losing a word; files and submitting have to wait."));
  } else if (slow >= 2) {
    show(say("ระบบตอบช้ากว่าปกติ ข้อที่ขึ้นว่าบันทึกแล้วปลอดภัย ไม่ต้องกดซ้ำ ", "The service is slower than usual. What says “saved” is safe; there is no need to press twice. ") + kept);
  } else show("");
}

function note(took, answered, gone = false) {
  // What the server said after the session ended speaks for the line, not for the session.
  heard = gone ? -Infinity : answered ? performance.now() : heard;
  served = answered;
  slow = took > SLOW ? slow + 1 : answered && took < SLOW / 2 ? 0 : slow;
  tellState();
}

export async function ask(url, { method = "GET", body, keepalive = false, limit = LIMIT } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = token();
  if (person()) headers["X-Lertrat-Person"] = person();
  const began = performance.now();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit);
  // Said while one waits, not only afterwards: an hour before closing the wait is what people see.
  const late = setTimeout(() => ((slow = Math.max(slow, 2)), tellState()), SLOW);
  try {
    const answer = await fetch(url, { method, body, headers, keepalive, redirect: "manual", signal: stop.signal });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    const json = isJson ? await answer.json() : null;
    const gone = answer.type === "opaqueredirect" || (answer.status === 401 && json?.code !== "other-person") || (answer.status === 403 && !json);
    const failed = answer.status >= 500 || answer.status === 429 || (answer.ok && !json && !gone && answer.status !== 204);
    note(performance.now() - began, answer.status < 500, gone || answer.status === 401);
    return { ok: answer.ok && !failed, status: answer.status, json, expired: gone, other: json?.code === "other-person", unreachable: failed };
  } catch (error) {
    note(performance.now() - began, false);
    return { ok: false, status: 0, json: null, expired: false, other: false, unreachable: true };
  } finally {
    clearTimeout(timer);
    clearTimeout(late);
  }
}

window.addEventListener("offline", tellState);
window.addEventListener("online", () => {
  served = true;
  tellState();
});
