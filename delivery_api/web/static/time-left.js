// The time that is left: only where there is a limit, and only while the child has it open.
import { element, say } from "./dom.js";

// `ask()` has the service asked at once; `hear(minutes)` takes what it said.
export function timeLeft(words, ask) {
  const told = element("span", { class: "mesur-time__told", role: "status" });
  const button = element("button", { type: "button", class: "mesur-quiet", "aria-expanded": "false", on: { click: turn } }, words.show);

  function turn() {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? words.hide : words.show;
    told.textContent = "";
    if (open) ask();
  }

  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  return {
    node: element("div", { class: "mesur-time" }, button, told),
    isOpen,
    hear(minutes) {
      const sentence = say(words.left, { minutes });
      if (isOpen() && minutes != null && told.textContent !== sentence) told.textContent = sentence;
    },
  };
}
