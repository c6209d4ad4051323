// Signing in again over the open page: nothing on it is touched, and what waited goes on. The contract is that of
// lertrat/web/account/again.py (GET tells the state, POST signs the same person in); other ways of signing in open in a new tab.
//
// again() resolves to true as soon as the same person is signed in, to false when they leave the question for later.

import { button, element, person, renewToken, say } from "./common.js";

const ADDRESS = "/account/again/";
let waiting = null;
let box = null;

export function again() {
  waiting ??= ask().finally(() => (waiting = null));
  return waiting;
}

async function talk(body) {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": talk.csrf || "" });
  try {
    const answer = await fetch(ADDRESS, { method: body ? "POST" : "GET", headers, redirect: "manual", body: body && JSON.stringify(body) });
    const json = await answer.json();
    if (json.csrf) talk.csrf = json.csrf;
    return json;
  } catch (error) {
    return { state: "unreachable", says: say("ติดต่อระบบไม่ได้ในขณะนี้ ข้อความยังอยู่ในเครื่องนี้", "The service cannot be reached right now. Your text is kept on this device.") };
  }
}

const isBack = (state) => state.state === "signed-in" && String(state.person?.id) === person();

async function ask() {
  const state = await talk();
  if (isBack(state)) {
    renewToken(state.csrf);
    return true;
  }
  if (state.state === "unreachable") return false;
  return new Promise((resolve) => open(state, resolve));
}

function open(first, resolve) {
  const back = document.activeElement;
  const name = document.querySelector(".who")?.textContent || "";
  const says = element("p", { class: "field__error", role: "alert" });
  const password = element("input", { class: "input", type: "password", id: "again-password", autocomplete: "current-password", required: true });
  const code = element("input", { class: "input input--10", id: "again-code", autocomplete: "one-time-code", inputmode: "numeric" });
  const field = (box, words, hidden) => element("div", { class: "field", hidden }, element("label", { class: "field__label", for: box.id }, words), box);
  const codeField = field(code, say("รหัสจากแอปยืนยันตัวตน", "Code of the authenticator app"), true);
  const send = element("button", { class: "button" }, say("เข้าสู่ระบบแล้วทำต่อ", "Sign in and go on"));
  const end = (result) => {
    window.removeEventListener("focus", look);
    box.close();
    box.remove();
    box = null;
    back?.focus?.();
    resolve(result);
  };
  const take = (state) => {
    if (isBack(state)) {
      renewToken(state.csrf);
      return end(true);
    }
    says.textContent = state.says || "";
    if (state.state === "signed-in") says.textContent = say("เครื่องนี้เข้าสู่ระบบด้วยบัญชีอื่นอยู่ โปรดออกจากระบบในแท็บอื่นก่อน แล้วเข้าสู่ระบบด้วยบัญชีของท่าน", "Another account is signed in on this device. Please sign it out in another tab first.");
    if (state.state === "code-needed") codeField.hidden = false;
    return (state.state === "code-needed" ? code : password).focus();
  };
  // Somebody may have signed in by passkey or another service in a tab of its own.
  const look = async () => {
    const state = await talk();
    if (box && isBack(state)) take(state);
  };
  const form = element("form", { method: "dialog", "data-many": true }, says, field(password, say("รหัสผ่าน", "Password")), codeField,
    element("div", { class: "actions" }, send, button(say("ไว้ก่อน", "Later"), () => end(false), "button button--second")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    send.disabled = true;
    take(await talk({ person: person(), password: password.value, code: code.value }));
    send.disabled = false;
  });
  box = element("dialog", { class: "panel", "aria-labelledby": "again-title" },
    element("h2", { id: "again-title" }, say("หมดเวลาเข้าสู่ระบบ", "Your session has ended")),
    element("p", {}, say(`ข้อความในหน้านี้ยังอยู่ครบ${name ? ` เข้าสู่ระบบอีกครั้งในนาม ${name} แล้วทำต่อได้เลย` : ""}`, `Everything on this page is still here.${name ? ` Sign in again as ${name} and go on.` : ""}`)),
    form,
    element("p", { class: "small" }, element("a", { href: "/sign-in/?next=/apply/unsent/", target: "_blank" }, say("เข้าสู่ระบบด้วยวิธีอื่นในแท็บใหม่", "Sign in another way in a new tab"))));
  box.addEventListener("cancel", (event) => (event.preventDefault(), end(false)));
  document.body.append(box);
  window.addEventListener("focus", look);
  box.showModal();
  if (first.state === "signed-in") take(first);
  else password.focus();
}
