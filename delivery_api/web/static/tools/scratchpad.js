// A box for jottings. What stands in it is sent nowhere and goes with the question.
import { element } from "../dom.js";
import { switchButton } from "./switch.js";

export function scratchpadTool(_, { id }, words) {
  const label = element("label", { class: "mesur-tools__how", for: `notes-${id}` }, words.label);
  const panel = element("div", { class: "mesur-tools__panel" }, label, element("textarea", { class: "mesur-notes", id: `notes-${id}`, rows: "4" }));
  const button = switchButton(words.name, "expanded", (isOn) => {
    panel.hidden = !isOn;
  });
  return { button, panel };
}
