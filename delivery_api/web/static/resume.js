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
  const seal = await leftSecret();
  const store = await openSealedStore(sitting, seal);
  const shown = store?.part("shown").get();
  return shown ? goOn(seal, shown) : wait();
}

// What the page before this one left with the worker; "" where none of this tab and sitting did.
function leftSecret() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    navigator.serviceWorker.controller.postMessage({ device: thisDevice(), sitting }, [port2]);
  });
}

function goOn(seal, { item, page, look }) {
  place.textContent = JSON.stringify({ ...boot, ...page, language: boot.language, seal, opening: { item }, offline: true });
  document.body.className = look;
  document.head.append(element("script", { src: boot.player }));
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
