// The closing survey of a trial: for each statement one of three pictures, all of it optional.
import { element } from "./dom.js";

const MOUTHS = { happy: "M17 29 Q24 38 31 29", "so-so": "M17 32 H31", "not happy": "M17 34 Q24 26 31 34" };
const SVG = "http://www.w3.org/2000/svg";

export function surveyForm(words, send) {
  const rows = words.statements.map((statement, place) => statementRow(statement, place, words.faces));
  const button = element("button", { type: "submit", class: "govuk-button govuk-button--secondary mesur-button" }, words.send);
  const form = element(
    "form",
    { class: "mesur-survey", novalidate: true },
    element("h2", { class: "govuk-heading-m" }, words.heading),
    element("p", { class: "govuk-body" }, words.optional),
    ...rows,
    button,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const faces = rows.map((row) => row.querySelector("input:checked")?.value ?? "");
    const thanks = element("p", { class: "govuk-body-l", role: "status", tabindex: "-1" }, words.thanks);
    form.replaceWith(thanks);
    thanks.focus({ preventScroll: true });
    if (faces.some(Boolean)) send(faces);
  });
  return form;
}

function statementRow(statement, place, faces) {
  const choices = faces.map(([face, label], order) => {
    const id = `face-${place}-${order}`;
    return element(
      "div",
      { class: "mesur-face" },
      element("input", { type: "radio", class: "mesur-face__input", name: `face-${place}`, id, value: face }),
      element("label", { class: "mesur-face__label", for: id }, picture(face), element("span", {}, label)),
    );
  });
  return element("fieldset", { class: "mesur-survey__row" }, element("legend", { class: "govuk-body" }, statement), element("div", { class: "mesur-faces" }, ...choices));
}

function picture(face) {
  const svg = document.createElementNS(SVG, "svg");
  const drawn = [
    ["circle", { cx: 24, cy: 24, r: 21, class: "mesur-face__round" }],
    ["circle", { cx: 17, cy: 20, r: 2.6, class: "mesur-face__eye" }],
    ["circle", { cx: 31, cy: 20, r: 2.6, class: "mesur-face__eye" }],
    ["path", { d: MOUTHS[face], class: "mesur-face__mouth" }],
  ];
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("class", "mesur-face__picture");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, attributes] of drawn) {
    const part = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    svg.append(part);
  }
  return svg;
}
