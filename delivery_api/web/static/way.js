// How far the sitting is: a way up a hill. A stone is a fixed share of the sitting's length, and the words say no more
// than the stones do.
import { element } from "./dom.js";
import { drawing, fill, kite, round, shape, stroke } from "./drawn.js";

const STONES = 8;
const WORDS = ["none", "none", "begun", "some", "half", "more", "more", "near", "near"];
const SAMPLES = 32;
const [LEFT, RIGHT, FOOT, TOP] = [16, 286, 62, 22];

// where the kite was at the question before
let before = 0;

export const stonesPassed = (progress) => Math.floor(progress * STONES + 1e-6);
export const progressWords = (progress, words) => words[WORDS[stonesPassed(progress)]];

export function progressWay(progress, words) {
  const passed = stonesPassed(progress);
  const flier = kite({ class: "mesur-way__kite" });
  const place = (share) => {
    const [x, y] = at(share);
    flier.style.transform = `translate(${x}px, ${y - 15}px) scale(0.8)`;
  };
  place(before);
  requestAnimationFrame(() => requestAnimationFrame(() => place(progress)));
  before = progress;
  const picture = drawing(
    "mesur-way__picture",
    "0 0 320 72",
    fill("M0 72C60 40 120 58 180 40C230 24 280 22 320 14V72Z", "way-far", { class: "mesur-way__land" }),
    fill(`M0 72${line(0, 1)}L320 20V72Z`, "way-near", { class: "mesur-way__land" }),
    stroke(`M${at(0).join(" ")}${line(0, 1)}`, "way-path", 5),
    progress > 0 ? stroke(`M${at(0).join(" ")}${line(0, progress)}`, "sun", 5) : null,
    ...Array.from({ length: STONES - 1 }, (_, index) => stone((index + 1) / STONES, index < passed)),
    stroke(`M${RIGHT} ${TOP}V4`, "ink", 2.5),
    fill(`M${RIGHT} 3L${RIGHT + 16} 8L${RIGHT} 13Z`, "coral"),
    flier,
  );
  return element("p", { class: "mesur-way" }, picture, element("span", { class: "mesur-way__words" }, progressWords(progress, words)));
}

function stone(share, passed) {
  const [x, y] = at(share);
  return passed
    ? round(x, y, 6, "green")
    : shape("circle", { cx: x, cy: y, r: 5, fill: "var(--card)", stroke: "var(--edge)", "stroke-width": 2 });
}

// A point of the way: flat at first, then steeper, then the top.
function at(share) {
  const rise = share * share * (1.5 - 0.5 * share);
  return [LEFT + (RIGHT - LEFT) * share, FOOT - (FOOT - TOP) * rise].map((each) => Math.round(each * 10) / 10);
}

const line = (from, to) =>
  Array.from({ length: SAMPLES + 1 }, (_, index) => `L${at(from + ((to - from) * index) / SAMPLES).join(" ")}`).join("");
