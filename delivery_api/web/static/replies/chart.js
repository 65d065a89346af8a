// A bar chart with bars to draw: a column is tapped at its height, dragged, moved by arrow keys or by its buttons.
import { element, plainText, say } from "../dom.js";
import { ladder, shownNumber } from "../figures.js";
import { group } from "./group.js";
import { placesControl } from "./places.js";

const percent = (share) => `${100 * share}%`;

export function chartCompletion(response, words, onChange) {
  const scale = ladder("0", response.top, response.step);
  const unit = plainText(response.unit);
  const places = [];
  const column = (bar) => {
    if (bar.value !== null) return column_of(bar, drawn(bar, scale, unit));
    const place = drawable(bar, scale, words, unit, onChange);
    places.push(place);
    return column_of(bar, place.node, place.buttons);
  };
  const column_of = ({ html }, bar, buttons) =>
    element(
      "li",
      { class: "mesur-chart__item" },
      bar,
      element("div", { class: "mesur-chart__name", lang: response.lang, html }),
      buttons,
    );
  const lined = element("div", { class: "mesur-chart__lines", "aria-hidden": "true" }, ...lines(scale));
  const chart = element(
    "div",
    { class: "mesur-chart" },
    element("p", { class: "mesur-chart__unit", lang: response.lang, html: response.unit }),
    element(
      "div",
      { class: "mesur-chart__plot" },
      lined,
      element("ul", { class: "mesur-chart__bars" }, ...response.bars.map(column)),
    ),
  );
  observer.observe(lined);
  return placesControl(places, words, group(response, words.chart_help, chart));
}

// A name with a word wider than its column is written upwards: no word is broken, and none is made small.
const observer = new ResizeObserver(([{ target }]) => {
  const { classList } = target.parentNode;
  classList.remove("mesur-chart--steep");
  const names = [...target.parentNode.querySelectorAll(".mesur-chart__name")];
  classList.toggle("mesur-chart--steep", names.some((name) => name.scrollWidth > name.clientWidth));
});

const MOST_LINES = 10;

// A line with its number at every step, or where these would stand too close at every second, fifth, tenth …
const spacing = ({ rungs }) => [1, 2, 5, 10, 20, 50, 100].find((each) => rungs / each <= MOST_LINES) ?? rungs;

function lines(scale) {
  const every = spacing(scale);
  return Array.from({ length: Math.floor(scale.rungs / every) + 1 }, (_, index) => {
    const number = element("span", { class: "mesur-chart__number" }, shownNumber(scale.at(index * every)));
    const line = element("span", { class: "mesur-chart__line" }, number);
    line.style.bottom = percent((index * every) / scale.rungs);
    return line;
  });
}

function drawn({ html, value }, scale, unit) {
  const bar = element("span", { class: "mesur-chart__bar" });
  bar.style.height = percent(scale.share(value));
  const told = `${plainText(html)}. ${unit}: ${value}`;
  return element("div", { class: "mesur-chart__column", role: "img", "aria-label": told }, bar);
}

function drawable({ html }, scale, words, unit, onChange) {
  const name = plainText(html);
  const bar = element("span", { class: "mesur-chart__bar mesur-chart__bar--mine" });
  const range = element("input", {
    class: "mesur-chart__range",
    type: "range",
    min: 0,
    max: scale.rungs,
    step: 1,
    "aria-label": say(words.bar, { name }),
    on: { input: () => put(range.valueAsNumber), keyup: placed, click: placed },
  });
  // half-way between two lines can be seen; what is finer has its number shown, or nobody could draw it
  const number = element("span", { class: "mesur-chart__value", "aria-hidden": "true" });
  const isFine = spacing(scale) > 2;
  const node = element("div", { class: "mesur-chart__column mesur-chart__column--mine" }, bar, number, range);
  let height = "";

  function put(rung) {
    fill(scale.at(Math.min(Math.max(rung, 0), scale.rungs)));
    onChange();
  }

  // nothing is a height too: who wants none says so by pressing at the foot
  function placed(event) {
    if (height === "" && event.key !== "Tab" && event.key !== "Shift") put(range.valueAsNumber);
  }

  function fill(value) {
    height = value;
    node.classList.toggle("mesur-chart__column--empty", value === "");
    range.value = value === "" ? 0 : Math.round(scale.rung(value));
    range.setAttribute("aria-valuetext", value === "" ? words.not_drawn : `${unit}: ${value}`);
    bar.style.height = percent(value === "" ? 0 : scale.share(value));
    if (isFine) number.textContent = value && shownNumber(value);
  }

  const button = (by, label, shape) =>
    element(
      "button",
      {
        type: "button",
        class: "mesur-square",
        "aria-label": `${label}: ${name}`,
        on: { click: () => put(height === "" ? Math.max(by, 0) : Math.round(scale.rung(height)) + by) },
      },
      element("span", { "aria-hidden": "true" }, shape),
    );
  const buttons = element("div", { class: "mesur-chart__buttons" }, button(1, words.taller, "↑"), button(-1, words.shorter, "↓"));

  fill("");
  return { node, buttons, fill, read: () => height, focus: () => range.focus() };
}
