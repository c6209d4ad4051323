// Two answers that met, side by side beside the question, and three ways on: mine, theirs, both together.

import { button, element, say } from "./common.js";
import * as fields from "./fields.js";

// show(form, name, {mine, theirs, by}, choose): choose("mine" | "theirs" | "both", values), or choose("anew") where two answers
// cannot stand together (one choice, a number, a date): both stay in sight until another is given.
export function show(form, name, { mine, theirs, by }, choose) {
  hide(form, name);
  const side = (title, values, more) =>
    element("section", {}, element("p", { class: "by" }, element("strong", {}, title)), ...(more ? [element("p", { class: "by" }, more)] : []),
      element("div", { class: "diff__text" }, fields.words(form, name, values) || say("(ว่าง)", "(empty)")));
  const both = fields.joined(form, name, theirs, mine);
  const done = (which, values) => {
    hide(form, name);
    choose(which, values);
    fields.group(form, name)[0]?.focus();
  };
  const panel = element("div", { class: "panel", "data-conflict": name, role: "group", tabindex: "-1", "aria-label": say("สองคำตอบที่พบกัน", "Two answers that met") },
    element("p", {}, element("strong", {}, say("มีผู้อื่นบันทึกข้อนี้ขณะที่ท่านเขียน ไม่มีข้อความใดหาย เลือกฉบับที่จะใช้", "Somebody saved this answer while you were writing. Nothing is lost; choose what to keep."))),
    element("div", { class: "diff" }, side(say("คำตอบที่บันทึกอยู่", "What is saved"), theirs, by), side(say("คำตอบของท่าน", "Your answer"), mine)),
    element("div", { class: "actions" },
      button(say("ใช้คำตอบของฉัน", "Use mine"), () => done("mine", mine)),
      button(say("ใช้คำตอบที่บันทึกอยู่", "Use what is saved"), () => done("theirs", theirs)),
      button(both ? say("รวมทั้งสองไว้ในช่องแล้วแก้ต่อ", "Put both into the box and edit") : say("เก็บทั้งสองไว้ดู แล้วกรอกใหม่", "Look at both and answer anew"),
        () => {
          if (both) return done("both", both);
          choose("anew");
          return fields.group(form, name)[0]?.focus();
        })));
  fields.place(form, name).append(panel);
  return panel;
}

export function hide(form, name) {
  form.querySelectorAll("[data-conflict]").forEach((panel) => panel.dataset.conflict === name && panel.remove());
}
