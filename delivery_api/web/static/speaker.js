// The button that reads to a child what stands on the page: the question and its answers, or whatever else is there.
// What each sentence sounds like was recorded; the list of recordings comes when the button is first pressed.
import { reader } from "./reader.js";
import { recordedVoice } from "./recorded-voice.js";
import { shownSentences } from "./shown-sentences.js";

const button = document.querySelector("[data-speaker]");
const { words, question, name, sayRead, sayStop, sayFailed } = button.dataset;
const stage = document.querySelector("[data-stage]") ?? document.querySelector("main");
const said = document.querySelector("[data-speaker-state]");
const reading = reader(recordedVoice(), show);
let isReading = false;
let ofPages = null;

function show(now) {
  isReading = now.isReading;
  said.textContent = now.hasFailed ? sayFailed : "";
  for (const each of document.querySelectorAll("[data-speaker]")) {
    each.classList.toggle("mesur-speaker--on", isReading);
    each.querySelector("[data-speaker-words]").textContent = isReading ? sayStop : sayRead;
  }
}

async function sentencesOf(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// A person's name is recorded by nobody: it is passed over.
async function known() {
  ofPages ??= await sentencesOf(words);
  const asksOne = question && stage.querySelector(".mesur-question");
  const asked = asksOne ? await sentencesOf(question) : { sentences: {}, reads_questions: true };
  const silent = name ? [[name.replace(/\s+/g, ""), null]] : [];
  return {
    sentences: new Map([...Object.entries(ofPages), ...Object.entries(asked.sentences), ...silent]),
    // where reading is what is measured, not even a word of it that pages say too
    leftOut: asked.reads_questions ? null : ".mesur-passage, .mesur-prompt, .mesur-sheets__picture, .mesur-sheets__reply",
  };
}

async function parts() {
  const { sentences, leftOut } = await known();
  const wrong = stage.querySelector(".mesur-error:not(:empty)");
  const first = wrong && !stage.querySelector("dialog[open]") ? shownSentences(wrong, sentences) : [];
  const root = stage.querySelector("dialog[open]") ?? stage;
  const rest = shownSentences(root, sentences, leftOut).filter((part) => !first.some(({ element }) => element === part.element));
  return [...first, ...rest];
}

const press = () => (isReading ? reading.stop() : reading.read(parts()));

// What is read goes with the question or page; a dialogue that lies over the page has a button of its own.
new MutationObserver((changes) => {
  const dialog = stage.querySelector("dialog[open]");
  if (dialog && !dialog.querySelector("[data-speaker]")) {
    const own = button.cloneNode(true);
    own.addEventListener("click", press);
    dialog.prepend(own);
    reading.stop();
  }
  if (isReading && changes.some(({ target }) => target === stage)) reading.stop();
}).observe(stage, { childList: true, subtree: true });

button.addEventListener("click", press);
window.addEventListener("pagehide", reading.stop);
button.hidden = false;
