// Asks before something that cannot be taken back: a dialogue over the page, which Escape leaves. It goes with what it is
// about: whatever takes the place of the question or page takes its place too.
import { element } from "./dom.js";

// `choices` are [words, what happens, or null for "stay"]; the first is the one that is meant to be pressed.
export function askFirst({ heading, lines, choices, more = [] }) {
  const dialog = element("dialog", { class: "mesur-asking", "aria-labelledby": "asking" });
  const button = ([text, act], index) =>
    element(
      "button",
      {
        type: "button",
        class: index ? "govuk-button govuk-button--secondary mesur-button" : "govuk-button mesur-button",
        on: {
          click: () => {
            dialog.close();
            act?.();
          },
        },
      },
      text,
    );
  dialog.append(
    element("h2", { class: "govuk-heading-l", id: "asking" }, heading),
    ...lines.filter(Boolean).map((line) => element("p", { class: "govuk-body-l" }, line)),
    element("div", { class: "mesur-asking__choices" }, ...choices.map(button), ...more),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector("[data-stage]").append(dialog);
  dialog.showModal();
}
