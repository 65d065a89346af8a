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

// where the panels lie over the question, what is focused scrolls clear of them
const observer = new ResizeObserver(([{ target }]) => {
  if (target.isConnected) document.documentElement.style.setProperty("--panels", `${target.offsetHeight}px`);
});

document.addEventListener("mesur:tools", ({ detail: { form, item } }) => {
  const made = item.tools.map((name) => TOOLS[name](form, item, words[name])).filter(Boolean);
  if (!made.length) return;
  const each = (what) => made.map((tool) => tool[what]).filter(Boolean);
  const row = element("section", { class: "mesur-tools", "aria-label": words.tools }, ...each("button"), ...each("told"));
  const panels = element("div", { class: "mesur-tools__panels" }, ...each("panel"));
  form.prepend(row, panels);
  observer.observe(panels);
});
