// What pages other than the player need: GOV.UK Frontend's own behaviour, and a print button.
import { Button, ErrorSummary, SkipLink, createAll } from "/assets/govuk/govuk-frontend.min.js";
import "./sign-out.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, ErrorSummary, SkipLink]) createAll(component);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
