// A ruler over the drawing of a question or a scenario, marked in the squares of that drawing. It is dragged by mouse or
// finger, and moved and turned in steps by keys or by buttons: not everybody can drag.
import { element, say } from "../dom.js";
import { switchButton } from "./switch.js";

const TURN = 15; // degrees
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TURNS = { Enter: TURN, " ": TURN, "+": TURN, "-": -TURN };
const SHARE = 0.8; // of the drawing's width, at most

export function rulerTool(form, _, words) {
  const drawing = form.querySelector(".item-squares, .item-map, .item-coordinates");
  if (!drawing) return null;
  const [width, height] = [drawing.viewBox.baseVal.width, drawing.viewBox.baseVal.height];
  const unit = squareOf(drawing);
  const squares = Math.max(2, Math.floor((width * SHARE) / unit));
  const told = element("p", { class: "govuk-visually-hidden", role: "status" });
  const handle = element("button", {
    type: "button",
    class: "mesur-ruler__handle",
    "aria-label": say(words.ruler, { squares }),
    on: { keydown: byKey, pointerdown: grip, pointermove: drag, pointerup: letGo, pointercancel: letGo },
  });
  const ruler = element("span", { class: "mesur-ruler", html: marks(squares, unit) });
  ruler.append(handle);
  const over = element("span", { class: "mesur-ruler-over" }, ruler);
  const place = element("span", { class: "mesur-ruler-place" });
  drawing.replaceWith(place);
  place.append(drawing, over);

  // where the middle of the ruler is, in the drawing's own units, and how far it is turned
  let at = { x: (squares * unit) / 2 + unit / 4, y: height - unit * 0.6, turn: 0 };
  let held = null;

  function show() {
    const scale = drawing.getBoundingClientRect().width / width;
    ruler.style.setProperty("width", `${squares * unit * scale}px`);
    ruler.style.setProperty("left", `${at.x * scale}px`);
    ruler.style.setProperty("top", `${at.y * scale}px`);
    ruler.style.setProperty("transform", `translate(-50%, -50%) rotate(${at.turn}deg)`);
  }

  function move(x, y) {
    at = { ...at, x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
    show();
  }

  const step = ([across, down], share = 4) => move(at.x + (across * unit) / share, at.y + (down * unit) / share);

  function turn(by) {
    at.turn = (at.turn + by + 360) % 360;
    show();
    told.textContent = say(words.turned, { degrees: at.turn });
  }

  function byKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (STEPS[event.key]) step(STEPS[event.key], event.shiftKey ? 1 : 4);
    else if (TURNS[event.key]) turn(TURNS[event.key]);
    else return;
    event.preventDefault();
  }

  function grip(event) {
    handle.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, from: at };
  }

  function drag(event) {
    if (!held) return;
    const scale = drawing.getBoundingClientRect().width / width;
    move(held.from.x + (event.clientX - held.x) / scale, held.from.y + (event.clientY - held.y) / scale);
  }

  function letGo() {
    held = null;
  }

  const press = (label, sign, act) =>
    element("button", { type: "button", class: "mesur-tools__button mesur-tools__button--sign", "aria-label": label, on: { click: act } }, element("span", { "aria-hidden": "true" }, sign));
  const panel = element(
    "div",
    { class: "mesur-tools__panel mesur-ruler-panel", role: "group", "aria-label": words.name },
    element("p", { class: "mesur-tools__how" }, words.how),
    element(
      "div",
      { class: "mesur-tools__row" },
      press(words.left, "←", () => step(STEPS.ArrowLeft, 1)),
      press(words.right, "→", () => step(STEPS.ArrowRight, 1)),
      press(words.up, "↑", () => step(STEPS.ArrowUp, 1)),
      press(words.down, "↓", () => step(STEPS.ArrowDown, 1)),
      press(words.anticlockwise, "↺", () => turn(-TURN)),
      press(words.clockwise, "↻", () => turn(TURN)),
    ),
    told,
  );
  new ResizeObserver(show).observe(drawing);
  const button = switchButton(words.name, "expanded", (isOn) => {
    panel.hidden = over.hidden = !isOn;
    if (isOn) show();
  });
  return { button, panel };
}

// The side of a square: of the squares that are drawn, or the gap between upright lines.
function squareOf(drawing) {
  const sizes = [...drawing.querySelectorAll("rect")].map((each) => [each.width.baseVal.value, each.height.baseVal.value]);
  const squares = sizes.filter(([across, down]) => across === down).map(([across]) => across);
  if (squares.length) return Math.min(...squares);
  const lines = [...drawing.querySelectorAll(":scope > line")].map(({ x1, x2 }) => [x1.baseVal.value, x2.baseVal.value]);
  const places = lines.filter(([from, to]) => from === to).map(([from]) => from).sort((one, other) => one - other);
  return Math.min(...places.slice(1).map((each, before) => each - places[before]).filter((gap) => gap > 1));
}

// The ruler itself: a number at each square, a short mark half-way.
function marks(squares, unit) {
  const [long, high] = [squares * unit, unit * 1.1];
  const drawn = Array.from({ length: 2 * squares + 1 }, (_, half) => {
    const x = (half * unit) / 2;
    const mark = `<path d="M${x} 0v${half % 2 ? high * 0.2 : high * 0.35}"/>`;
    return half % 2 || half === 0 || half === 2 * squares ? mark : `${mark}<text x="${x}" y="${high * 0.8}">${half / 2}</text>`;
  });
  return `<svg aria-hidden="true" viewBox="0 0 ${long} ${high}">${drawn.join("")}</svg>`;
}
