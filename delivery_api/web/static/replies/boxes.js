// Small boxes for the parts of one answer: a fraction, with a whole number before it or not, and a clock time. The sign
// that is written between two parts leads to the next box, and so do the arrow keys.
import { element } from "../dom.js";
import { chips } from "./chips.js";
import { group } from "./group.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const HALVES = ["am", "pm"].map((half) => ({ id: half, html: half }));

export function fractionEntry(response, words, onChange) {
  const names = [words.top_number, words.bottom_number];
  if (response.mixed) names.unshift(words.whole_number);
  const boxes = boxesOf(names, onChange, (box) => {
    const [before, after] = box.value.split(/[/⁄]/);
    if (box === whole && /\d\s$/.test(box.value)) pass(box, top, before.trim(), "");
    else if (after !== undefined && box !== bottom) {
      if (box === whole) [top.value, whole.value] = [before, ""];
      pass(top, bottom, before, after);
    }
  });
  const [bottom, top, whole] = [...boxes].reverse();
  const [over, under, ones] = [top, bottom, whole].map((box) => () => box?.value.trim() ?? "");
  const isWhole = () => ones() && !over() && !under();
  return {
    node: group(response, response.mixed ? words.mixed_help : words.fraction_help, row(whole, element("div", { class: "mesur-fraction" }, top, bottom))),
    read: () => (over() || under() ? `${ones()} ${over()}/${under()}`.trim() : ones()),
    wanting: () => (isWhole() ? "" : missing([top, bottom], boxes, words)),
    fill(reply) {
      const parts = reply.split(/[ /]/);
      if (whole && reply.includes("/") && parts.length < 3) parts.unshift("");
      fill(boxes, parts);
    },
    focus: () => (boxes.every(isEmpty) ? boxes[0] : ([top, bottom].find(isEmpty) ?? (/^0+$/.test(under()) ? bottom : top))).focus(),
    typing: boxes[0],
  };
}

export function timeEntry(response, words, onChange) {
  const boxes = boxesOf([words.clock_hours, words.clock_minutes], onChange, (box) => {
    const [before, after] = box.value.split(/[:.,\s]/);
    if (after !== undefined && box === hours) pass(hours, minutes, before, after);
  });
  const [hours, minutes] = boxes;
  const half = response.clock === "am-pm" ? chips("half", HALVES, response.lang, onChange) : null;
  half?.node.setAttribute("role", "radiogroup");
  half?.node.setAttribute("aria-label", words.am_or_pm);
  const isWanting = () => half && !half.read();
  return {
    node: group(response, half ? words.half_help : words.time_help, row(hours, element("span", { "aria-hidden": "true" }, ":"), minutes, half?.node)),
    read: () => `${hours.value.trim()}:${minutes.value.trim()} ${half?.read() ?? ""}`.replace(/^: $/, "").trim(),
    wanting: () => missing(boxes, boxes, words) || (isWanting() ? words.empty_half : ""),
    fill(reply) {
      const [first, second, which] = reply.split(/[: ]/);
      fill(boxes, [first, second]);
      half?.fill(which);
    },
    focus: () => (isWanting() && !boxes.some(isEmpty) ? half : (boxes.find(isEmpty) ?? hours)).focus(),
    typing: hours,
  };
}

const isEmpty = (box) => box.value.trim() === "";
const row = (...parts) => element("div", { class: "mesur-number__row mesur-boxes" }, ...parts);

function boxesOf(names, onChange, typed) {
  const boxes = names.map((name, place) =>
    element("input", {
      class: "govuk-input mesur-number mesur-box",
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      "aria-label": name,
      "aria-describedby": "answer-error",
      on: {
        input: ({ target }) => {
          typed(target);
          onChange();
        },
        keydown: (event) => step(event, boxes, place),
      },
    }),
  );
  return boxes;
}

// The caret moves through what is written first.
function step(event, boxes, place) {
  const { key, target } = event;
  const left = { ArrowLeft: target.selectionStart, ArrowRight: target.value.length - target.selectionEnd }[key];
  const next = boxes[place + STEPS[key]];
  if (left || !next) return;
  event.preventDefault();
  next.focus();
}

function pass(box, next, before, after) {
  box.value = before;
  next.value = after || next.value;
  next.focus();
}

function fill(boxes, parts) {
  boxes.forEach((box, place) => {
    box.value = parts[place] ?? "";
  });
}

function missing(asked, boxes, words) {
  if (boxes.every(isEmpty)) return words.empty_number;
  return asked.some(isEmpty) ? words.empty_places : "";
}
