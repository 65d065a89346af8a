// The player's page while the line is down. If this tab has just had a question, the player goes on with it; otherwise
// the page says that it waits, and gives way to the service's own as soon as that can be reached.
import { element } from "./dom.js";
import { ask } from "./outbox.js";
import { thisDevice } from "./pulse.js";
import { restScene } from "./scenery.js";
import { openSealedStore } from "./sealed-store.js";
import { waitingPage } from "./waiting.js";

// a page that is refused while the rest is answered is not asked for without a pause
const SHORTEST_WAIT = 3000;

const place = document.getElementById("mesur-boot");
const boot = JSON.parse(place.textContent);
const sitting = location.pathname.split("/")[2];
let retry = () => {};

async function resume() {
  const left = await leftHere();
  const store = await openSealedStore(sitting, left?.secret);
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

function goOn({ secret: seal, look }, { item, page }) {
  place.textContent = JSON.stringify({ ...boot, ...page, language: boot.language, seal, opening: { item }, offline: true });
  takeLooks(look);
  document.head.append(element("script", { src: boot.player }));
}

// The player brings the script of the display settings again, for the learner's: this page's own lets go of their panel.
function takeLooks({ body, root, sheets }) {
  document.body.className = body;
  Object.assign(document.documentElement.dataset, root);
  for (const href of sheets) {
    if (!document.querySelector(`link[href="${href}"]`)) document.head.append(element("link", { rel: "stylesheet", href }));
  }
  const panel = document.querySelector("[data-comfort]");
  panel.replaceWith(panel.cloneNode(true));
}

async function wait() {
  const lines = waitingPage(boot.say, boot.say.loading_failed, () => retry());
  const words = element("div", { class: "mesur-scene__words" }, ...lines);
  const scene = element("div", { class: "mesur-scene" }, restScene());
  document.querySelector("[data-stage]").replaceChildren(element("div", { class: "mesur-page" }, words, scene));
  words.querySelector("h1").focus();
  await ask(`/api/sittings/${sitting}?lang=${boot.language}`, { sooner: (go) => { retry = go; } });
  setTimeout(() => location.reload(), SHORTEST_WAIT * (0.75 + Math.random() / 2) - performance.now());
}

resume();
