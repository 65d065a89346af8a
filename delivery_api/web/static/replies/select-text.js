// Stretches of a text to choose: each is a check box, or a radio button where one is wanted, inside the sentence.
import { element } from "../dom.js";
import { countOf } from "./count.js";
import { group } from "./group.js";

export function selectText(response, words, onChange) {
  const count = countOf(response, words.select_exactly, words);
  const inputs = [];
  const stretch = ({ id, html }) => {
    const input = element("input", {
      class: "mesur-stretch__input",
      type: response.most === 1 ? "radio" : "checkbox",
      name: "answer",
      value: id,
      on: {
        change: () => {
          count.tell(chosen().length);
          onChange();
        },
      },
    });
    inputs.push(input);
    return element("label", { class: "mesur-stretch" }, input, element("span", { class: "mesur-stretch__text", html }));
  };
  const chosen = () => inputs.filter((input) => input.checked);
  const part = (each) => (each.id === undefined ? element("span", { html: each.html }) : stretch(each));
  const paragraph = (parts) => element("p", {}, ...parts.map(part));
  const text = element("div", { class: "mesur-select", lang: response.lang }, ...paragraphs(response.parts).map(paragraph));
  const read = () => chosen().map((input) => input.value);
  return {
    node: group(response, "", text, response.most === 1 ? null : count.told),
    read,
    wanting: () => count.wanting(chosen().length),
    fill: (reply) => {
      for (const input of inputs) input.checked = reply.includes(input.value);
    },
    focus: () => (chosen()[0] ?? inputs[0]).focus(),
  };
}

// A paragraph, or a line of verse, ends at a part that is a line break alone.
function paragraphs(parts) {
  const found = [[]];
  for (const part of parts) {
    if (part.html === "<br>") found.push([]);
    else found.at(-1).push(part);
  }
  return found.filter((each) => each.length);
}
