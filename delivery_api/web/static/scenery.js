// The pictures of the player's pages: one hill, seen from below at the start, from its top at the end, and at rest while
// something is waited for; and an opening for each passage.
import { drawing, fill, kite, round, shape, stroke } from "./drawn.js";

const cloud = (x, y, more = {}) =>
  shape(
    "g",
    { transform: `translate(${x} ${y})`, fill: "var(--cloud)", ...more },
    shape("ellipse", { rx: 78, ry: 22 }),
    shape("ellipse", { cx: 44, cy: -18, rx: 48, ry: 22 }),
  );

const SKY = "M0 0H680V625H0Z";

function land() {
  return [
    fill("M0 430L150 300L240 370L400 170L560 350L680 280V625H0Z", "hill-far"),
    fill("M400 170L345 240L380 232L405 262L432 236L462 240Z", "cloud"),
    fill("M0 520C120 420 260 470 360 430C470 390 560 430 680 400V625H0Z", "hill"),
    fill("M0 580C160 500 300 560 430 510C540 470 610 500 680 490V625H0Z", "hill-near"),
  ];
}

const track = () =>
  stroke("M40 620C140 560 260 570 300 500C330 440 360 420 372 350C380 300 392 240 400 176", "cloud", 9, { "stroke-dasharray": "2 22" });

// On a narrow screen the style sheet makes the land lower, so that a wide strip holds all of it.
const hillside = () => [
  shape("g", { class: "mesur-scene__land" }, ...land(), track()),
  shape("g", { class: "mesur-scene__flag" }, stroke("M400 172V104", "ink", 5), fill("M402 104L456 121L402 138Z", "coral")),
];

const scene = (name, ...parts) => {
  const made = drawing(`mesur-scene__picture mesur-scene__picture--${name}`, "0 0 680 625", fill(SKY, "sky"), ...parts);
  made.setAttribute("preserveAspectRatio", "xMidYMax slice");
  return made;
};

export const startScene = () =>
  scene("start", round(540, 120, 58, "sun"), cloud(170, 110), cloud(590, 250), ...hillside(), kite({ transform: "translate(215 500) scale(2)", class: "mesur-scene__kite" }));

export const endScene = () =>
  scene("end", round(540, 130, 62, "sun"), cloud(150, 120), cloud(560, 250), ...hillside(), kite({ transform: "translate(300 96) scale(2.6)", class: "mesur-scene__kite" }));

// Somebody waits: a sheep at rest under a slow cloud.
export const restScene = () =>
  scene(
    "rest",
    cloud(200, 120, { class: "mesur-scene__cloud" }),
    fill("M0 470C160 380 300 420 420 370C540 330 620 350 680 330V625H0Z", "hill-far"),
    fill("M0 560C160 470 320 530 460 480C560 450 620 470 680 460V625H0Z", "hill"),
    shape(
      "g",
      { transform: "translate(330 470)" },
      shape("g", { fill: "var(--cloud)" }, ...[[-52, 6, 34], [-18, -14, 40], [24, -12, 38], [54, 8, 32], [0, 18, 44]].map(([cx, cy, r]) => shape("circle", { cx, cy, r }))),
      shape("ellipse", { cx: 86, cy: 2, rx: 26, ry: 20, fill: "var(--on-sun)" }),
      fill("M66 -14C56 -20 54 -6 64 -4Z", "on-sun"),
      stroke("M88 0q6 5 12 0", "cloud", 3),
      stroke("M-40 52V66M40 52V66", "on-sun", 8),
    ),
    fill("M0 600C200 530 360 590 500 560C600 540 640 550 680 545V625H0Z", "hill-near"),
  );

// A passage opens with a strip of land or of sea: which one is told by nothing but its id.
const OPENINGS = [
  () => [round(590, 38, 24, "sun"), fill("M0 110C90 40 190 90 300 50C420 10 520 80 680 40V120H0Z", "hill-far"), fill("M0 120C140 70 300 110 440 84C560 64 620 90 680 80V120Z", "hill"), kite({ transform: "translate(150 40) scale(1.3)" })],
  () => [round(110, 40, 24, "sun"), fill("M0 84Q28 70 56 84T112 84T168 84T224 84T280 84T336 84T392 84T448 84T504 84T560 84T616 84T680 84V120H0Z", "hill-far"), fill("M440 78H560L536 100H464Z", "coral"), fill("M498 74V20L548 70Z", "cloud"), fill("M0 104Q40 92 80 104T160 104T240 104T320 104T400 104T480 104T560 104T640 104T720 104V120H0Z", "hill")],
];

export function openingScene(id) {
  const which = [...id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % OPENINGS.length;
  const made = drawing("mesur-passage__opening", "0 0 680 120", fill("M0 0H680V120H0Z", "sky"), ...OPENINGS[which]());
  made.setAttribute("preserveAspectRatio", "xMidYMax slice");
  return made;
}
