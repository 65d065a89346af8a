// What a learner sees during a rest break: something calm, and a button to go on. Staff may end it, too.
import { element } from "./dom.js";
import { handOver } from "./handover.js";
import { ask } from "./outbox.js";
import { startPulse, thisDevice } from "./pulse.js";
import { restScene } from "./scenery.js";
import { waitingPage } from "./waiting.js";

// The service decides what comes next: the question as it was left, or what staff have done meanwhile.
const goOn = () => location.reload();

// `offline` says that the page has come without a line. `heard` is called whenever the break still stands.
export function showBreak({ sitting, language, limited, worker, offline = false }, heard = () => {}) {
  const words = JSON.parse(document.getElementById("mesur-break").textContent);
  const device = thisDevice();
  const address = (rest, more = "") => `/api/sittings/${encodeURIComponent(sitting)}${rest}?lang=${language}${more && `&${more}`}`;
  const told = element("p", { class: "govuk-body", role: "status" }, offline ? words.away : "");

  async function end({ target: button }) {
    button.disabled = true;
    await ask(address("/break/end"), { method: "POST", onDelay: () => { told.textContent = words.away; } });
    goOn();
  }

  function hear({ state }) {
    if (state !== "break") return goOn();
    told.textContent = "";
    return heard();
  }

  const lines = waitingPage(
    { wait: words.heading, breathe: words.breathe, try_now: words.go_on },
    limited ? words.waits_limited : words.waits,
    end,
  );
  lines.at(-1).className = "govuk-button mesur-button";
  const picture = element("div", { class: "mesur-scene" }, restScene());
  const page = element("div", { class: "mesur-page" }, element("div", { class: "mesur-scene__words" }, ...lines, told), picture);
  document.querySelector("[data-stage]").replaceChildren(page);
  document.title = `${words.heading} – Mesur`;
  lines[0].focus({ preventScroll: true });
  // a reload without a line comes back to the break, and not to the question
  handOver(worker, () => ({ device, sitting, onBreak: { limited } }));
  startPulse(address, device, () => ({ unsent: 0, paused: true }), hear);
}
