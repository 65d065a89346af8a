// A practice question as the player shows it, for staff: it can be tried, and nothing is sent or kept.
import { element } from "./dom.js";
import { questionBody } from "./question.js";

const boot = JSON.parse(document.getElementById("mesur-boot").textContent);
const words = JSON.parse(document.getElementById("mesur-reply-words").textContent);

const heading = element("h2", { class: "mesur-question__number", id: "question", tabindex: "-1" }, boot.heading);
const body = questionBody({ ...boot.item, language: boot.item.content_language }, {
  words,
  heading,
  places: { get: () => null, put: () => {} },
  onChange: () => {},
});

// this page has no foot, and scrolls past the question to its answers: a sign that it goes on would lie on the words
for (const sign of body.node.querySelectorAll(".mesur-more")) sign.remove();

document.querySelector("[data-stage]").replaceChildren(body.node);
