// The closing survey of a trial: for each statement one of three pictures, all of it optional.
import { element } from "./dom.js";
import { facePicture } from "./faces.js";

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
      element("label", { class: "mesur-face__label", for: id }, facePicture(face), element("span", {}, label)),
    );
  });
  return element("fieldset", { class: "mesur-survey__row" }, element("legend", { class: "govuk-body" }, statement), element("div", { class: "mesur-faces" }, ...choices));
}
