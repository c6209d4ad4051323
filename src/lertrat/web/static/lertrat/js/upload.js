// Uploads that go on: after a dropped line, on another network, after a restart. The protocol is tus; its client (tus-js-client)
// is loaded before this as `tus`. A file field within [data-upload] is taken over: what is chosen goes up at once while one works
// on, and POST to data-take makes a file of the library of it. Without this script the field posts with its form.
//
// <div data-upload="URL" data-take="URL" data-agency="code" data-application data-step data-question> with an input[type=file] and
// a <ul data-uploads>. Parts marked data-plain are for the way without script and are hidden.

import { again } from "./again.js";
import { button, element, english, person, say, token } from "./common.js";

const PIECE = 512 * 1024;
const megabytes = (bytes) => (bytes / 1048576).toFixed(1);

if (globalThis.tus?.isSupported) document.querySelectorAll("[data-upload]").forEach(takeOver);

function takeOver(place) {
  const input = place.querySelector("input[type=file]");
  const list = place.querySelector("[data-uploads]");
  (place.closest(".question") || place.closest("form") || place).querySelectorAll("[data-plain]").forEach((part) => (part.hidden = true));
  input.addEventListener("change", () => {
    for (const file of input.files) new Going(place, list, file).start();
    input.value = "";
  });
}

// Every piece goes with its checksum, where the page may reckon one (a secure context).
class Checked extends (globalThis.tus?.DefaultHttpStack || Object) {
  createRequest(method, url) {
    const request = super.createRequest(method, url);
    const send = request.send.bind(request);
    request.send = async (body) => {
      if (method === "PATCH" && body && globalThis.crypto?.subtle) {
        const sum = await crypto.subtle.digest("SHA-256", await new Response(body).arrayBuffer());
        request.setHeader("Upload-Checksum", `sha256 ${btoa(String.fromCharCode(...new Uint8Array(sum)))}`);
      }
      return send(body);
    };
    return request;
  }
}

class Going {
  constructor(place, list, file) {
    this.place = place;
    this.file = file;
    this.row = element("li");
    this.name = element("strong", {}, file.name);
    this.bar = element("progress", { max: file.size || 1, value: 0, "aria-label": file.name });
    this.says = element("p", { class: "small", role: "status" });
    this.pace = element("p", { class: "small soft" }); // not announced: it changes every second
    this.press = button(say("พัก", "Pause"), () => (this.paused ? this.go() : this.pause()));
    this.stop = button(say("ยกเลิก", "Cancel"), () => this.cancel());
    this.acts = element("div", { class: "actions" }, this.press, this.stop);
    this.row.append(this.name, this.bar, this.pace, this.says, this.acts);
    list.append(this.row);
    this.marks = [];
    window.addEventListener("online", () => this.waiting && this.go());
  }

