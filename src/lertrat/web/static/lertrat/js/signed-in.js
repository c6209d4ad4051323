// On every page of somebody who is signed in: what the device still holds is sent, signing out leaves nothing behind, and the
// applicant's pages stay readable without a line.

import { again } from "./again.js";
import { button, element, person, pressAgain, say } from "./common.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const PAGES = "lertrat-pages-";

// --- what waits from another page or an earlier day ---
// A form that saves by itself brings its own answers back first and sends them itself.
if (!document.querySelector("form[data-autosave]")) {
  outbox.listen(({ kind }) => ["expired", "other"].includes(kind) && location.pathname.startsWith("/apply/") && again().then((back) => back && outbox.resume()));
  if (store.waiting().length) outbox.drain();
}

// --- signing out ---
document.querySelectorAll('form[action="/sign-out/"]').forEach((form) => {
  let agreed = false;
  form.addEventListener("submit", async (event) => {
    if (agreed) return;
    event.preventDefault();
    event.stopPropagation();
    if (store.waiting().length) await outbox.drain();
    const left = store.unsent().length + store.otherForms().length;
    if (left && !(await leave(left))) return;
    store.forgetPerson();
    await forgetPages();
    agreed = true;
    pressAgain(form);
  });
});

// Whether to sign out although answers would be lost with it.
function leave(count) {
  return new Promise((resolve) => {
    const end = (result) => {
      box.close();
      box.remove();
      resolve(result);
    };
    const box = element("dialog", { class: "panel", "aria-labelledby": "leave-title" },
      element("h2", { id: "leave-title" }, say(`ยังมี ${count} ข้อที่ระบบไม่ได้รับ`, `${count} answers have not reached the server`)),
      element("p", {}, say("การออกจากระบบจะลบข้อความที่ค้างในเครื่องนี้ เพื่อไม่ให้ผู้อื่นที่ใช้เครื่องเดียวกันเห็น", "Signing out erases what is kept on this device, so that nobody else who uses it can read it.")),
      element("p", {}, element("a", { href: "/apply/unsent/" }, say("ดูงานที่ยังไม่ได้ส่งขึ้นระบบ", "See what has not been sent"))),
      element("div", { class: "actions" }, button(say("ยังไม่ออกจากระบบ", "Stay signed in"), () => end(false), "button"),
        button(say("ลบข้อความที่ค้างแล้วออกจากระบบ", "Erase it and sign out"), () => end(true), "button button--danger")));
    box.addEventListener("cancel", (event) => (event.preventDefault(), end(false)));
    document.body.append(box);
    box.showModal();
  });
}

async function forgetPages() {
  if (!globalThis.caches) return;
  try {
    for (const name of await caches.keys()) if (name.startsWith(PAGES)) await caches.delete(name);
  } catch (error) {
    // A forbidden store holds nothing.
  }
}

// --- the applicant's pages ---
if (location.pathname.startsWith("/apply/")) import("./forms.js");
if (location.pathname.startsWith("/apply/") && navigator.serviceWorker) {
  // Registering can be forbidden (a private window); everything else works as before.
  navigator.serviceWorker.register("/apply/sw.js", { scope: "/apply/" }).then(prepare, () => {});
}

async function prepare() {
  const ready = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => new URL(name).origin === location.origin && new URL(name).pathname.startsWith("/static/"));
  // From the task list the sections are fetched as well, so that somebody who drives out to a village has them all.
  const spare = navigator.connection?.saveData;
  const sections = spare ? [] : [...document.querySelectorAll("main section[aria-labelledby='write'] .tasks a")].map((link) => link.href);
  ready.active?.postMessage({ person: person(), page: location.href, parts, pages: [...sections, `${location.origin}/apply/unsent/`] });
}
