// A number line to think with: a marker that is moved by keys, buttons or a tap, and marks that are left where it was.
// What stands on it is sent nowhere and goes with the question.
import { element, say } from "../dom.js";
import { switchButton } from "./switch.js";

// from, to, the step of the marker and the lines, and how often a line has a number
const LINES = [
  [0, 10, 1, 1],
  [0, 20, 1, 5],
  [0, 100, 1, 10],
  [-10, 10, 1, 5],
  [0, 1, 0.1, 0.5],
];
// pixels: the middle of the line from above, and the least width in which it is drawn
const [AXIS, NARROWEST] = [34, 160];

let chosen = 1;

const shown = (number) => String(Number(number.toFixed(1))).replace("-", "−");

export function numberLineTool(_, { id }, words) {
  const drawn = element("div", { class: "mesur-number-line__drawn", on: { click: byTap } });
  const range = element("input", {
    type: "range",
    class: "mesur-number-line__range",
    "aria-label": words.marker,
    on: { input: () => draw(), keydown: byKey },
  });
  const told = element("p", { class: "govuk-visually-hidden", role: "status" });
  const choice = element(
    "select",
    { class: "mesur-number-line__choice", id: `number-line-${id}`, on: { change: () => begin(Number(choice.value)) } },
    ...LINES.map(([from, to], place) => element("option", { value: place }, say(words.from_to, { from: shown(from), to: shown(to) }))),
  );
  const press = (label, sign, act) =>
    element("button", { type: "button", class: "mesur-tools__button mesur-tools__button--sign", "aria-label": label, on: { click: act } }, element("span", { "aria-hidden": "true" }, sign));
  const panel = element(
    "div",
    { class: "mesur-tools__panel mesur-number-line", role: "group", "aria-label": words.name },
    element("p", { class: "mesur-tools__how" }, words.how),
    element("div", { class: "mesur-number-line__which" }, element("label", { class: "mesur-tools__how", for: `number-line-${id}` }, words.which), choice),
    drawn,
    element("div", { class: "mesur-number-line__moved" }, press(words.lower, "←", () => step(-1)), range, press(words.higher, "→", () => step(1))),
    element(
      "div",
      { class: "mesur-tools__row" },
      element("button", { type: "button", class: "mesur-tools__button", on: { click: mark } }, words.mark),
      element("button", { type: "button", class: "mesur-tools__button", on: { click: () => begin(chosen) } }, words.clear),
    ),
    told,
  );

  let marked = new Set();

  function begin(place) {
    chosen = place;
    const [from, to, by] = LINES[place];
    choice.value = String(place);
    marked = new Set();
    Object.assign(range, { min: from, max: to, step: by, value: Math.max(from, 0) });
    told.textContent = "";
    draw();
  }

  function step(by) {
    range.valueAsNumber += by * LINES[chosen][2];
    draw();
    told.textContent = shown(range.valueAsNumber);
  }

  function mark() {
    const here = shown(range.valueAsNumber);
    const left = !marked.delete(here);
    if (left) marked.add(here);
    draw();
    told.textContent = say(left ? words.marked : words.unmarked, { number: here });
  }

  function byKey(event) {
    if (event.key !== "Enter") return; // which would send the answer
    event.preventDefault();
    mark();
  }

  function byTap(event) {
    const [from, to] = LINES[chosen];
    const { edge, length } = room();
    const share = (event.clientX - drawn.getBoundingClientRect().left - edge) / length;
    range.value = from + share * (to - from);
    draw();
  }

  // It is as wide as there is room for, and its numbers are as large as the words of the page.
  function room() {
    const size = parseFloat(getComputedStyle(drawn).fontSize) || 16;
    const width = Math.max(NARROWEST, drawn.clientWidth);
    return { size, width, edge: size, length: width - 2 * size };
  }

  function draw() {
    const [from, to, by] = LINES[chosen];
    const { size, width, edge, length } = room();
    const every = numbered(LINES[chosen], length, size);
    const across = (number) => edge + ((number - from) / (to - from)) * length;
    const below = AXIS + 13 + size;
    const lines = Array.from({ length: Math.round((to - from) / by) + 1 }, (_, number) => {
      const value = from + number * by;
      const isNumbered = isWhole(value / every);
      const text = isNumbered ? `<text x="${across(value)}" y="${below}">${shown(value)}</text>` : "";
      const height = isNumbered ? 11 : 6;
      return `<path d="M${across(value)} ${AXIS - height}v${2 * height}"/>${text}`;
    });
    const dots = [...marked].map((value) => `<circle cx="${across(Number(value.replace("−", "-")))}" cy="${AXIS}" r="7"/>`);
    const here = across(range.valueAsNumber);
    const marker = `<path class="mesur-number-line__marker" d="M${here} ${AXIS - 12}l-9 -18h18z"/>`;
    const html = `<svg aria-hidden="true" viewBox="0 0 ${width} ${below + size / 2}"><path d="M${edge} ${AXIS}H${width - edge}"/>${lines.join("")}${dots.join("")}${marker}</svg>`;
    drawn.replaceChildren(element("span", { html }));
    range.setAttribute("aria-valuetext", shown(range.valueAsNumber));
  }

  // its width alone: its height follows
  let wide = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width && contentRect.width !== wide) draw();
    wide = contentRect.width;
  }).observe(drawn);
  begin(chosen);
  const button = switchButton(words.name, "expanded", (isOn) => {
    panel.hidden = !isOn;
  });
  return { button, panel };
}

const isWhole = (number) => Math.abs(number - Math.round(number)) < 0.001;

// How often a line has a number: as its kind says, or less often where they would touch.
function numbered([from, to, , every], length, size) {
  const widest = Math.max(...[from, to, from + every].map((each) => shown(each).length));
  const fits = (step) => (step / (to - from)) * length > (0.6 * widest + 0.5) * size;
  return [1, 2, 5, 10].map((times) => times * every).find((step) => isWhole((to - from) / step) && fits(step)) ?? to - from;
}
