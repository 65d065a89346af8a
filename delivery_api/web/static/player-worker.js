// The service worker of the player: it holds the player's shell and the files that it is made of, so that the player
// opens while the line is down. What it caches is the same for everybody: nothing of a learner or of a sitting is in it.

// the address has the hash of the shell: another shell has another worker
const FOLDER = new URL("./", self.location).pathname;
const CACHE = `mesur player ${FOLDER}`;
const LANGUAGES = ["cy", "en"];
const FILES = "/assets/bundles/";
const FILE = /\/assets\/bundles\/[a-z-]+\.[0-9a-f]{32}\.(?:js|css|svg)/g;
// as long as the player waits for an answer: a slow line is not one that is down
const PATIENCE = 15_000;
// these come from what stands before the service, or from a service that is too busy to make a page
const PASSING = [502, 503, 504];
// from the end of a page to the beginning of the next in the same tab
const RELOAD = 20_000;

let held = null;

self.addEventListener("install", (event) => event.waitUntil(hold().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", ({ data, ports: [port] }) => (port ? port.postMessage(leftFor(data)) : keep(data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (new URL(request.url).pathname.startsWith(FILES)) event.respondWith(file(request));
});

// -- the shell and its files ----------------------------------------------------------------------------------------

// All of one release, or nothing: an address of another one is refused, or gives what there is now, not to be kept.
async function hold() {
  const cache = await caches.open(CACHE);
  for (const language of LANGUAGES) {
    const shell = await fetched(`${FOLDER}${language}.html`);
    const files = new Set((await shell.clone().text()).match(FILE));
    for (const address of files) await cache.put(address, await fetched(address));
    await cache.put(`${FOLDER}${language}.html`, shell);
  }
}

async function fetched(address) {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!isKept(response)) throw new Error(`${address}: expected a file of this release, got ${response.status}`);
  return response;
}

const isKept = (response) => response.ok && /immutable/.test(response.headers.get("Cache-Control"));

async function begin() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// Any other file of the same kind is held, too, once it was needed: its address changes with its content.
async function file(request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request, { ignoreVary: true });
  if (known) return known;
  const response = await fetch(request);
  if (isKept(response)) await cache.put(request, response.clone());
  return response;
}

// The service's own page wherever it comes; the shell only in place of none.
async function page(event) {
  const coming = fromService(event);
  const answer = await Promise.race([coming, after(PATIENCE)]).catch(() => null);
  if (answer && !PASSING.includes(answer.status)) return answer;
  return (await shell(new URL(event.request.url))) ?? coming;
}

// The browser's own request: one that is made here would hide from the service which site caused it.
async function fromService(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function shell(url) {
  const asked = url.searchParams.get("lang") ?? self.navigator.language.slice(0, 2);
  const cache = await caches.open(CACHE);
  return cache.match(`${FOLDER}${LANGUAGES.includes(asked) ? asked : "en"}.html`, { ignoreVary: true });
}

const after = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds, null); });

// -- the secret, through a reload -----------------------------------------------------------------------------------

// In memory alone, for seconds, and for the tab that had it: see ADR 89.
function keep(data) {
  held = data;
  setTimeout(() => { if (held === data) held = null; }, RELOAD);
}

// It is given once.
function leftFor({ device, sitting }) {
  if (held?.device !== device || held.sitting !== sitting) return null;
  const given = held;
  held = null;
  return given;
}
