// An answer that the learner has ruled out is struck through. Whoever chooses it after all takes that back.
import { element, say } from "../dom.js";
import { answerRows, toolsOf } from "./answer-rows.js";

export function eliminationTool(form, _, words) {
  for (const { answer, row, number } of answerRows(form)) {
    const cross = element(
      "button",
      {
        type: "button",
        class: "mesur-answer-row__tool",
        "aria-label": say(words.cross, { number }),
        "aria-pressed": "false",
        on: { click: () => set(cross.getAttribute("aria-pressed") !== "true") },
      },
      "✕",
    );

    function set(isCrossed) {
      cross.setAttribute("aria-pressed", String(isCrossed));
      row.classList.toggle("mesur-answer-row--crossed", isCrossed);
    }

    answer.querySelector("input").addEventListener("change", (event) => event.target.checked && set(false));
    toolsOf(row).append(cross);
  }
  return null;
}
