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
    "aria-describedby": "answer-echo answer-error",
    on: {
      input: () => {
        showEcho();
        onChange();
      },
    },
  });
  const unit = (text) => (text ? element("span", { class: "mesur-number__unit", lang }, text) : null);
  const showEcho = () => {
    const plain = plainNumber(input.value, response);
    const answer = `${before ?? ""}${shownNumber(plain)}${after ? `\u00a0${after}` : ""}`;
    echo.textContent = plain ? say(words.your_answer, { answer }) : "";
  };
  return {
    node: element(
      "div",
      { class: "govuk-form-group mesur-reply" },
      element("label", { class: "govuk-label mesur-reply__label", for: "answer", lang }, response.label),
      errorPlace(),
      element("div", { class: "mesur-number__row" }, unit(before), input, unit(after)),
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
