// A box for a number, which says back what it reads.
import { element, say } from "../dom.js";
import { plainNumber, shownNumber } from "../figures.js";
import { errorPlace } from "./group.js";

export function numberEntry(response, words, onChange) {
  const { before, after, lang } = response;
  const echo = element("p", { class: "mesur-echo", id: "answer-echo" });
  const input = element("input", {
    class: "govuk-input mesur-number",
    id: "answer",
    type: "text",
    inputmode: response.input_mode,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-labelledby": after ? "answer-label answer-unit" : "answer-label",
    "aria-describedby": "prompt answer-echo answer-error",
    on: {
      input: () => {
        showEcho();
        onChange();
      },
    },
  });
  const unit = (text, id) => (text ? element("span", { class: "mesur-number__unit", id, lang }, text) : null);
  const showEcho = () => {
    const plain = plainNumber(input.value, response);
    const answer = `${before ?? ""}${shownNumber(plain)}${after ? `\u00a0${after}` : ""}`;
    echo.textContent = plain ? say(words.your_answer, { answer }) : "";
  };
  return {
    node: element(
      "div",
      { class: "govuk-form-group mesur-reply" },
      element("label", { class: "govuk-visually-hidden mesur-reply__label", id: "answer-label", for: "answer", lang }, response.label),
      errorPlace(),
      element("div", { class: "mesur-number__row" }, unit(before), input, unit(after, "answer-unit")),
      echo,
    ),
    read: () => input.value,
    wanting: () => (input.value.trim() === "" ? words.empty_number : ""),
    fill: (reply) => {
      input.value = reply;
      showEcho();
    },
    focus: () => input.focus(),
    typing: input,
  };
}
