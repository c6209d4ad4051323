// The other forms of an application (its title, a comment, a reason): what is typed is kept on this device until the server has
// answered for it, and a press that would meet an ended session or a dead line stays on the page.

import { again } from "./again.js";
import { button, element, person, pressAgain, renewToken, same, say } from "./common.js";
import { ask, sinceHeard, tellState } from "./reach.js";
import * as store from "./store.js";

const FRESH = 30000;
const key = (path, place) => `lertrat-form:${person()}:${path}:${place}`;
const boxes = (form) => [...form.elements].filter((one) => one.name && ["TEXTAREA", "SELECT", "INPUT"].includes(one.tagName) && !["hidden", "password", "file", "submit", "button"].includes(one.type));
const read = (form) => boxes(form).map((one) => [one.name, ["checkbox", "radio"].includes(one.type) ? one.checked : one.value]);
const put = (form, values) => boxes(form).forEach((one, at) => values[at]?.[0] === one.name && (["checkbox", "radio"].includes(one.type) ? (one.checked = values[at][1]) : (one.value = values[at][1])));

const from = document.referrer && new URL(document.referrer).origin === location.origin ? new URL(document.referrer).pathname : "";
// What was posted from the page before this one has been answered: this page is the answer.
for (const at of store.keys(`lertrat-form:${person()}:`)) {
  const held = store.read(at);
  if (held?.posted && (from === held.path || from === "/apply/kept/")) store.erase(at);
}

const forms = document.querySelectorAll("main form[method=post]:not([data-autosave]):not([data-sheet]):not([data-many])");
forms.forEach((form, place) => {
  const at = key(location.pathname, place);
  const shown = read(form);
  const held = store.read(at);
  const texts = boxes(form).some((one) => !["checkbox", "radio"].includes(one.type)); // a mere press has nothing to lose and is not made to wait
  if (texts && held && !same(held.values, shown) && same(held.values.map(([name]) => name), shown.map(([name]) => name))) {
    put(form, held.values);
    const note = element("p", { class: "saved", role: "status", "data-state": "device" }, say("นำข้อความที่พิมพ์ค้างไว้กลับมาแล้ว ยังไม่ได้บันทึก ", "What you had typed is back; it is not saved yet. "),
      button(say("ใช้ค่าเดิมของระบบ", "Use what the server has"), () => {
        put(form, shown);
        store.erase(at);
        note.remove();
      }, "linklike"));
    form.prepend(note);
  }
  const keep = (posted = false) => texts && store.write(at, { path: location.pathname, values: read(form), posted });
  form.addEventListener("input", () => keep());
  let through = false;
  form.addEventListener("submit", async (event) => {
    if (through) {
      through = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(true);
    // Closing minutes: a press that the server heard of lately is not made to wait for another question.
    const asked = navigator.onLine && sinceHeard() > FRESH ? await ask("/account/again/", { limit: 4000 }) : null;
    if (!navigator.onLine || asked?.unreachable) {
      tellState();
      document.querySelector(".strip [role=status]")?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (asked?.json?.state && String(asked.json.person?.id) !== person() && !(await again())) return;
    renewToken();
    through = true;
    pressAgain(form, event.submitter);
  });
});
