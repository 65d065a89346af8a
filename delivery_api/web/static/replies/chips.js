// A short row of options, one of which is chosen: radio buttons that wrap like words.
import { element } from "../dom.js";

export function chips(name, options, lang, onChange) {
  const inputs = options.map((option) =>
    element("input", { class: "mesur-chip__dot", type: "radio", name, value: option.id, on: { change: onChange } }),
  );
  const chip = (option, index) =>
    element("label", { class: "mesur-chip" }, inputs[index], element("span", { lang, html: option.html }));
  const chosen = () => inputs.find((input) => input.checked);
  return {
    node: element("div", { class: "mesur-chips" }, ...options.map(chip)),
    inputs,
    read: () => chosen()?.value ?? "",
    fill: (id) => {
      for (const input of inputs) input.checked = input.value === id;
    },
    focus: () => (chosen() ?? inputs[0]).focus(),
  };
}
