// Each row gets one of the options.
import { element } from "../dom.js";
import { chips } from "./chips.js";
import { group } from "./group.js";
import { placesControl } from "./places.js";

export function matching(response, words, onChange) {
  const places = response.rows.map((row) => chips(`answer-${row.id}`, response.options, response.lang, onChange));
  const row = ({ html }, index) =>
    element(
      "fieldset",
      { class: "mesur-match" },
      element("legend", { class: "mesur-match__row", lang: response.lang, html }),
      places[index].node,
    );
  return placesControl(places, words, group(response, "", ...response.rows.map(row)));
}
