// What holds a way of answering: what is asked for, how it is done, what is wrong, and the parts.
import { element } from "../dom.js";

export const errorPlace = () =>
  element("p", { class: "govuk-error-message mesur-error", id: "answer-error", role: "alert" });

export function group({ label, lang }, help, ...children) {
  return element(
    "div",
    { class: "govuk-form-group mesur-reply" },
    element(
      "fieldset",
      { class: "govuk-fieldset", "aria-describedby": help ? "prompt answer-help answer-error" : "prompt answer-error" },
      element("legend", { class: "govuk-fieldset__legend mesur-reply__label", lang }, label),
      help ? element("p", { class: "mesur-hint", id: "answer-help" }, help) : null,
      errorPlace(),
      ...children,
    ),
  );
}
