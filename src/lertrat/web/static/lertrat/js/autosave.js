// Saving while one writes. To the device at once, to the server when the pen rests.
//
// <form data-autosave="URL"> with a `csrfmiddlewaretoken`, fields that carry data-revision (a number), and one
// <p class="saved" data-saved aria-live="polite">. Sent: question=NAME, value=…(one or more), revision=N.
// Answers: 200 {"revision": n, "says": "บันทึกแล้ว เวลา 14.32 น."}
//          409 {"revision": n, "current": "…", "says": "…", "url": "page with both texts"}
//          4xx {"says": "…"} ; 401/403 or a page instead of JSON: the session has ended, the text stays on the device.

const english = document.documentElement.lang === "en";
const say = (th, en) => (english ? en : th);
const REST = 1500;

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);

function start(form) {
  const url = form.dataset.autosave;
  const line = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  const pending = new Map();
  const timers = new Map();
  const settled = new Map();
  let sending = false;
  let pause = 2000;

  const tell = (state, words, link) => {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = words;
    if (link) {
      const a = document.createElement("a");
      a.href = link;
      a.textContent = say("ดูทั้งสองข้อความ", "See both texts");
      line.append(" ", a);
    }
  };

  const key = (name) => `lertrat-draft:${url}:${name}`;
  const keep = (name, values, revision) => {
    try {
      localStorage.setItem(key(name), JSON.stringify({ values, revision }));
    } catch (error) {
      // A full or forbidden store: the server's copy is the only one.
    }
  };
  const forget = (name, values) => {
    try {
      const held = JSON.parse(localStorage.getItem(key(name)) || "null");
      if (held && JSON.stringify(held.values) === JSON.stringify(values)) localStorage.removeItem(key(name));
    } catch (error) {
      // Nothing was kept.
    }
  };

  const group = (name) => [...form.querySelectorAll("input, select, textarea")].filter((f) => question(f) === name);
  const question = (field) => field.dataset.question || field.name.replace(/_[0-2]$/, (end) => (field.closest(".dateparts") ? "" : end));
  const revisionField = (name) => group(name).find((f) => f.dataset.revision !== undefined) || group(name)[0];
  const read = (name) =>
    group(name)
      .filter((f) => !["checkbox", "radio"].includes(f.type) || f.checked)
      .flatMap((f) => (f.multiple ? [...f.selectedOptions].map((o) => o.value) : [f.value]));

  const changed = (field) => {
    const name = question(field);
    if (!name || field.type === "hidden" || field.type === "file" || field.dataset.autosave === "off" || name === "csrfmiddlewaretoken") return;
    const values = read(name);
    // A browser tells of a change once more when the field is left: what the server has answered for is not sent again.
    if (!pending.has(name) && settled.get(name) === JSON.stringify(values)) return;
    keep(name, values, revisionField(name).dataset.revision || "0");
    pending.set(name, values);
    tell("device", say("เก็บไว้ในเครื่องนี้แล้ว กำลังจะบันทึก", "Kept on this device, about to be saved"));
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(send, REST));
  };
  form.addEventListener("input", (event) => changed(event.target));
  form.addEventListener("change", (event) => changed(event.target));
  form.addEventListener("focusout", () => pending.size && send());
  window.addEventListener("online", send);

  async function send() {
    if (sending || !pending.size) return;
    sending = true;
    const [name, values] = pending.entries().next().value;
    const field = revisionField(name);
    tell("saving", say("กำลังบันทึก", "Saving"));
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]")?.value || "",
      question: name,
      revision: field.dataset.revision || "0",
    });
    values.forEach((value) => body.append("value", value));
    let again = false;
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (json) settled.set(name, JSON.stringify(values));
      if (answer.ok && json) {
        field.dataset.revision = json.revision;
        if (JSON.stringify(pending.get(name)) === JSON.stringify(values)) pending.delete(name);
        forget(name, values);
        pause = 2000;
        tell("saved", json.says);
        again = pending.size > 0;
      } else if (answer.status === 409 && json) {
        pending.delete(name);
        tell("conflict", json.says, json.url);
      } else if (json) {
        pending.delete(name);
        tell("failed", json.says);
        again = pending.size > 0;
      } else {
        tell("failed", say("ยังไม่ได้บันทึกที่ระบบ การเข้าสู่ระบบอาจหมดเวลา ข้อความยังอยู่ในเครื่องนี้ โปรดเข้าสู่ระบบใหม่ในแท็บอื่นแล้วพิมพ์ต่อ",
          "Not saved on the server: your session may have ended. The text is kept on this device; sign in in another tab and go on."));
        setTimeout(send, 30000);
      }
    } catch (error) {
      tell("failed", say("ติดต่อระบบไม่ได้ ข้อความยังอยู่ในเครื่องนี้ ระบบจะลองบันทึกใหม่เอง",
        "The server cannot be reached. The text is kept on this device and will be saved by itself."));
      setTimeout(send, pause);
      pause = Math.min(pause * 2, 60000);
    }
    sending = false;
    if (again) send();
  }

  // What this device still holds from an earlier visit and the server never had: offered, never put in by itself.
  const names = new Set([...form.elements].map((f) => f.name && question(f)).filter(Boolean));
  for (const name of names) {
    let held = null;
    try {
      held = JSON.parse(localStorage.getItem(key(name)) || "null");
    } catch (error) {
      held = null;
    }
    if (!held) continue;
    const field = revisionField(name);
    if (JSON.stringify(held.values) === JSON.stringify(read(name)) || !field || !["TEXTAREA", "INPUT"].includes(field.tagName) || ["radio", "checkbox"].includes(field.type)) {
      forget(name, held.values);
      continue;
    }
    const offer = document.createElement("p");
    offer.className = "counter";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linklike";
    button.textContent = say("นำข้อความที่ค้างอยู่ในเครื่องนี้กลับมา", "Bring back the unsaved text kept on this device");
    button.addEventListener("click", () => {
      group(name).forEach((f, place) => (f.value = held.values[place] ?? ""));
      offer.remove();
      changed(field);
    });
    offer.append(button);
    field.closest(".field")?.append(offer);
  }
}
