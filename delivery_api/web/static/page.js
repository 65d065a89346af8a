// What pages other than the player need: GOV.UK Frontend's own behaviour, and a print button.
import { Button } from "/assets/govuk/components/button/button.mjs";
import { ErrorSummary } from "/assets/govuk/components/error-summary/error-summary.mjs";
import { SkipLink } from "/assets/govuk/components/skip-link/skip-link.mjs";
import { sweepOutboxes } from "./outbox-sweep.js";
import { sweepSealedStore } from "./sealed-store.js";
import "./sign-out.js";

sweepSealedStore();
sweepOutboxes();

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const Component of [Button, ErrorSummary, SkipLink]) {
  for (const node of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) new Component(node);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
