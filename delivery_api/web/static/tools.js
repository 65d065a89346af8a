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

// Each takes the question's form, the item and its own words, and returns what stands in the row of tools, if anything.
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

document.addEventListener("mesur:tools", ({ detail: { form, item } }) => {
  const made = item.tools.map((name) => TOOLS[name](form, item, words[name])).filter(Boolean);
  if (!made.length) return;
  const buttons = element("div", { class: "mesur-tools__row" }, ...made.map(({ button }) => button));
  form.prepend(element("section", { class: "mesur-tools", "aria-label": words.tools }, buttons, ...made.map(({ panel }) => panel)));
});
