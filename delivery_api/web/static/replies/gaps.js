// Words with gaps in them; each gap is a list to choose from, in its place in the sentence.
import { element, plainText, say } from "../dom.js";
import { group } from "./group.js";
import { placesControl } from "./places.js";

export function gaps(response, words, onChange) {
  const places = [];
  const part = (each) => {
    if (each.gap === undefined) return element("span", { html: each.html });
    const place = gap(each.options, places.length + 1, words, onChange);
    places.push(place);
    return place.node;
  };
  const text = element("div", { class: "mesur-gaps", lang: response.lang }, ...response.parts.map(part));
  return placesControl(places, words, group(response, "", text));
}

function gap(options, number, words, onChange) {
  const node = element(
    "select",
    { class: "mesur-gap", "aria-label": say(words.gap, { number }), on: { change: onChange } },
    element("option", { value: "" }, "…"),
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
