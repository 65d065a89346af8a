// A table with empty cells to write numbers in.
import { element } from "../dom.js";
import { plainNumber } from "../figures.js";
import { group } from "./group.js";
import { placesControl } from "./places.js";

export function tableCompletion(response, words, onChange) {
  const { lang } = response;
  const places = [];
  const heading = (html) =>
    html ? element("th", { scope: "col", lang, html }) : element("td", { class: "mesur-grid__corner" });
  const cell = (each, column) => {
    if (each.blank !== undefined) {
      const place = blank(each, lang, onChange);
      places.push(place);
      return element("td", { class: "mesur-grid__blank" }, place.node);
    }
    return column === 0 ? element("th", { scope: "row", lang, html: each.html }) : element("td", { lang, html: each.html });
  };
  const table = element(
    "table",
    { class: "mesur-grid" },
    element("thead", {}, element("tr", {}, ...response.header.map(heading))),
    element("tbody", {}, ...response.rows.map((row) => element("tr", {}, ...row.map(cell)))),
  );
  const scroll = element("div", { class: "mesur-grid__place" }, table);
  const control = placesControl(places, words, group(response, words.table_help, scroll));
  // what cannot be read as a number is gone to first
  const unread = () => places.find((place) => plainNumber(place.read()) === "");
  return { ...control, focus: () => (unread() ?? places[0]).focus() };
}

function blank({ label }, lang, onChange) {
  const node = element("input", {
    class: "govuk-input mesur-grid__box",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    lang,
    "aria-label": label,
    "aria-describedby": "answer-error",
    on: { input: onChange },
  });
  return {
    node,
    read: () => node.value.trim(),
    fill: (text) => {
      node.value = text;
    },
    focus: () => node.focus(),
  };
}
