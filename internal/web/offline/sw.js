// The worker of forms that open without a network: it answers with the form that was kept, and with the files that the form needs.
// What it keeps is of one person only; pages of somebody else, the sign-in page and signing out take it away (js/offline.js).
// The server writes above this: version, store, files and forms, which paths are such forms.

const statics = "lz-" + store + "-files-" + version;
const pages = "lz-" + store + "-form";
const patience = 4000; // ms until a network counts as none

self.addEventListener("install", (e) => {
  self.skipWaiting();
  e.waitUntil(caches.open(statics).then((c) => c.addAll(files)));
});

self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("lz-" + store + "-files-") && name !== statics) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

/** Keeps a form of the person, if it is his that the server gives. */
async function keep(form, user) {
  const res = await fetch(form, { credentials: "same-origin", cache: "no-store" });
  if (!res.ok || res.redirected) return;
  const text = await res.text();
  if (!text.includes(`data-user="${user}"`)) return;
  const files = await caches.open(statics);
  for (const [, path] of text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
    if (!(await files.match(path))) await files.add(path);
  }
  const day = new Date().toLocaleDateString("sv"); // 2026-11-22, where the phone is
  const kept = new Response(text.replace("<html ", `<html data-kept="${day}" `), { status: 200, headers: res.headers });
  await (await caches.open(pages)).put(form, kept);
}

/** Keeps the forms one after the other: they are wanted later, and the page that is looked at comes first. */
async function keepAll(list, user) {
  for (const form of list) if (forms.test(form)) await keep(form, user);
}

self.addEventListener("message", (e) => {
  if (e.data.keep) e.waitUntil(keepAll(e.data.pages, e.data.keep).catch(() => {}));
});

/** The form from the network, or the kept one when there is none or it takes too long. */
async function open(request, path) {
  const kept = async () => (await caches.open(pages)).match(path);
  const late = new Promise((done) => setTimeout(done, patience)).then(kept);
  const live = fetch(request);
  try {
    return (await Promise.race([live, late])) || (await live);
  } catch {
    return (await kept()) || Response.error();
  }
}

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (e.request.mode === "navigate" && forms.test(url.pathname)) e.respondWith(open(e.request, url.pathname));
  else if (url.pathname.startsWith("/static/")) e.respondWith(caches.match(e.request).then((hit) => hit || fetch(e.request)));
});
