// A window for a few lines: what is above and below it is covered. It moves by its handle, with mouse, finger or
// arrow keys, and by two buttons: not everybody can drag.
import { element } from "../dom.js";
import { switchButton } from "./switch.js";

const STEP = 4; // per cent of the screen's height
const KEYS = { ArrowUp: -STEP, ArrowDown: STEP, PageUp: -4 * STEP, PageDown: 4 * STEP };

let place = 30;

export function lineReaderTool(form, _, words) {
  const handle = element("div", {
    class: "mesur-reader__handle",
    role: "slider",
    tabindex: "0",
    "aria-label": words.move,
    "aria-orientation": "vertical",
    "aria-valuemin": "0",
    "aria-valuemax": "90",
    on: { keydown: byKey, pointerdown: (event) => handle.setPointerCapture(event.pointerId), pointermove: byPointer },
  });
  const step = (side, label, by) =>
    element("button", { type: "button", class: `mesur-reader__step mesur-reader__step--${side}`, "aria-label": label, on: { click: () => move(place + by) } });
  const reader = element(
    "div",
    { class: "mesur-reader" },
    element("div", { class: "mesur-reader__above" }),
    element("div", { class: "mesur-reader__below" }),
    step("up", words.up, -STEP),
    handle,
    step("down", words.down, STEP),
  );

  function move(to) {
    place = Math.round(Math.min(90, Math.max(0, to)));
    reader.style.setProperty("--place", `${place}vh`);
    handle.setAttribute("aria-valuenow", String(place));
  }

  function byKey(event) {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    move(place + step);
  }

  function byPointer(event) {
    if (handle.hasPointerCapture(event.pointerId)) move((event.clientY / window.innerHeight) * 100 - STEP);
  }

  move(place);
  form.append(reader);
  return {
    button: switchButton(words.name, "pressed", (isOn) => {
      reader.hidden = !isOn;
    }),
  };
}
