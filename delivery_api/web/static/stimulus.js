// A passage or scenario beside its question. On a wide screen both are there, each scrolling by itself; on a narrow one
// they take turns, and each is found again where it was left.
import { element } from "./dom.js";
import { keepFiguresReadable } from "./figure-text.js";
import { moreBelow } from "./more-below.js";
import { openingScene } from "./scenery.js";

// as in replies.css
const narrow = matchMedia("(width < 60rem) or (height < 30rem)");

// `places` keeps, through reloads, which passage was read to where and which side was turned up.
export function besides({ id, stimulus, language }, heading, question, words, places) {
  const kept = places.get();
  const known = kept?.stimulus === stimulus.id;
  const scrolled = { passage: known ? kept.scrolled : 0, question: 0 };
  const text = element("div", { class: "mesur-passage__text", html: stimulus.html });
  const title = element("h2", { class: "mesur-passage__title", id: "passage-title", tabindex: "-1" }, stimulus.title);
  const passage = element(
    "section",
    { class: "mesur-passage", "aria-labelledby": "passage-title", tabindex: "0", lang: language },
    openingScene(stimulus.id),
    title,
    text,
  );
  moreBelow(passage, text, words);
  keepFiguresReadable(passage);
  const toggle = (side, label) =>
    element("button", { type: "button", class: "mesur-toggle__side", "data-side": side, on: { click: () => turnTo(side) } }, label);
  const toggles = element(
    "div",
    { class: "mesur-toggle", role: "group", "aria-label": words.passage_or_question },
    toggle("passage", words.passage),
    toggle("question", words.the_question),
  );
  const node = element("div", { class: "mesur-sides" }, heading, toggles, passage, question);

  // on a narrow screen the passage covers the question at first
  let seen = !narrow.matches;

  function show(side) {
    node.dataset.side = side;
    if (side === "question") seen = true;
    for (const each of toggles.children) each.setAttribute("aria-pressed", String(each.dataset.side === side));
  }

  function turnTo(side) {
    if (side === node.dataset.side) return;
    if (narrow.matches) scrolled[node.dataset.side] = window.scrollY;
    show(side);
    if (narrow.matches) window.scrollTo(0, scrolled[side]);
    keep();
  }

  function keep() {
    if (!narrow.matches) scrolled.passage = passage.scrollTop;
    else if (node.dataset.side === "passage") scrolled.passage = window.scrollY;
    places.put({ stimulus: stimulus.id, item: id, side: node.dataset.side, scrolled: scrolled.passage });
  }

  // what is new is read first; when it was read already, the next question comes first
  if (!known) show("passage");
  else show(kept.item === id ? kept.side : "question");
  window.addEventListener("pagehide", keep);
  return {
    node,
    turnTo,
    isSeen: () => seen || !narrow.matches,
    // once it is on the page: back to where it was read to, and the focus to what is new
    settle() {
      const reading = narrow.matches && node.dataset.side === "passage";
      if (!narrow.matches) passage.scrollTop = scrolled.passage;
      window.scrollTo(0, reading ? scrolled.passage : 0);
      (reading ? title : heading).focus({ preventScroll: true });
    },
    leave() {
      keep();
      window.removeEventListener("pagehide", keep);
    },
  };
}
