// Each answer is covered until the learner uncovers it, and can be covered again.
import { element, say } from "../dom.js";
import { answerRows, toolsOf } from "./answer-rows.js";

export function maskingTool(form, _, words) {
  for (const { answer, row, number } of answerRows(form)) {
    const uncover = element("button", { type: "button", class: "mesur-answer-row__cover", on: { click: () => turn(false, true) } }, say(words.uncover, { number }));
    const cover = element(
      "button",
      { type: "button", class: "mesur-answer-row__tool", "aria-label": say(words.cover, { number }), on: { click: () => turn(true, true) } },
      "▤",
    );

    function turn(isCovered, byHand) {
      row.classList.toggle("mesur-answer-row--covered", isCovered);
      answer.inert = isCovered;
      uncover.hidden = !isCovered;
      toolsOf(row).hidden = isCovered;
      if (byHand) (isCovered ? uncover : answer.querySelector("input")).focus();
    }

    row.append(uncover);
    toolsOf(row).append(cover);
    turn(true, false);
  }
  return null;
}
