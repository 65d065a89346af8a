// A marker on a line: tapped or dragged into place, moved by the arrow keys or by its buttons. Where it stands is said to
// whoever does not see the line, and not written beside it: to find the place is what is asked.
import { element } from "../dom.js";
import { ladder } from "../figures.js";
import { group } from "./group.js";

const percent = (share) => `${100 * share}%`;

export function numberLine(response, words, onChange) {
  const line = ladder(response.low, response.high, response.step);
  const marker = element("span", { class: "mesur-line__marker", "aria-hidden": "true" });
  const range = element("input", {
    class: "mesur-line__range",
    type: "range",
    min: 0,
    max: line.rungs,
    step: 1,
    "aria-label": response.label,
    "aria-describedby": "answer-error",
    on: { input: () => put(range.valueAsNumber), keyup: placed, click: placed },
  });
  let value = "";

  function put(rung) {
    fill(line.at(Math.min(Math.max(rung, 0), line.rungs)));
    onChange();
  }

  // the low end is an answer too: who is there already says so by pressing where the marker is
  function placed(event) {
    if (value === "" && event.key !== "Tab" && event.key !== "Shift") put(range.valueAsNumber);
  }

  function fill(text) {
    value = text;
    node.classList.toggle("mesur-line--empty", value === "");
    range.value = value === "" ? 0 : Math.round(line.rung(value));
    range.setAttribute("aria-valuetext", value || words.not_placed);
    marker.style.left = percent(value === "" ? 0 : line.share(value));
  }

  const mark = ({ at, html }) => {
    const tick = element("span", { class: "mesur-line__tick" }, element("span", { class: "mesur-line__label", html }));
    tick.style.left = percent(line.share(at));
    return tick;
  };
  const button = (by, label, shape) =>
    element(
      "button",
      {
        type: "button",
        class: "mesur-square",
        "aria-label": label,
        on: { click: () => put(value === "" ? Math.max(by, 0) : Math.round(line.rung(value)) + by) },
      },
      element("span", { "aria-hidden": "true" }, shape),
    );

  const node = element(
    "div",
    { class: "mesur-line" },
    element(
      "div",
      { class: "mesur-line__ruler" },
      range,
      element("div", { class: "mesur-line__marks", lang: response.lang }, ...response.marks.map(mark)),
      marker,
    ),
    element("div", { class: "mesur-line__arrows" }, button(-1, words.lower, "←"), button(1, words.higher, "→")),
  );
  fill("");
  return {
    node: group(response, words.line_help, node),
    read: () => value,
    wanting: () => (value === "" ? words.empty_line : ""),
    fill,
    focus: () => range.focus(),
  };
}
