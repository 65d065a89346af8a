// The page of a learner's rest break: something calm, and a button to go on. Staff may end it, too.
import { element } from "./dom.js";
import { ask } from "./outbox.js";
import { startPulse, thisDevice } from "./pulse.js";
import { restScene } from "./scenery.js";
import { waitingPage } from "./waiting.js";

const { sitting, language, say: words } = JSON.parse(document.getElementById("mesur-boot").textContent);
const address = (rest, more = "") => `/api/sittings/${encodeURIComponent(sitting)}${rest}?lang=${language}${more && `&${more}`}`;
const told = element("p", { class: "govuk-body", role: "status" });

// The service decides what comes next: the question as it was left, or what staff have done meanwhile.
const goOn = () => location.reload();

async function end({ target: button }) {
  button.disabled = true;
  await ask(address("/break/end"), { method: "POST", onDelay: () => { told.textContent = words.away; } });
  goOn();
}

const lines = waitingPage({ wait: words.heading, breathe: words.breathe, try_now: words.go_on }, words.detail, end);
lines.at(-1).className = "govuk-button mesur-button";
const picture = element("div", { class: "mesur-scene" }, restScene());
const page = element("div", { class: "mesur-page" }, element("div", { class: "mesur-scene__words" }, ...lines, told), picture);
document.querySelector("[data-stage]").replaceChildren(page);
lines[0].focus({ preventScroll: true });
startPulse(address, thisDevice(), () => ({ unsent: 0, paused: true }), ({ state }) => state === "break" || goOn());
