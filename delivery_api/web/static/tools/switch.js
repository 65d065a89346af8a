// A button that turns a tool on and off, and remembers which it was from question to question.
import { element } from "../dom.js";

const on = new Set();

// `what` is "pressed" for what changes the page, "expanded" for what opens a panel beneath the buttons.
export function switchButton(name, what, turn) {
  const state = `aria-${what}`;
  const button = element("button", { type: "button", class: "mesur-tools__button", on: { click: () => set(!on.has(name)) } }, name);

  function set(isOn) {
    if (isOn) on.add(name);
    else on.delete(name);
    button.setAttribute(state, String(isOn));
    turn(isOn);
  }

  set(on.has(name));
  return button;
}
