// One of several options; the whole row is the target.
import { element } from "../dom.js";
import { group } from "./group.js";

export function singleChoice(response, words, onChange) {
  const inputs = response.options.map((option, index) =>
    element("input", {
      class: "govuk-radios__input",
      type: "radio",
      name: "answer",
      id: `answer-${index}`,
      value: option.id,
      on: { change: onChange },
    }),
  );
  const row = (option, index) =>
    element(
      "div",
      { class: "govuk-radios__item mesur-choice" },
      inputs[index],
      element("label", {
        class: "govuk-label govuk-radios__label",
        for: `answer-${index}`,
        lang: response.lang,
        html: option.html,
      }),
    );
  const chosen = () => inputs.find((input) => input.checked);
  return {
    node: group(response, "", element("div", { class: "govuk-radios mesur-choices" }, ...response.options.map(row))),
    read: () => chosen()?.value ?? "",
    wanting: () => (chosen() ? "" : words.empty_choice),
    fill: (reply) => {
      for (const input of inputs) input.checked = input.value === reply;
    },
    focus: () => (chosen() ?? inputs[0]).focus(),
  };
}
