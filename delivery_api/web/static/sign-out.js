// Signing out clears the browser's storage, but where an answer that the server does not have yet waits in it. The tab is
// another device from then on in either case: what it left with the worker is not given to it again.
import { keptInTab } from "./kept.js";

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[action^='/logout']")) return;
  keptInTab("mesur.device").clear();
  if (hasUnsentAnswer()) return;
  target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "clear", value: "1" }));
});

export function hasUnsentAnswer() {
  try {
    return Object.keys(localStorage).some((name) => name.startsWith("mesur.outbox."));
  } catch {
    return true;
  }
}
