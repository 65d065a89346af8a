// One practice question, with the buttons of an assessment in their places: "Next question" takes the answer, which here
// is checked at once and kept nowhere, and goes on when it is pressed again.
import { element } from "./dom.js";
import { questionFoot } from "./foot.js";
import { questionBody, showError } from "./question.js";

const boot = JSON.parse(document.getElementById("mesur-boot").textContent);
const words = { ...boot.say, ...JSON.parse(document.getElementById("mesur-reply-words").textContent) };
const nowhere = { get: () => null, put: () => {} };

let checked = false;

const heading = element("h1", { class: "mesur-question__number", id: "question", tabindex: "-1" }, words.heading);
const verdict = element("p", { class: "mesur-verdict", role: "status" });
const body = questionBody({ ...boot.item, language: boot.item.content_language }, {
  words,
  heading,
  places: nowhere,
  onChange: () => {
    checked = false;
    showError("");
    tell("");
  },
  askHint: async (number) => {
    const { hint_html: html, remaining: left } = await post("/api/practice/hints", { kind: boot.kind, hint: number });
    return html === undefined ? null : { html, left };
  },
});
const form = element(
  "form",
  { class: "mesur-question", novalidate: true },
  body.node,
  questionFoot(
    element(
      "div",
      { class: "mesur-foot__row" },
      element("a", { class: "mesur-quiet mesur-cannot", href: boot.following }, words.cannot),
      element("div", { class: "mesur-foot__middle" }, element("p", { class: "mesur-practice__sign" }, words.sign), verdict),
      element("button", { type: "submit", class: "govuk-button mesur-button mesur-next" }, words.next),
    ),
  ),
);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (checked) return location.assign(boot.following);
  const missing = body.control.wanting();
  if (missing) return body.refuse(missing);
  const answer = await post("/api/practice", { kind: boot.kind, response: body.control.read() });
  if (answer.detail) return body.refuse(answer.detail);
  checked = Boolean(answer.verdict);
  return tell(answer.verdict ?? "away");
});

function tell(what) {
  verdict.textContent = what ? words[what] : "";
  verdict.dataset.verdict = what;
}

async function post(path, sent) {
  try {
    const response = await fetch(`${path}?lang=${boot.language}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(sent),
    });
    return await response.json();
  } catch {
    return {};
  }
}

document.querySelector("[data-stage]").replaceChildren(form);
body.settle();
