// Words with gaps in them; each gap is a list to choose from, in its place in the sentence.
import { element, say } from "../dom.js";
import { choiceList } from "./choice-list.js";
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

const gap = (options, number, words, onChange) => choiceList(options, { "aria-label": say(words.gap, { number }) }, "…", onChange);
