// Whether as many are chosen as are wanted, and how many are so far.
import { element, say } from "../dom.js";

// `exactly` holds the sentence for each number, since languages count differently.
export function countOf({ least, most }, exactly, words) {
  const asked = least === most ? exactly[least] : say(words.choose_between, { least, most });
  const told = element("p", { class: "mesur-count", role: "status" });
  return {
    told,
    tell: (count) => {
      told.textContent = count ? say(words.chosen_so_far, { count }) : "";
    },
    wanting: (count) => {
      if (count === 0) return words.empty_choice;
      return count >= least && count <= most ? "" : say(words.wrong_count, { count, asked });
    },
  };
}
