// Drawings made in code. Colours are the theme's variables, so that every theme reaches into them.

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
}

// A drawing that says nothing which the words beside it do not.
export const drawing = (name, viewBox, ...children) =>
  shape("svg", { class: name, viewBox, "aria-hidden": "true", focusable: "false" }, ...children);

export const fill = (d, colour, more = {}) => shape("path", { d, fill: `var(--${colour})`, ...more });
export const stroke = (d, colour, width, more = {}) =>
  shape("path", { d, fill: "none", stroke: `var(--${colour})`, "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round", ...more });
export const round = (cx, cy, r, colour) => shape("circle", { cx, cy, r, fill: `var(--${colour})` });

// The red kite: forked tail, wings spread, pale patches under them; about 44 by 30, its middle at 0, 0.
export const kite = (more = {}) =>
  shape(
    "g",
    more,
    fill("M0 -4C-6 -13 -15 -16 -23 -12C-17 -9 -13 -4 -9 1C-6 4 -3 5 -1 5L-4 14L0 11L4 14L1 5C3 5 6 4 9 1C13 -4 17 -9 23 -12C15 -16 6 -13 0 -4Z", "coral"),
    fill("M-17 -11.5C-13 -11 -10 -8 -8 -5C-11 -6 -14 -8.500 -17 -11.5ZM17 -11.5C13 -11 10 -8 8 -5C11 -6 14 -8.500 17 -11.5Z", "cloud"),
    round(0, -5.5, 3.4, "cloud"),
    fill("M-1.200 -7.500L0 -11L1.200 -7.500Z", "sun"),
  );
