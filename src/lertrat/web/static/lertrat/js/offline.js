// The service worker of /apply/: pages of the signed-in person's own applications, as last seen, when there is no line.
//
// Network first, always: what is kept is only shown when nothing answers. Kept are the pages named in PAGES and the files they
// are made of; never a download, a receipt, an assessment or another desk's page. One person's pages at a time, for as long as a
// session may last; signing out deletes them (signed-in.js), and so does a page of somebody else.

const PAGES = /^\/apply\/(unsent\/|[A-Z][^/]*\/(step\/\d+\/((section\/[^/]+|check|readiness)\/)?)?)?$/;
const HOLDS = 12 * 3600 * 1000;
const PREFIX = "lertrat-pages-";
const FILES = "lertrat-files";
const WAIT = 8000;

self.addEventListener("install", () => self.skipWaiting());
// A new version of the worker begins with an empty shelf of files; older releases' files would pile up otherwise.
self.addEventListener("activate", (event) => event.waitUntil(caches.delete(FILES).then(() => self.clients.claim())));

const isPage = (url) => url.origin === self.location.origin && PAGES.test(url.pathname);
const isFile = (url) => url.origin === self.location.origin && url.pathname.startsWith("/static/");

// Whose page this is stands in the page itself: <body … data-person="7">.
const ownerOf = (text) => text.match(/<body[^>]* data-person="(\d+)"/)?.[1] || "";

async function keepPage(url, answer) {
  if (!answer.ok || answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const text = await answer.text();
  const owner = ownerOf(text);
  if (!owner) return;
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== PREFIX + owner) await caches.delete(name);
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8", "X-Kept": String(Date.now()) });
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]) {
    if (answer.headers.get(name)) headers.set(name, answer.headers.get(name));
  }
  const marked = text.replace(/<body/, '<body data-kept');
  await (await caches.open(PREFIX + owner)).put(url.pathname, new Response(marked, { headers }));
}

async function keptPage(url) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const held = await (await caches.open(name)).match(url.pathname);
    if (held && Date.now() - Number(held.headers.get("X-Kept")) < HOLDS) return held;
  }
  return null;
}

async function page(event, url) {
  try {
    const answer = await within(fetch(event.request), url);
    if (answer.status >= 502 && answer.status <= 504) throw new Error("no answer");
    if (isPage(url)) event.waitUntil(keepPage(url, answer.clone()));
    return answer;
  } catch (error) {
    const held = isPage(url) && (await keptPage(url));
    if (held) return held;
    const list = new URL("/apply/unsent/", self.location.origin);
    if (url.pathname !== list.pathname && (await keptPage(list))) return Response.redirect(`${list.pathname}?offline=1`, 302);
    throw error;
  }
}

// A line that hangs counts as none where there is something to show instead.
async function within(answer, url) {
  if (!(isPage(url) && (await keptPage(url)))) return answer;
  return Promise.race([answer, new Promise((_, refuse) => setTimeout(refuse, WAIT, new Error("late")))]);
}

async function file(event) {
  const held = await caches.open(FILES);
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(held.put(event.request.url, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await held.match(event.request.url);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") event.respondWith(page(event, url));
  else if (isFile(url)) event.respondWith(file(event));
});

// A page tells what it is made of and which pages belong to it; only what is not kept yet is fetched, one after another.
self.addEventListener("message", (event) => event.waitUntil(prepare(event.data)));

async function prepare({ person, page: here, parts, pages }) {
  for (const part of parts) await keepFile(new URL(part));
  for (const address of [here, ...pages]) {
    const url = new URL(address);
    const held = isPage(url) && (await (await caches.open(PREFIX + person)).match(url.pathname));
    if (!isPage(url) || held) continue;
    const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
    if (!answer) return;
    const text = await answer.clone().text();
    await keepPage(url, answer);
    for (const [, part] of text.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)) await keepFile(new URL(part, url));
  }
}

// A file and, of a script, what it imports.
async function keepFile(url) {
  const files = await caches.open(FILES);
  if (!isFile(url) || (await files.match(url))) return;
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return;
  await files.put(url, answer.clone());
  if (!url.pathname.endsWith(".js")) return;
  const text = await answer.text();
  for (const [, part] of text.matchAll(/(?:from |import |import\()"(\.\/[^"]+)"/g)) await keepFile(new URL(part, url));
}
