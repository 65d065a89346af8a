// How a question stands on the page: what it asks, what it is about, and the way to answer. Where the screen is wide,
// a picture stands beside its question, and a long way to answer beside what it answers.
import { element } from "./dom.js";
import { keepFiguresReadable } from "./figure-text.js";

// characters of a question that is no heading any more
const LONG = 110;
const PICTURED = "svg, table, figure";
// Ways to answer that need a card of their own.
const TALL = ["ordering", "matching", "multiple", "table", "chart", "gaps", "select-text", "number-line"];

// The parts in the order in which they are read out; where each stands is the style sheet's.
export function sheets(heading, prompt, control, more, type) {
  const drawn = [...prompt.children].filter((child) => child.matches(PICTURED));
  if (control.picture) drawn.push(control.picture);
  const layout = drawn.length ? "picture" : TALL.includes(type) ? "answer" : "one";
  const picture = drawn.length ? element("div", { class: "mesur-sheets__picture", lang: prompt.lang }, ...drawn) : null;
  markAsked(prompt);
  const node = element(
    "div",
    { class: "mesur-sheets", "data-layout": layout },
    element("div", { class: "mesur-sheets__asked" }, heading, prompt),
    picture,
    element("div", { class: "mesur-sheets__reply" }, control.node, more),
  );
  keepFiguresReadable(node);
  return node;
}

// The last of its sentences is the question, or the last that asks: what is told before it, or how to answer, does not lead.
export function markAsked(prompt) {
  const said = [...prompt.querySelectorAll(":scope > p:not([class])")];
  const asked = said.findLast(({ textContent }) => textContent.trim().endsWith("?")) ?? said.at(-1);
  if (!asked) return;
  asked.classList.add("mesur-prompt__asked");
  asked.classList.toggle("mesur-prompt__asked--long", asked.textContent.length > LONG);
}
