// What this device keeps: answers the server does not have yet, and the newest text it is known to have.
//
// localStorage and not IndexedDB: it is written at once, within the keystroke, so a tab that is killed the next moment has lost
// nothing; a transaction of IndexedDB would still be on its way. One entry per person, address of saving and question:
//   {url, name, values, revision, at, page, label}   `revision`: the one the writer saw; `at`: milliseconds, for the order only
//   + sending: values   given to the server without an answer yet: the server may have them
//   + state: "conflict" | "refused", says: words     waits for its writer, not for the line
//   + sent: true        the server has it as `revision`; kept while an older copy of the page may be shown
// Whoever signs in on the same computer reads their own entries only; signing out erases them.

import { person } from "./common.js";

const DRAFT = "lertrat-draft:";
const memory = new Map(); // where the device refuses to keep: for the life of this page

const key = (url, name, owner = person()) => `${DRAFT}${owner}:${url}:${name}`;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

export function read(at) {
  if (memory.has(at)) return parsed(memory.get(at));
  try {
    return parsed(localStorage.getItem(at) || "null");
  } catch (error) {
    return null;
  }
}

// Whether the device kept it; false when it only lives as long as this page.
export function write(at, entry) {
  const text = JSON.stringify(entry);
  try {
    localStorage.setItem(at, text);
    memory.delete(at);
    return true;
  } catch (error) {
    memory.set(at, text);
    return false;
  }
}

export function erase(at) {
  memory.delete(at);
  try {
    localStorage.removeItem(at);
  } catch (error) {
    // Nothing was kept.
  }
}

export function keys(prefix) {
  const found = new Set([...memory.keys()].filter((one) => one.startsWith(prefix)));
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      if (localStorage.key(place).startsWith(prefix)) found.add(localStorage.key(place));
    }
  } catch (error) {
    // A forbidden store holds nothing.
  }
  return [...found];
}

export const get = (url, name) => read(key(url, name));
export const put = (entry) => write(key(entry.url, entry.name), entry);
export const remove = (url, name) => erase(key(url, name));
export const isOurs = (storageKey) => storageKey?.startsWith(`${DRAFT}${person()}:`);

// Everything held for this person, oldest first.
export function all() {
  const found = keys(`${DRAFT}${person()}:`).map(read).filter(Boolean);
  return found.sort((one, other) => one.at - other.at);
}

// What only waits for the line, and what waits at all.
export const waiting = (url = "") => all().filter((one) => !one.sent && !one.state && (!url || one.url === url));
export const unsent = () => all().filter((one) => !one.sent);

// Other forms and score sheets that were typed into and not sent, by their keys.
export const otherForms = () => ["lertrat-form:", "lertrat-sheet:"].flatMap((prefix) => keys(`${prefix}${person()}:`)).filter((at) => !read(at)?.posted);

// Signing out: nothing of this person stays on the device.
export function forgetPerson(owner = person()) {
  for (const prefix of [DRAFT, "lertrat-form:", "lertrat-sheet:"]) keys(`${prefix}${owner}:`).forEach(erase);
}
