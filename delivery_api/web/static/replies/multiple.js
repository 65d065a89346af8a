// Several of several options; each row is a check box.
import { element } from "../dom.js";
import { countOf } from "./count.js";
import { group } from "./group.js";

export function multipleChoice(response, words, onChange) {
  const count = countOf(response, words.choose_exactly, words);
  const inputs = response.options.map((option) =>
    element("input", {
      class: "mesur-tick__box",
      type: "checkbox",
      value: option.id,
      on: {
        change: () => {
          count.tell(chosen().length);
          onChange();
        },
      },
    }),
  );
  const chosen = () => inputs.filter((input) => input.checked);
  const row = (option, index) =>
    element(
      "label",
      { class: "mesur-tick" },
      inputs[index],
      element("span", { class: "mesur-tick__text", lang: response.lang, html: option.html }),
    );
  return {
    node: group(response, "", element("div", {}, ...response.options.map(row)), count.told),
    read: () => chosen().map((input) => input.value),
    wanting: () => count.wanting(chosen().length),
    fill: (reply) => {
      for (const input of inputs) input.checked = reply.includes(input.value);
      count.tell(chosen().length);
    },
    focus: () => (chosen()[0] ?? inputs[0]).focus(),
  };
}
