// The page "งานที่ยังไม่ได้ส่งขึ้นระบบ": what waits on this device, by application, with the way back to each question.

import { again } from "./again.js";
import { button, element, say } from "./common.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const place = document.querySelector("[data-unsent]");
const line = document.querySelector("[data-saved]");
if (new URLSearchParams(location.search).has("offline")) document.querySelector("[data-offline-page]").hidden = false;

const STATES = {
  conflict: () => say("มีผู้อื่นแก้ข้อเดียวกัน รอท่านเลือกฉบับ", "Somebody else changed it; waits for your choice"),
  refused: () => say("ระบบยังรับไม่ได้ โปรดเปิดแก้", "Not accepted yet; please look at it"),
};
const day = new Intl.DateTimeFormat(say("th-TH", "en-GB"), { day: "numeric", month: "short", year: "numeric", timeZone: "Asia/Bangkok" });
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" });
const when = (at) => `${day.format(at)} ${say(`${hour.format(at).replace(":", ".")} น.`, hour.format(at))}`;

function show() {
  const held = store.unsent();
  const forms = store.otherForms().map(store.read).filter((one) => one?.path);
  if (!held.length && !forms.length) {
    place.replaceChildren(element("p", { class: "lede" }, place.dataset.empty));
    return;
  }
  const rows = held.map((one) => {
    const words = one.values.filter(Boolean).join(" ");
    const says = one.says || STATES[one.state]?.() || say("รอส่ง", "Waiting");
    return element("li", {}, element("div", {}, element("a", { href: one.page || "/apply/" }, one.label || one.name), element("p", { class: "small" }, words.length > 160 ? `${words.slice(0, 160)}…` : words),
      element("p", { class: "small soft" }, `${one.title ? `${one.title} · ` : ""}${say("พิมพ์เมื่อ", "written")} ${when(one.at)} · ${says}`)));
  });
  // A title or a comment is only sent by its button: the way back to it.
  const typed = forms.map((one) => element("li", {}, element("div", {}, element("a", { href: one.path }, say("แบบฟอร์มที่พิมพ์ค้างไว้", "A form you were filling in")),
    element("p", { class: "small" }, one.values.map(([, value]) => value).filter((value) => typeof value === "string" && value).join(" ").slice(0, 160)))));
  const now = held.length ? [element("div", { class: "actions" }, button(say("ส่งขึ้นระบบเดี๋ยวนี้", "Send now"), send, "button"))] : [];
  place.replaceChildren(element("ul", { class: "tasks" }, ...rows, ...typed), ...now);
}

async function send() {
  line.dataset.state = "saving";
  line.textContent = say("กำลังส่ง", "Sending");
  const outcome = await outbox.resume();
  const words = {
    clear: say("ส่งครบแล้ว", "All sent"),
    waits: say("ส่งแล้ว เหลือข้อที่รอท่านเลือกหรือแก้", "Sent; some wait for you"),
    unreachable: say("ติดต่อระบบไม่ได้ ระบบจะส่งให้เองเมื่อติดต่อได้", "The server cannot be reached; it will be sent by itself."),
  };
  line.dataset.state = outcome === "clear" ? "saved" : "failed";
  line.textContent = words[outcome] || "";
  show();
  if ((outcome === "expired" || outcome === "other") && (await again())) send();
}

outbox.listen(show);
window.addEventListener("storage", show);
show();
