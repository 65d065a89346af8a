// Three faces. At the end of a sitting a child may say how it was: to nobody, since nothing is sent or kept.
import { element } from "./dom.js";
import { drawing, round, stroke } from "./drawn.js";

const MOUTHS = { happy: "M17 29Q24 38 31 29", "so-so": "M17 32H31", "not happy": "M17 34Q24 26 31 34" };

export const facePicture = (face) =>
  drawing("mesur-face__picture", "0 0 48 48", round(24, 24, 21, "sun"), round(17, 20, 2.6, "on-sun"), round(31, 20, 2.6, "on-sun"), stroke(MOUTHS[face], "on-sun", 3.2));

// `faces` are [face, its name, what is said back].
export function feelingFaces({ heading, private: nobody, faces }) {
  const said = element("p", { class: "mesur-feel__said", role: "status" });
  const choice = ([face, name, back]) => {
    const input = element("input", { type: "radio", name: "feeling", value: face, class: "mesur-feel__input", on: { change: () => { said.textContent = back; } } });
    return element("label", { class: "mesur-feel__face" }, input, facePicture(face), element("span", {}, name));
  };
  return element(
    "fieldset",
    { class: "mesur-feel" },
    element("legend", { class: "mesur-feel__asked" }, heading),
    element("p", { class: "mesur-secondary mesur-feel__note" }, nobody),
    element("div", { class: "mesur-feel__faces" }, ...faces.map(choice)),
    said,
  );
}
