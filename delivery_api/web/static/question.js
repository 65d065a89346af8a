// A question on the page: what it asks, what it asks about, the way to answer, and its hints.
import { element } from "./dom.js";
import { hintPlace } from "./hints.js";
import { moreBelow } from "./more-below.js";
import { replyControl } from "./reply.js";
import { sheets } from "./sheets.js";
import { besides } from "./stimulus.js";

// `item` is what the server shows; its `language` that of its content. `askHint` brings the next hint, see hints.js.
export function questionBody(item, { words, heading, notice, places, onChange, askHint }) {
  const control = replyControl(item, words, onChange);
  const { hints: all, hints_taken: taken = [], language: lang } = item;
  const hints = all ? hintPlace({ taken, left: all - taken.length, lang }, words, askHint) : null;
  const prompt = element("div", { class: "mesur-prompt", id: "prompt", lang: item.language, html: item.prompt_html });
  // whoever hears the number hears the question after it
  heading.setAttribute("aria-describedby", "prompt");
  const middle = element(
    "div",
    { class: "mesur-question__middle" },
    notice ? element("p", { class: "mesur-notice" }, notice) : null,
    sheets(item.stimulus ? null : heading, prompt, control, hints, item.response.type),
  );
  moreBelow(middle, control.node, words);
  const sides = item.stimulus ? besides(item, heading, middle, words, places) : null;
  typeAnywhere(heading, control);
  const untouched = JSON.stringify(control.read());
  return {
    node: sides?.node ?? middle,
    control,
    isBegun: () => JSON.stringify(control.read()) !== untouched,
    isSeen: () => sides?.isSeen() ?? true,
    turnTo: (side) => sides?.turnTo(side),
    settle() {
      if (sides) return sides.settle();
      window.scrollTo(0, 0);
      return heading.focus({ preventScroll: true });
    },
    refuse(message) {
      sides?.turnTo("question");
      showError(message);
      control.focus();
    },
    leave: () => sides?.leave(),
  };
}

// The heading has the focus when a question comes, so that it is read out; a digit typed then still goes into the box.
function typeAnywhere(heading, { typing }) {
  if (!typing) return;
  heading.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && /^[-\d.£]$/.test(event.key)) typing.focus();
  });
}

export function showError(message) {
  const place = document.getElementById("answer-error");
  if (!place || place.textContent === message) return;
  place.textContent = message;
  place.closest(".mesur-reply").classList.toggle("mesur-reply--error", message !== "");
  for (const box of place.closest(".mesur-reply").querySelectorAll("input[type=text]")) {
    box.setAttribute("aria-invalid", String(message !== ""));
  }
}
