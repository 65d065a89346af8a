// The tools of a learner's access settings, fetched only for those who have any. The player says which a question allows.
import { element } from "./dom.js";
import { eliminationTool } from "./tools/answer-elimination.js";
import { maskingTool } from "./tools/answer-masking.js";
import { calculatorTool } from "./tools/calculator.js";
import { highlighterTool } from "./tools/highlighter.js";
import { lineReaderTool } from "./tools/line-reader.js";
import { numberLineTool } from "./tools/number-line.js";
import { rulerTool } from "./tools/ruler.js";
import { restBreakTool } from "./tools/rest-break.js";
import { scratchpadTool } from "./tools/scratchpad.js";

// Each takes the question's form, the item and its own words, and returns its button, if it has one, and what is said
// beneath the buttons (`told`) or opens beside the question (`panel`).
const TOOLS = {
  line_reader: lineReaderTool,
  highlighter: highlighterTool,
  answer_masking: maskingTool,
  answer_elimination: eliminationTool,
  scratchpad: scratchpadTool,
  calculator: calculatorTool,
  ruler: rulerTool,
  number_line: numberLineTool,
  breaks: restBreakTool,
};

const words = JSON.parse(document.getElementById("mesur-tools").textContent);

// as in tools.css: where the panels lie over the question
const over = matchMedia("(width < 60rem) and (height >= 34rem)");

// what is focused scrolls clear of them
const clear = (panels) => document.documentElement.style.setProperty("--panels", `${panels.offsetHeight}px`);
const observer = new ResizeObserver(([{ target }]) => target.isConnected && clear(target));

document.addEventListener("mesur:tools", ({ detail: { form, item } }) => {
  const made = item.tools.map((name) => TOOLS[name](form, item, words[name])).filter(Boolean);
  if (!made.length) return;
  const each = (what) => made.map((tool) => tool[what]).filter(Boolean);
  const row = element("section", { class: "mesur-tools", "aria-label": words.tools }, ...each("button"), ...each("told"));
  const panels = element("div", { class: "mesur-tools__panels" }, ...each("panel"));
  form.prepend(row, panels);
  observer.observe(panels);
  for (const { button, panel } of made) if (panel) openable(button, panel, form);
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches(":is(.mesur-sheets, .mesur-toggle) :focus-visible")) keepInSight(form, target);
  });
  requestAnimationFrame(() => keepInSight(form)); // one may be open from the question before
});

// On a narrow screen its button in the row above is out of sight while it is used: the panel has one of its own.
function openable(button, panel, form) {
  const close = () => {
    button.click();
    button.focus({ preventScroll: true });
  };
  panel.append(element("button", { type: "button", class: "mesur-tools__close", "aria-label": words.close, on: { click: close } }, element("span", { "aria-hidden": "true" }, "×")));
  button.addEventListener("click", () => {
    if (panel.hidden) return;
    panel.parentElement.scrollTop = panel.offsetTop;
    keepInSight(form);
  });
}

// Scrolls as little as it must: the answer and a picture come into sight where there is room, what is asked always.
function keepInSight(form, focused) {
  if (!over.matches || !form.querySelector(".mesur-tools__panel:not([hidden])")) return;
  clear(form.querySelector(".mesur-tools__panels"));
  const parts = [".mesur-reply", ".mesur-sheets__picture", ".mesur-prompt", ".mesur-prompt__asked"].map((name) => form.querySelector(name));
  for (const part of [...parts, focused]) part?.scrollIntoView({ block: "nearest" });
}
