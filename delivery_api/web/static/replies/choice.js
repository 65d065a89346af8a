// One of several options; the whole row is the target.
import { element, plainText } from "../dom.js";
import { group } from "./group.js";

// characters of an option that leaves room for another beside it
const SHORT = 14;

// Pictures stand beside each other, and so do short answers; sentences stand beneath each other.
function look(options, longest) {
  if (options.every(({ html }) => html.includes("<svg"))) return "mesur-choices--pictures";
  if (longest > SHORT) return "";
  return options.length % 2 ? "mesur-choices--short" : "mesur-choices--pairs";
}

export function singleChoice(response, words, onChange) {
  const inputs = response.options.map((option, index) =>
    element("input", {
      class: "govuk-radios__input",
      type: "radio",
      name: "answer",
      id: `answer-${index}`,
      value: option.id,
      lang: response.lang,
      // a formula names nothing by itself
      "aria-label": option.html.includes("<math") ? plainText(option.html) : null,
      on: { change: onChange },
    }),
  );
  const row = (option, index) =>
    element(
      "div",
      { class: "govuk-radios__item mesur-choice" },
      inputs[index],
      element(
        "label",
        { class: "govuk-label govuk-radios__label", for: `answer-${index}`, lang: response.lang },
        // words and formulas on one line, since the label is a flexible box
        element("span", { html: option.html }),
      ),
    );
  const longest = Math.max(...response.options.map(({ html }) => plainText(html).length));
  const rows = element("div", { class: `govuk-radios mesur-choices ${look(response.options, longest)}` }, ...response.options.map(row));
  rows.style.setProperty("--longest", longest);
  const chosen = () => inputs.find((input) => input.checked);
  return {
    node: group(response, "", rows),
    read: () => chosen()?.value ?? "",
    wanting: () => (chosen() ? "" : words.empty_choice),
    fill: (reply) => {
      for (const input of inputs) input.checked = input.value === reply;
    },
    focus: () => (chosen() ?? inputs[0]).focus(),
  };
}
