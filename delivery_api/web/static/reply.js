// The ways to answer, by the type of the response. Each gives a control:
//   node         what is shown
//   read()       the reply as it stands, finished or not; it is kept as the draft
//   wanting()    what is still missing, as a sentence; "" when the reply can be sent
//   fill(reply)  puts a reply or a draft back
//   focus()      goes to the first part that is not filled
//   picture      what is answered in, where it stands beside the question and not with the rest of the control
//   typing       the one box that a digit typed at the heading goes into, if there is one
import { fractionEntry, timeEntry } from "./replies/boxes.js";
import { chartCompletion } from "./replies/chart.js";
import { singleChoice } from "./replies/choice.js";
import { gaps } from "./replies/gaps.js";
import { hotspot } from "./replies/hotspot.js";
import { matching } from "./replies/matching.js";
import { multipleChoice } from "./replies/multiple.js";
import { numberLine } from "./replies/number-line.js";
import { numberEntry } from "./replies/number.js";
import { ordering } from "./replies/ordering.js";
import { selectText } from "./replies/select-text.js";
import { tableCompletion } from "./replies/table.js";

const CONTROLS = {
  number: numberEntry,
  fraction: fractionEntry,
  time: timeEntry,
  choice: singleChoice,
  multiple: multipleChoice,
  ordering,
  matching,
  gaps,
  hotspot,
  "number-line": numberLine,
  table: tableCompletion,
  chart: chartCompletion,
  "select-text": selectText,
};

export function replyControl(item, words, onChange) {
  return CONTROLS[item.response.type]({ ...item.response, lang: item.language }, words, onChange);
}
