// A marker on a line: tapped or dragged into place, moved by the arrow keys or the buttons, or its number written.
import { element } from "../dom.js";
import { ladder, plainNumber } from "../figures.js";
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
    on: { input: () => put(line.at(range.valueAsNumber)), keyup: placed, click: placed },
  });
  const box = element("input", {
    class: "govuk-input mesur-line__box",
    id: "answer",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-describedby": "answer-error",
    on: {
      input: () => {
        draw();
        onChange();
      },
    },
  });
  const value = () => plainNumber(box.value);

  function put(text) {
    box.value = text;
    draw();
    onChange();
  }

  // the low end is an answer too: who is there already says so by pressing where the marker is
  function placed(event) {
    if (box.value === "" && event.key !== "Tab" && event.key !== "Shift") put(line.at(range.valueAsNumber));
  }

  function draw() {
    const share = line.share(value());
    const there = value() !== "" && share >= 0 && share <= 1;
    node.classList.toggle("mesur-line--empty", !there);
    range.value = there ? Math.round(line.rung(value())) : 0;
    range.setAttribute("aria-valuetext", there ? value() : words.not_placed);
    marker.style.left = percent(there ? share : 0);
  }

  const move = (by) => {
    const rung = value() === "" ? (by < 0 ? 0 : by) : Math.round(line.rung(value())) + by;
    put(line.at(Math.min(Math.max(rung, 0), line.rungs)));
  };
  const mark = ({ at, html }) => {
    const tick = element("span", { class: "mesur-line__tick" }, element("span", { class: "mesur-line__label", html }));
    tick.style.left = percent(line.share(at));
    return tick;
  };
  const button = (by, label, shape) =>
    element(
      "button",
      { type: "button", class: "mesur-square", "aria-label": label, on: { click: () => move(by) } },
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
    element(
      "div",
      { class: "mesur-line__below" },
      element("span", { class: "mesur-line__arrows" }, button(-1, words.lower, "←"), button(1, words.higher, "→")),
      element("label", { class: "mesur-line__written" }, element("span", {}, words.or_write), box),
    ),
  );
  draw();
  return {
    node: group(response, words.line_help, node),
    read: () => value() || box.value.trim(),
    wanting: () => (box.value.trim() === "" ? words.empty_line : ""),
    fill: (reply) => {
      box.value = reply;
      draw();
    },
    focus: () => (value() === "" && box.value !== "" ? box : range).focus(),
  };
}
