// What a child sees while an answer cannot be sent: the truth in plain words, and something calm to do.
import { element } from "./dom.js";

// `isKept` says whether this computer has the answer written down, so that the page may be closed.
export function waitingNotice({ isKept, hasPassage }, words, retry) {
  const lines = [words.away, isKept ? words.kept_here : words.stay_here, words.comes_by_itself];
  return element(
    "div",
    { class: "mesur-notice mesur-waiting", "data-line": true },
    ...lines.map((line) => element("p", { class: "govuk-body" }, line)),
    hasPassage ? element("p", { class: "govuk-body" }, words.read_meanwhile) : breath(words.breathe),
    element("button", { type: "button", class: "govuk-button govuk-button--secondary", on: { click: retry } }, words.try_now),
  );
}

// A circle to breathe with; whoever wants no motion sees it rest.
function breath(sentence) {
  return element(
    "div",
    { class: "mesur-breath" },
    element("span", { class: "mesur-breath__circle", "aria-hidden": "true" }),
    element("p", { class: "govuk-body mesur-breath__words" }, sentence),
  );
}

// The buttons of a question whose answer is on its way look as they act: they take no press.
export function holdButtons(form, label) {
  for (const button of form.querySelectorAll(".mesur-foot button")) button.setAttribute("aria-disabled", "true");
  const next = form.querySelector(".mesur-next");
  next.dataset.label ??= next.textContent;
  next.textContent = label;
}

export function freeButtons(form) {
  for (const button of form.querySelectorAll(".mesur-foot button")) button.removeAttribute("aria-disabled");
  const next = form.querySelector(".mesur-next");
  if (next.dataset.label) next.textContent = next.dataset.label;
}
