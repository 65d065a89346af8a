// Each row gets one of the options: from a short row of buttons, or where that would be long from a list.
import { element, plainText } from "../dom.js";
import { chips } from "./chips.js";
import { choiceList } from "./choice-list.js";
import { group } from "./group.js";
import { placesControl } from "./places.js";

// characters of all options that stay beside each other
const SHORT = 34;

export function matching(response, words, onChange) {
  const long = response.options.reduce((sum, { html }) => sum + plainText(html).length, 0) > SHORT;
  const row = long ? listRow : chipRow;
  const rows = response.rows.map((each) => row(each, response, words, onChange));
  return placesControl(
    rows.map(({ place }) => place),
    words,
    group(response, "", ...rows.map(({ node }) => node)),
  );
}

function chipRow({ id, html }, { options, lang }, words, onChange) {
  const place = chips(`answer-${id}`, options, lang, onChange);
  const node = element("fieldset", { class: "mesur-match" }, element("legend", { class: "mesur-match__row", lang, html }), place.node);
  return { place, node };
}

function listRow({ id, html }, { options, lang }, words, onChange) {
  const named = `answer-${id}`;
  const place = choiceList(options, { id: named, lang, "aria-describedby": "answer-error" }, words.choose, onChange);
  const label = element("label", { class: "mesur-match__row", for: named, lang, html });
  return { place, node: element("div", { class: "mesur-match mesur-match--list" }, label, place.node) };
}
