// A list to choose from: nothing is chosen at first.
import { element, plainText } from "../dom.js";

export function choiceList(options, attributes, nothing, onChange) {
  const node = element(
    "select",
    { class: "mesur-gap", ...attributes, on: { change: onChange } },
    element("option", { value: "" }, nothing),
    ...options.map((option) => element("option", { value: option.id }, plainText(option.html))),
  );
  return {
    node,
    read: () => node.value,
    fill: (id) => {
      node.value = options.some((option) => option.id === id) ? id : "";
    },
    focus: () => node.focus(),
  };
}
