// Saving while one writes: to the device within the keystroke, to the server when the pen rests.
//
// <form data-autosave="URL"> with fields that carry data-revision (a number), and one <p class="saved" data-saved
// aria-live="polite">. What is sent and answered stands in outbox.js. `data-onward` is the page the button do:next leads to.

import { again } from "./again.js";
import { pressAgain, renewToken, same, say, wait } from "./common.js";
import * as conflict from "./conflict.js";
import * as fields from "./fields.js";
import * as outbox from "./outbox.js";
import { ask, reachable, sinceHeard } from "./reach.js";
import * as store from "./store.js";

const REST = 1500;
const FRESH = 30000; // milliseconds within which the server's last answer still speaks for the session

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);

function start(form) {
  const url = form.dataset.autosave;
  const line = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  const anew = new Set();
  const mine = (entry) => entry.url === url && fields.group(form, entry.name).length > 0;
  let timer = 0;
  let leaving = false;

  const tell = (state, words) => {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = words;
  };

  const keep = (name, values, revision) => {
    const page = `${location.pathname}#q_${name}`;
    return outbox.put({ url, name, values, revision, page, label: fields.label(form, name), title: document.querySelector("h1")?.textContent || "" });
  };

  const changed = (field) => {
    if (!fields.counts(field)) return;
    const name = fields.question(field);
    const values = fields.read(form, name);
    const held = store.get(url, name);
    // A browser tells of a change once more when the field is left: what is already on its way is not kept again.
    if (held && same(held.values, values) && !anew.has(name)) return;
    if (held?.state === "conflict" && !anew.has(name)) {
      store.put({ ...held, values });
      return;
    }
    if (anew.delete(name)) {
      fields.setRevision(form, name, held.theirRevision);
      conflict.hide(form, name);
    }
    const kept = keep(name, values, fields.revision(form, name));
    if (kept) tell("device", say("เก็บไว้ในเครื่องนี้แล้ว กำลังจะบันทึก", "Kept on this device, about to be saved"));
    else tell("saving", say("เครื่องนี้เก็บสำเนาไว้ไม่ได้ กำลังบันทึกที่ระบบ", "This device cannot keep a copy; saving on the server"));
    clearTimeout(timer);
    timer = setTimeout(outbox.drain, REST);
  };
  form.addEventListener("input", (event) => event.detail !== "restored" && changed(event.target));
  form.addEventListener("change", (event) => changed(event.target));
  form.addEventListener("focusout", () => store.waiting(url).length && outbox.drain());

  // --- two answers that met ---
  const choose = (name, entry) => (which, values) => {
    if (which === "anew") {
      anew.add(name);
      return;
    }
    fields.setRevision(form, name, entry.theirRevision);
    fields.write(form, name, values);
    if (which === "theirs") {
      store.remove(url, name);
      tell("saved", say("ใช้คำตอบที่บันทึกอยู่ คำตอบของท่านไม่ได้บันทึก", "What is saved stays; your answer was not saved"));
    } else {
      keep(name, values, String(entry.theirRevision));
      outbox.drain();
    }
  };
  const meet = (entry) => {
    conflict.show(form, entry.name, { mine: entry.values, theirs: entry.theirs || [], by: entry.by }, choose(entry.name, entry));
    tell("conflict", entry.says || say("มีข้อที่สองคนแก้พร้อมกัน โปรดเลือกฉบับที่จะใช้", "Two people changed an answer; please choose"));
  };

  // --- what the outbox tells ---
  const heard = {
    saving: () => tell("saving", say("กำลังบันทึก", "Saving")),
    saved: (entry, answer) => {
      fields.setRevision(form, entry.name, answer.revision);
      if (answer.says && !answer.more) tell("saved", answer.says);
    },
    conflict: (entry, answer) => {
      const held = store.get(url, entry.name);
      if (answer.values) meet(held);
      else tell("conflict", answer.says || "");
    },
    refused: (entry, answer) =>
      tell("failed", answer.says || say("ระบบรับข้อนี้ไม่ได้ ข้อความยังอยู่ในเครื่องนี้ อาจยาวเกินไป", "The server could not take this answer, perhaps because it is too long. It is kept on this device.")),
    expired: () => {
      tell("failed", say("หมดเวลาเข้าสู่ระบบ ข้อความยังอยู่ในเครื่องนี้ เข้าสู่ระบบใหม่แล้วบันทึกต่อได้เลย", "Your session has ended. The text is kept on this device; sign in again and it is saved."));
      again().then((back) => back && outbox.resume());
    },
    other: (entry, answer) => {
      tell("failed", answer.says || say("เครื่องนี้เข้าสู่ระบบด้วยบัญชีอื่นอยู่ ข้อความยังอยู่ในเครื่องนี้", "Another account is signed in on this device. The text is kept here."));
      again().then((back) => back && outbox.resume());
    },
    unreachable: () =>
      tell("failed", say("ติดต่อระบบไม่ได้ ข้อความยังอยู่ในเครื่องนี้ ระบบจะบันทึกให้เองเมื่อติดต่อได้", "The server cannot be reached. The text is kept on this device and will be saved by itself.")),
  };
  outbox.listen(({ kind, entry, answer }) => mine(entry) && heard[kind]?.(entry, answer));
  window.addEventListener("storage", (event) => {
    // Another tab saved for us.
    const entry = store.isOurs(event.key) && event.newValue && JSON.parse(event.newValue);
    if (entry && entry.sent && mine(entry) && same(entry.values, fields.read(form, entry.name))) fields.setRevision(form, entry.name, entry.revision);
  });

  // --- what an earlier visit left on this device ---
  const asStored = !document.querySelector("[data-errors]"); // a page that came back with mistakes shows what is not saved
  for (const entry of store.all().filter(mine)) {
    const shown = fields.read(form, entry.name);
    const newer = Number(entry.revision) - Number(fields.revision(form, entry.name));
    const equal = same(shown, entry.values);
    if (entry.sent && newer <= 0) store.remove(url, entry.name);
    else if (entry.sent || (newer >= 0 && !equal)) {
      fields.write(form, entry.name, entry.values);
      fields.setRevision(form, entry.name, entry.revision);
      if (!entry.sent) tell("device", say("นำข้อความที่ค้างอยู่ในเครื่องนี้กลับมาแล้ว กำลังจะบันทึก", "Brought back what was kept on this device, about to be saved"));
    } else if (equal && asStored) store.remove(url, entry.name);
    else if (!equal && entry.sending && same(shown, entry.sending)) {
      // Its answer was lost with the tab: the page shows this writer's own older text.
      const own = fields.revision(form, entry.name);
      fields.write(form, entry.name, entry.values);
      store.put({ ...entry, revision: own });
    } else if (!equal) {
      const met = { ...entry, state: "conflict", theirs: shown, theirRevision: fields.revision(form, entry.name) };
      store.put(met);
      fields.write(form, entry.name, entry.values);
      meet(met);
    }
    if (entry.state === "refused") store.put({ ...entry, state: undefined });
  }
  if (store.waiting(url).length) timer = setTimeout(outbox.drain, 200);

  // --- the buttons: nothing leaves the page before it is on the server, or is known to be safe here ---
  form.addEventListener("submit", async (event) => {
    if (leaving === "through") {
      leaving = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (leaving) return;
    leaving = true;
    clearTimeout(timer);
    const through = await ready();
    if (through) {
      renewToken();
      leaving = "through";
      pressAgain(form, event.submitter);
      return;
    }
    leaving = false;
    if (!reachable() && event.submitter?.name === "do:next" && form.dataset.onward) location.assign(form.dataset.onward);
  });

  async function ready() {
    const outcome = store.waiting(url).length ? await Promise.race([outbox.drain(), wait(10000)]) : "clear";
    if (outcome === "expired" || outcome === "other") {
      if (!(await again())) return false;
      await outbox.resume();
    } else if (sinceHeard() > FRESH || !reachable()) {
      const answer = await ask(url, { limit: 5000 });
      if (answer.expired || answer.other) return again();
    }
    if (store.all().some((one) => mine(one) && one.state === "conflict")) {
      form.querySelector("[data-conflict]")?.focus();
      return false;
    }
    if (reachable()) return true;
    const files = [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
    tell("failed", files
      ? say("ติดต่อระบบไม่ได้ ข้อความเก็บไว้ในเครื่องนี้แล้ว แต่ไฟล์ที่เลือกยังไม่ได้ส่ง", "The server cannot be reached. The text is kept on this device, the chosen file is not sent.")
      : say("ติดต่อระบบไม่ได้ ข้อความเก็บไว้ในเครื่องนี้แล้วและจะบันทึกให้เอง", "The server cannot be reached. The text is kept on this device and will be saved by itself."));
    return false;
  }
}
