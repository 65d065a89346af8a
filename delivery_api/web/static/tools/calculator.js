// A calculator beneath the row of tools: by its buttons, or by the keys that are typed in its display.
import { element } from "../dom.js";
import { CLEARED, pressed } from "./calculator-steps.js";
import { switchButton } from "./switch.js";

const KEYS = ["C", "⌫", "7", "8", "9", "÷", "4", "5", "6", "×", "1", "2", "3", "-", "0", ".", "=", "+"];
const TYPED = { "*": "×", "/": "÷", Enter: "=", Backspace: "⌫", Delete: "C", ",": "." };

let state = CLEARED;

export function calculatorTool(_, __, words) {
  const display = element("input", {
    class: "mesur-calculator__display",
    type: "text",
    readonly: true,
    "aria-label": words.display,
    on: { keydown: byKey },
  });
  const told = element("p", { class: "govuk-visually-hidden", role: "status" });
  const key = (name) =>
    element("button", { type: "button", class: "mesur-calculator__key", "aria-label": words.keys[name], on: { click: () => press(name) } }, name === "-" ? "−" : name);
  const panel = element(
    "div",
    { class: "mesur-tools__panel mesur-calculator", role: "group", "aria-label": words.name },
    element("div", { class: "mesur-calculator__keys" }, display, ...KEYS.map(key)),
    told,
  );

  function show() {
    display.value = state.shown?.replace("-", "−") ?? words.error;
  }

  function press(name) {
    state = pressed(state, name);
    show();
    told.textContent = display.value;
  }

  function byKey(event) {
    const name = TYPED[event.key] ?? event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(name)) return;
    event.preventDefault();
    press(name);
  }

  show();
  const button = switchButton(words.name, "expanded", (isOn) => {
    panel.hidden = !isOn;
  });
  return { button, panel };
}
