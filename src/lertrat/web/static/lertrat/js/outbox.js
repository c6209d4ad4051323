// The way out: what the device keeps goes to the server, oldest first, one after another, from any page of the site.
//
// put(entry) keeps an answer and sends nothing; drain() sends all there is and resolves when it stands still; listen(fn) hears
// {kind, entry, answer}: kind "saving" | "saved" | "conflict" | "refused" | "expired" | "other" | "unreachable".
// Sent: question=NAME, value=…(one or more), revision=N. Answers: 200 {"revision", "says"}; 409 {"revision", "values", "current",
// "by", "mine", "says", "url"}; other 4xx {"says"}; 401 {"code", "says"} as lertrat/web/expired.py writes it.
// One tab sends at a time (a lock of the browser), so that two tabs of one person do not meet each other.

import { same } from "./common.js";
import { ask } from "./reach.js";
import * as store from "./store.js";

const hearers = new Set();
export const listen = (hear) => hearers.add(hear);
const tell = (kind, entry, answer = {}) => hearers.forEach((hear) => hear({ kind, entry, answer }));

let running = null;
let again = 0;
let pause = 2000;
let held = false; // nobody, or somebody else, is signed in: sending waits for again.js

export function put(entry) {
  const before = store.get(entry.url, entry.name);
  const made = { ...entry, at: Math.max(Date.now(), (before?.at || 0) + 1) };
  if (before?.sending) made.sending = before.sending;
  return store.put(made);
}

export function resume() {
  held = false;
  pause = 2000;
  return drain();
}

// Resolves to how it ended: "clear", or the kind that stopped it.
export function drain() {
  clearTimeout(again);
  running ??= run().finally(() => (running = null));
  return running;
}

async function run() {
  let outcome = "clear";
  for (let next = store.waiting()[0]; next; next = store.waiting()[0]) {
    if (held) return "expired";
    const first = next;
    outcome = navigator.locks ? await navigator.locks.request("lertrat-outbox", () => send(first)) : await send(first);
    if (["expired", "other", "unreachable"].includes(outcome)) {
      if (outcome === "unreachable") {
        again = setTimeout(drain, pause);
        pause = Math.min(pause * 2, 60000);
      } else held = true;
      tell(outcome, first);
      return outcome;
    }
    pause = 2000;
  }
  return store.unsent().length ? "waits" : "clear";
}

async function send(wanted) {
  const entry = store.get(wanted.url, wanted.name);
  // Another tab was first: its answer is this one's too.
  if (!entry || entry.sent || entry.state) {
    if (entry?.sent) tell("saved", entry, { revision: entry.revision });
    return "saved";
  }
  store.put({ ...entry, sending: entry.values });
  tell("saving", entry);
  const body = new URLSearchParams({ question: entry.name, revision: entry.revision });
  entry.values.forEach((value) => body.append("value", value));
  const keepalive = document.visibilityState === "hidden" && body.toString().length < 60000;
  const answer = await ask(entry.url, { method: "POST", body, keepalive });
  if (answer.expired) return "expired";
  if (answer.other) return "other";
  if (answer.unreachable) return "unreachable";
  return settle(entry, answer);
}

// What the answer means for what stands on the device now: meanwhile more may have been typed.
function settle(entry, { ok, status, json }) {
  const now = store.get(entry.url, entry.name) || entry;
  const changed = !same(now.values, entry.values);
  delete now.sending;
  // An earlier try reached the server and only its answer was lost: what stands there is this writer's own older text.
  const own = status === 409 && json?.mine && entry.sending;
  if (ok || own) {
    const rest = own || changed ? {} : { sent: true };
    store.put({ ...now, revision: String(json.revision), ...rest });
    tell(own ? "saving" : "saved", { ...now, revision: String(json.revision) }, { ...json, more: changed || own });
    return "saved";
  }
  const kind = status === 409 && json ? "conflict" : "refused";
  const says = json?.says || "";
  if (kind === "refused" && changed) store.put(now);
  else store.put({ ...now, state: kind, says, theirs: json?.values, theirRevision: json?.revision, by: json?.by });
  tell(kind, now, { ...json, status });
  return kind;
}

window.addEventListener("online", () => {
  pause = 2000;
  drain();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") drain();
});
