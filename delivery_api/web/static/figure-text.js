// The words and numerals of a drawing, never smaller than the page's own: a drawing is made for one size, and is shown
// in many. Words of a kind grow together, as far as they stay clear of all others and of what is drawn.

const STEPS = 5;
// units of the drawing for which a word may reach over its edge
const OUTSIDE = 14;
// units between the points of an outline that are looked at, fewer than a word is high
const NEAR = 5;

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.isConnected) fit(target);
});

// Each drawing in `place` is followed from now on, whatever size the screen gives it.
export function keepFiguresReadable(place) {
  for (const figure of place.querySelectorAll("svg.item-figure")) {
    // about twice its own size, in units that grow with the reader's text
    if (figure.viewBox.baseVal?.width) figure.style.maxWidth = `min(100%, ${figure.viewBox.baseVal.width / 8}rem)`;
    observer.observe(figure);
  }
}

function fit(figure) {
  const scale = figure.getScreenCTM()?.a;
  const texts = [...figure.querySelectorAll("text")];
  if (!texts.length || !scale) return;
  const least = parseFloat(getComputedStyle(figure.parentElement).fontSize) / scale;
  for (const text of texts) grow(text, 0);
  const drawn = outlines(figure);
  const most = clashes(figure, texts, drawn);
  for (const kind of kinds(texts)) {
    for (let step = STEPS; step >= 0; step -= 1) {
      for (const text of kind) grow(text, (Math.max(0, least - drawnSize(text)) * step) / STEPS);
      if (clashes(figure, texts, drawn) <= most) break;
    }
  }
}

const drawnSize = (text) => Number(text.getAttribute("font-size")) || 16;

function kinds(texts) {
  const found = new Map();
  for (const text of texts) {
    const kind = ["font-size", "font-weight", "text-anchor"].map((name) => text.getAttribute(name)).join();
    found.set(kind, [...(found.get(kind) ?? []), text]);
  }
  return found.values();
}

// A word that grows stays centred on the line that it names.
function grow(text, units) {
  text.style.fontSize = units ? `${drawnSize(text) + units}px` : "";
  if (units) text.setAttribute("dy", (0.3 * units).toFixed(2));
  else text.removeAttribute("dy");
}

// Points of what is drawn, by the group that it is drawn in: a group may have been moved.
function outlines(figure) {
  const found = new Map();
  for (const shape of figure.querySelectorAll("line, path, rect, circle, ellipse, polygon")) {
    const length = shape.getTotalLength();
    const points = found.get(shape.parentNode) ?? [];
    for (let at = 0; at <= length; at += NEAR) points.push(shape.getPointAtLength(at));
    found.set(shape.parentNode, points);
  }
  return found;
}

function clashes(figure, texts, drawn) {
  const { width } = figure.viewBox.baseVal;
  const boxes = texts.map((text) => text.getBBox());
  let count = 0;
  boxes.forEach((one, index) => {
    if (one.x < -OUTSIDE || one.x + one.width > width + OUTSIDE) count += 1;
    if (drawn.get(texts[index].parentNode)?.some((point) => overlap(one, { ...ZERO, x: point.x, y: point.y }))) count += 1;
    for (const other of boxes.slice(index + 1)) if (overlap(one, other)) count += 1;
  });
  return count;
}

const ZERO = { width: 0, height: 0 };

const overlap = (one, other) =>
  one.x < other.x + other.width + 1 &&
  other.x < one.x + one.width + 1 &&
  one.y + one.height * 0.15 < other.y + other.height * 0.85 &&
  other.y + other.height * 0.15 < one.y + one.height * 0.85;
