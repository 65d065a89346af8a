// What a child sees while the line is down: the truth in plain words, and something calm to do.
import { element } from "./dom.js";
import { drawing, kite, round, shape } from "./drawn.js";

// `isKept` says whether this computer has the answer written down, so that the page may be closed.
export function waitingNotice({ isKept, hasPassage }, words, retry) {
  const lines = [words.away, isKept ? words.kept_here : words.stay_here, words.comes_by_itself];
  return element(
    "div",
    { class: "mesur-notice mesur-waiting", "data-line": true },
    ...lines.map((line) => element("p", { class: "govuk-body" }, line)),
    hasPassage ? element("p", { class: "govuk-body" }, words.read_meanwhile) : breath(words.breathe),
    retryButton(words, retry),
  );
}

// In place of a page that cannot be had yet.
export const waitingPage = (words, detail, retry) => [
  element("h1", { class: "govuk-heading-xl", tabindex: "-1" }, words.wait),
  element("p", { class: "govuk-body-l" }, detail),
  breath(words.breathe),
  retryButton(words, retry),
];

const retryButton = (words, retry) =>
  element("button", { type: "button", class: "govuk-button govuk-button--secondary", on: { click: retry } }, words.try_now);

// A kite to breathe with: it rises and sinks. Whoever wants no motion sees it rest.
function breath(sentence) {
  const rising = shape("g", { class: "mesur-breath__kite" }, kite({ transform: "translate(50 52) scale(1.5)" }));
  const sky = drawing("mesur-breath__sky", "0 0 100 100", round(50, 50, 49, "sky"), rising);
  return element("div", { class: "mesur-breath" }, sky, element("p", { class: "govuk-body mesur-breath__words" }, sentence));
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
