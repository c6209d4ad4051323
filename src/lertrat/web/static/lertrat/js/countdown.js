// Countdown: by the server's clock. The device's clock only measures how long ago the server told its own.
//
// <span data-countdown data-closes="ISO" data-now="ISO"><span data-words></span></span>; sync() sets all of them by what the server
// says now, and the page then tells when that was. Read out at set times only, never every second.

import { element, say } from "./common.js";

const MARKS = [86400, 3600, 900, 300, 60];
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" });

export function sync({ server_time: now, closes_at: closes }) {
  if (!now || !closes) return;
  const at = clock.format(Date.parse(now)).replace(":", ".");
  for (const one of shown) one(Date.parse(closes), Date.parse(now), say(`เวลาระบบ ${at} น.`, `server time ${at}`));
}

const part = (count, th, en) => (count ? say(`${count} ${th}`, `${count} ${en}${count === 1 ? "" : "s"}`) : "");

function words(seconds) {
  if (seconds <= 0) return say("ปิดแล้ว", "closed");
  const minutes = Math.floor(seconds / 60);
  if (!minutes) return say("เหลือเวลาไม่ถึง 1 นาที", "less than a minute left");
  const days = Math.floor(minutes / 1440);
  const parts = [part(days, "วัน", "day"), part(Math.floor(minutes / 60) % 24, "ชั่วโมง", "hour")];
  if (!days) parts.push(part(minutes % 60, "นาที", "minute"));
  const joint = parts.filter(Boolean).join(" ");
  return say(`เหลือเวลาอีก ${joint}`, `${joint} left`);
}

function start(place) {
  let closes = Date.parse(place.dataset.closes);
  let now = Date.parse(place.dataset.now);
  let told = performance.now();
  let timer = 0;
  const target = place.querySelector("[data-words]");
  const live = element("span", { class: "vh", "aria-live": "polite" });
  const checked = element("span", { class: "small soft" });
  place.append(live, checked);
  const left = () => (closes - now - (performance.now() - told)) / 1000;
  let before = left();
  const tick = () => {
    const rest = left();
    target.textContent = words(rest);
    place.classList.toggle("countdown--close", rest < 3 * 86400);
    if (MARKS.some((mark) => before > mark && rest <= mark) || (before > 0 && rest <= 0)) live.textContent = words(rest);
    before = rest;
    if (rest > -60) timer = setTimeout(tick, rest < 120 ? 1000 : 15000);
  };
  tick();
  return (newCloses, newNow, says) => {
    if (newCloses !== closes) before = Infinity; // the closing time was moved: said at once
    [closes, now, told] = [newCloses, newNow, performance.now()];
    checked.textContent = says;
    clearTimeout(timer);
    tick();
  };
}

const shown = [...document.querySelectorAll("[data-countdown]")].map(start);
