// Marks sentences of a passage. While it is on, each sentence is a switch; the marks stay for all questions of the passage.
import { element } from "../dom.js";
import { switchButton } from "./switch.js";

const SENTENCE = /[^.!?…]+[.!?…]*["'”’)]*\s*/g;

const marked = new Map();

export function highlighterTool(form, { stimulus }, words) {
  if (!marked.has(stimulus.id)) marked.set(stimulus.id, new Set());
  const marks = marked.get(stimulus.id);
  const sentences = split(form.querySelector(".mesur-passage__text"));
  const how = element("p", { class: "mesur-tools__how" }, words.how);

  function show(sentence, number) {
    sentence.classList.toggle("mesur-marked", marks.has(number));
    if (sentence.hasAttribute("role")) sentence.setAttribute("aria-pressed", String(marks.has(number)));
  }

  function press(number) {
    if (!sentences[number].hasAttribute("role")) return;
    if (!marks.delete(number)) marks.add(number);
    show(sentences[number], number);
  }

  sentences.forEach((sentence, number) => {
    sentence.addEventListener("click", () => press(number));
    sentence.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press(number);
    });
  });

  function turn(isOn) {
    how.hidden = !isOn;
    sentences.forEach((sentence, number) => {
      const given = { role: "button", tabindex: "0", "aria-pressed": "" };
      for (const [name, value] of Object.entries(given)) {
        if (isOn) sentence.setAttribute(name, value);
        else sentence.removeAttribute(name);
      }
      show(sentence, number);
    });
  }

  return { button: switchButton(words.name, "pressed", turn), told: how };
}

// Each sentence in a span of its own; one that an emphasis cuts is as many.
function split(text) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest("svg, math")) nodes.push(walker.currentNode);
  return nodes.flatMap((node) => {
    const parts = (node.data.match(SENTENCE) ?? [node.data]).map((part) => element("span", {}, part));
    node.replaceWith(...parts);
    return parts.filter((part) => part.textContent.trim());
  });
}
