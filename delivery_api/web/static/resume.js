// The player's page while the line is down. If this tab has just had a question, the player goes on with it; otherwise
// the page says that it waits, and gives way to the service's own as soon as that can be reached.
import { showBreak } from "./break-page.js";
import { element } from "./dom.js";
import { keptInTab } from "./kept.js";
import { ask } from "./outbox.js";
import { thisDevice } from "./pulse.js";
import { restScene } from "./scenery.js";
import { openSealedStore } from "./sealed-store.js";
import { waitingPage } from "./waiting.js";

// a page that is refused while the rest is answered is not asked for without a pause
const SHORTEST_WAIT = 3000;
// there is nothing but the disk to go on with
const patience = 15_000;

const place = document.getElementById("mesur-boot");
const boot = JSON.parse(place.textContent);
const sitting = location.pathname.split("/")[2];
let retry = () => {};

async function resume() {
  const left = await leftHere();
  if (left?.onBreak) return rest(left);
  const store = await openSealedStore(sitting, left?.secret, patience);
  const shown = store?.part("shown").get();
  return shown ? goOn(left, shown) : wait();
}

// What the page before this one left with the worker; null where none of this tab and sitting did.
function leftHere() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    navigator.serviceWorker.controller.postMessage({ device: thisDevice(), sitting }, [port2]);
  });
}

// Who was having a break is having it still.
function rest(left) {
  takeLooks(left.look);
  offerNotYou();
  const isNamed = () => document.querySelector(".mesur-who__name");
  showBreak({ sitting, language: boot.language, ...left.onBreak, offline: true }, () => isNamed() || bringWho());
}

function goOn(left, { item, page }) {
  // the page that was may be of an earlier release: worker and files are those of this one
  const { language, worker } = boot;
  const here = { language, worker, seal: left.secret, opening: { item }, offline: true, patience };
  place.textContent = JSON.stringify({ ...boot, ...page, ...here });
  takeLooks(left.look);
  // the worker gives it once: whoever reloads again before the player stands finds it, too; the player has the last word
  window.addEventListener("pagehide", () => navigator.serviceWorker.controller?.postMessage(left));
  for (const href of boot.sheets) addSheet(href);
  for (const src of boot.scripts) document.head.append(Object.assign(element("script", { src }), { async: false }));
  offerNotYou();
  bringWho();
}

// Whoever says so without a line is another device from then on: the question goes from the page and is not shown again.
function offerNotYou() {
  const button = document.querySelector("[data-not-you]");
  button.hidden = false;
  button.addEventListener("click", () => {
    keptInTab("mesur.device").clear();
    location.reload();
  });
}

// No name is kept anywhere: who is signed in, and the service's own "not you?", come with the line.
async function bringWho() {
  const page = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  const html = page?.ok ? await page.text().catch(() => "") : "";
  const who = new DOMParser().parseFromString(html, "text/html").querySelector(".mesur-who");
  if (who) document.querySelector(".mesur-who").replaceWith(who);
  // anything else is the service's own word, which the player hears as well
  else if (!page || page.ok || page.status >= 500) later(bringWho);
}

// After a pause, or as soon as the browser has a line again.
function later(act) {
  const go = () => {
    clearTimeout(timer);
    window.removeEventListener("online", go);
    act();
  };
  const timer = setTimeout(go, pause());
  window.addEventListener("online", go);
}

// The player brings the script of the display settings again, for the learner's: this page's own lets go of their panel.
function takeLooks({ body, root, sheets }) {
  document.body.className = body;
  Object.assign(document.documentElement.dataset, root);
  for (const href of sheets) addSheet(href);
  const panel = document.querySelector("[data-comfort]");
  panel.replaceWith(panel.cloneNode(true));
}

function addSheet(href) {
  if (!document.querySelector(`link[href="${href}"]`)) document.head.append(element("link", { rel: "stylesheet", href }));
}

async function wait() {
  const lines = waitingPage(boot.say, boot.say.loading_failed, () => retry());
  const words = element("div", { class: "mesur-scene__words" }, ...lines);
  const scene = element("div", { class: "mesur-scene" }, restScene());
  document.querySelector("[data-stage]").replaceChildren(element("div", { class: "mesur-page" }, words, scene));
  words.querySelector("h1").focus();
  await ask(`/api/sittings/${sitting}?lang=${boot.language}`, { sooner: (go) => { retry = go; } });
  setTimeout(() => location.reload(), pause() - performance.now());
}

const pause = () => SHORTEST_WAIT * (0.75 + Math.random() / 2);

resume();
