// The player's pulse: every few seconds it says that it is there, and hears how its sitting stands.
import { keptInTab } from "./kept.js";
import { newKey } from "./outbox.js";

const EVERY = 10_000;
const EVERY_WHILE_PAUSED = 4000;

// Each tab is a device of its own: what is open in two of them goes on in the later one.
export function thisDevice() {
  const kept = keptInTab("mesur.device");
  const device = kept.get() ?? newKey();
  kept.put(device);
  return device;
}

// What it runs on, and nothing finer: only trials note it.
export function deviceKind() {
  if (!window.matchMedia("(pointer: coarse)").matches) return "computer";
  return Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet";
}

// `facts()` gives what is said, or null while there is nothing to say; `hear(state, elsewhere)` gets the answer.
export function startPulse(address, device, facts, hear) {
  let touched = performance.now();
  for (const event of ["pointerdown", "keydown", "input"]) {
    document.addEventListener(event, () => { touched = performance.now(); }, { capture: true, passive: true });
  }

  async function beat() {
    const said = facts();
    if (!said) return;
    const still = Math.round((performance.now() - touched) / 1000);
    const query = new URLSearchParams({ still, unsent: said.unsent, hidden: document.hidden, ...(said.time && { time: true }) });
    try {
      const response = await fetch(address(`/pulse`, query), {
        method: "POST",
        headers: { Accept: "application/json", "Mesur-Device": device },
        credentials: "same-origin",
      });
      if (response.ok) hear(await response.json());
      // the sign-in has ended, or it is another learner's now
      if (response.status === 401) hear({ state: "signed out" });
      if (response.status === 404) hear({ state: "gone" });
    } catch {
      // the line is down: whoever sends an answer finds out, and says so
    }
  }

  async function run() {
    for (;;) {
      await beat();
      const length = facts()?.paused ? EVERY_WHILE_PAUSED : EVERY;
      // a class starts at the same moment: spread it
      await new Promise((resolve) => { setTimeout(resolve, length * (0.75 + Math.random() / 2)); });
    }
  }
  run();
  return beat;
}