  async start() {
    this.upload = new tus.Upload(this.file, {
      endpoint: this.place.dataset.upload,
      chunkSize: PIECE,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000],
      metadata: { filename: this.file.name },
      removeFingerprintOnSuccess: true,
      httpStack: new Checked(),
      fingerprint: async (file) => ["lertrat", person(), file.name, file.size, file.lastModified].join("|"),
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
      onProgress: (sent) => this.moved(sent),
      onError: (error) => this.failed(error),
      onSuccess: () => this.take(),
    });
    const before = await this.upload.findPreviousUploads();
    if (before.length) {
      this.upload.resumeFromPreviousUpload(before[before.length - 1]);
      this.says.textContent = say("เคยส่งไฟล์นี้ไว้บางส่วน กำลังส่งต่อ", "Part of this file was sent before; going on");
    }
    this.go();
  }

  go() {
    this.paused = this.waiting = false;
    this.press.textContent = say("พัก", "Pause");
    this.marks = [];
    this.upload.start();
  }

  pause() {
    this.paused = true;
    this.upload.abort();
    this.press.textContent = say("ส่งต่อ", "Go on");
    this.pace.textContent = say("พักไว้ ส่วนที่ส่งแล้วไม่หาย", "Paused; what has been sent is kept");
  }

  async cancel() {
    this.paused = true;
    await this.upload.abort(true).catch(() => {});
    this.row.remove();
  }

  moved(sent) {
    const now = performance.now();
    this.bar.value = sent;
    this.marks = [...this.marks, [now, sent]].filter(([at]) => now - at < 8000);
    const [first, was] = this.marks[0];
    const speed = now > first ? (sent - was) / ((now - first) / 1000) : 0;
    const left = speed > 0 ? Math.ceil((this.file.size - sent) / speed) : 0;
    const time = left > 90 ? say(`${Math.round(left / 60)} นาที`, `${Math.round(left / 60)} minutes`) : say(`${left} วินาที`, `${left} seconds`);
    const percent = Math.floor((100 * sent) / (this.file.size || 1));
    this.pace.textContent = say(`${percent}% · ${megabytes(sent)} จาก ${megabytes(this.file.size)} เมกะไบต์`, `${percent}% · ${megabytes(sent)} of ${megabytes(this.file.size)} MB`) +
      (speed > 0 && sent < this.file.size ? say(` · ${megabytes(speed)} เมกะไบต์ต่อวินาที · เหลือราว ${time}`, ` · ${megabytes(speed)} MB a second · about ${time} left`) : "");
  }

  async failed(error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() || 0;
    if (status === 401 || status === 403) return this.signIn(() => this.go());
    if (status >= 400 && status < 500 && status !== 409 && status !== 423 && status !== 460) return this.refused(read(answer.getBody()));
    this.wait(() => this.go());
  }

  // No line, or no answer: what was sent is kept, and it goes on by itself.
  wait(goOn) {
    this.waiting = true;
    this.says.textContent = say("ติดต่อระบบไม่ได้ ส่วนที่ส่งแล้วไม่หาย จะส่งต่อเองเมื่อสัญญาณกลับมา", "The service cannot be reached. What has been sent is kept; it goes on by itself.");
    setTimeout(() => this.waiting && !this.paused && goOn(), 10000);
  }

  async signIn(goOn) {
    this.says.textContent = say("การเข้าสู่ระบบหมดเวลา เข้าสู่ระบบอีกครั้งแล้วจะส่งต่อจากที่ค้างไว้", "Your session has ended. Sign in again and it goes on.");
    if (await again()) return goOn();
    this.paused = true;
    this.press.textContent = say("ส่งต่อ", "Go on");
  }

  // All bytes are there: now it is looked into and becomes a file of the library. Asked again, it answers the same.
  async take() {
    const { agency, application, step, question } = this.place.dataset;
    const sent = new URLSearchParams({ upload: this.upload.url.replace(/\/$/, "").split("/").pop(), agency: agency || "" });
    if (question) Object.entries({ application, step, question }).forEach(([name, value]) => sent.set(name, value));
    this.acts.hidden = true;
    this.pace.textContent = say("ส่งครบแล้ว กำลังตรวจไฟล์", "All sent; the file is being checked");
    let answer = null;
    try {
      answer = await fetch(this.place.dataset.take, { method: "POST", body: sent, headers: { "X-CSRFToken": token(), Accept: "application/json" }, redirect: "manual" });
    } catch (error) {
      return this.wait(() => this.take());
    }
    if (answer.ok) return this.done(await answer.json());
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") return this.signIn(() => this.take());
    if (answer.status >= 500 || answer.status === 409 || answer.status === 423) return this.wait(() => this.take());
    this.refused(read(await answer.text()));
  }

  done(made) {
    this.name.replaceChildren(element("a", { href: made.url }, made.title));
    this.settle(made.says);
  }

  refused(words) {
    this.row.className = "field--error";
    this.says.className = "field__error";
    this.settle(words || say("รับไฟล์นี้ไว้ไม่ได้ โปรดลองใหม่", "The file could not be taken; please try again."));
  }

  settle(words) {
    this.waiting = false;
    this.bar.remove();
    this.pace.remove();
    this.acts.remove();
    this.says.textContent = words;
  }
}

function read(text) {
  try {
    const told = JSON.parse(text);
    return english ? told.en : told.th;
  } catch (error) {
    return "";
  }
}
