// Who else is here, who writes what, what is newer than this page: asked every ten seconds while the page is in view. The contract
// is that of lertrat/web/applicant/presence.py. [data-presence="URL"], with data-section="ID" on the form of a section.
//
// A field that somebody else is writing is locked softly: a press opens it all the same. The revision decides about a save.

import { button, element, say } from "./common.js";
import { sync } from "./countdown.js";
import * as fields from "./fields.js";
import { ask } from "./reach.js";
import * as store from "./store.js";

const WRITING = 25000;
const place = document.querySelector("[data-presence]");
if (place) start(place);

function start(form) {
  const url = form.dataset.presence;
  const section = form.dataset.section || "";
  const people = document.querySelector("[data-people]") || element("p", { class: "small soft" });
  people.setAttribute("role", "status");
  if (section && !people.isConnected) form.prepend(people);
  const opened = new Set(); // locks that were pressed open
  let typed = { name: "", at: -Infinity };
  let timer = 0;
  let last = people.textContent;

  form.addEventListener("input", (event) => {
    if (event.detail !== "restored" && section && fields.counts(event.target)) typed = { name: fields.question(event.target), at: performance.now() };
  });

  async function look() {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") return;
    const body = section && new URLSearchParams({ section, question: performance.now() - typed.at < WRITING ? typed.name : "" });
    const { ok, json } = await ask(url, body ? { method: "POST", body, limit: 8000 } : { limit: 8000 });
    if (ok && json) take(json);
    timer = setTimeout(look, (section ? json?.poll || 10 : 60) * 1000);
  }

  function take(json) {
    sync(json);
    if (!section) return;
    const here = json.people?.length ? say(`ขณะนี้ ${json.people.join(" และ ")} เปิดส่วนนี้อยู่ด้วย`, `${json.people.join(" and ")} also here now`) : "";
    const shut = json.editable ? "" : say("ใบสมัครไม่รับการแก้ไขแล้ว ข้อความที่พิมพ์ค้างยังอยู่ในเครื่องนี้ ", "The application no longer takes changes; what you typed is kept on this device. ");
    if (last !== shut + here) people.textContent = last = shut + here;
    for (const name of fields.names(form)) {
      lock(name, json.fields?.[name]);
      newer(name, json.revisions?.[name] || 0, Boolean(json.fields?.[name]));
      const count = document.querySelector(`[data-comments="${CSS.escape(name)}"]`);
      const open = json.comments?.[name] || 0;
      if (count) count.firstChild.nodeValue = open ? say(`ความเห็น ${open} เรื่อง`, `${open} remarks`) : say("ความเห็น", "Remarks");
    }
  }

  // --- the soft lock ---
  function lock(name, by) {
    const boxes = fields.group(form, name);
    const old = form.querySelector(`[data-writing="${CSS.escape(name)}"]`);
    if (!by) {
      old?.remove();
      opened.delete(name);
      boxes.forEach((box) => box.dataset.locked && ((box.readOnly = false), delete box.dataset.locked));
      return;
    }
    const own = boxes.includes(document.activeElement) || (store.get(form.dataset.autosave, name) || { sent: true }).sent !== true;
    const open = own || opened.has(name);
    boxes.forEach((box) => {
      if (open && box.dataset.locked) delete box.dataset.locked, (box.readOnly = false);
      else if (!open && "readOnly" in box) (box.readOnly = true), (box.dataset.locked = "1");
    });
    if (old?.dataset.by === by.by + open) return;
    old?.remove();
    const note = element("p", { class: "small soft", id: `writing-${name}`, "data-writing": name, "data-by": by.by + open }, by.says, " ");
    if (!open) {
      note.append(button(say("เขียนข้อนี้ด้วย", "Write here all the same"), () => {
        opened.add(name);
        lock(name, by);
        boxes[0]?.focus();
      }, "linklike"));
    }
    fields.place(form, name).append(note);
  }

  // --- somebody saved what this page does not show yet ---
  function newer(name, revision, written) {
    const old = form.querySelector(`[data-newer="${CSS.escape(name)}"]`);
    const held = store.get(form.dataset.autosave, name);
    const stale = revision > Number(fields.revision(form, name)) && !(held && !held.sent);
    if (!stale || written) old?.remove();
    if (!stale || written || old) return;
    const note = element("p", { class: "small", "data-newer": name }, say("มีผู้บันทึกคำตอบใหม่แล้ว ", "There is a newer answer. "),
      button(say("แสดงคำตอบล่าสุด", "Show it"), async () => {
        await fetchNewest(name);
        note.remove();
      }, "linklike"));
    fields.place(form, name).append(note);
  }

  async function fetchNewest(name) {
    const page = await fetch(location.pathname).then((answer) => (answer.redirected ? "" : answer.text()), () => "");
    const other = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-autosave]");
    if (!other || !fields.group(other, name).length) return;
    fields.write(form, name, fields.read(other, name));
    fields.setRevision(form, name, fields.revision(other, name));
  }

  document.addEventListener("visibilitychange", look);
  look();
}
