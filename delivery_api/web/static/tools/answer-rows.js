// The answers to choose from, each in a row of its own with room for the buttons of tools.
import { element } from "../dom.js";

export function answerRows(form) {
  return [...form.querySelectorAll(".mesur-reply :is(.mesur-choice, .mesur-tick)")].map((answer, index) => {
    if (answer.parentElement.matches(".mesur-answer-row")) return { answer, row: answer.parentElement, number: index + 1 };
    const row = element("div", { class: "mesur-answer-row" });
    answer.replaceWith(row);
    row.append(answer, element("div", { class: "mesur-answer-row__tools" }));
    return { answer, row, number: index + 1 };
  });
}

export const toolsOf = (row) => row.querySelector(".mesur-answer-row__tools");
