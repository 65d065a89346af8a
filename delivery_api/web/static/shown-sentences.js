// The sentences that stand on the page and have a recording, in the order in which they are read. What counts as a block
// and how a formula is written are the rules of `itembank/speech/shown_text.py`, which the recordings are made by.

const FORMULA = { mfrac: ["(", "/", ")"], msup: ["", "^(", ")"], mroot: ["√(", ",", ")"] };
const NEVER_READ = ".mesur-way, .mesur-saved, svg, script, style, noscript, template, [aria-hidden=true], .govuk-visually-hidden, input, [data-speaker]";
const ENDS = /[.?!:”’"),]$/;

// `known` maps what is written, without its spaces, to the file of its recording; null for what is passed over in silence.
// `leftOut` is a selector of what else is not read, if anything.
export function shownSentences(root, known, leftOut) {
  const longestFirst = [...known.keys()].sort((one, other) => other.length - one.length);
  const silent = leftOut ? `${NEVER_READ}, ${leftOut}` : NEVER_READ;
  return blocksOf(root, silent).flatMap((block) => recordedParts(block, known, longestFirst));
}

// A block as characters, each with the place in the page where it stands.
function blocksOf(root, silent) {
  const blocks = [];
  let open = [];
  const close = (element) => {
    if (open.length) blocks.push({ element, characters: open });
    open = [];
  };
  const put = (text, node) => {
    for (let at = 0; at < text.length; at += 1) if (text[at].trim()) open.push({ text: text[at], node, at });
  };
  const walk = (node, block) => {
    if (node.nodeType === Node.TEXT_NODE) return put(node.data, node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(silent) || !isShown(node)) return null;
    if (node.localName === "select") return options(node);
    if (FORMULA[node.localName]) return formula(node, block);
    if (node.localName === "msqrt") put("√", null);
    const isApart = !isInline(node);
    if (isApart) close(block);
    for (const child of node.childNodes) walk(child, isApart ? node : block);
    return isApart ? close(node) : null;
  };
  const formula = (node, block) => {
    const [before, between, after] = FORMULA[node.localName];
    [...node.children].forEach((part, place) => {
      put(place ? between : before, null);
      walk(part, block);
    });
    put(after, null);
  };
  // a list shows its choices only when it is open
  const options = (list) => {
    close(list);
    for (const option of list.options) {
      if (option.value === "") continue;
      put(option.textContent, null);
      close(list);
    }
  };
  walk(root, root);
  close(root);
  return blocks;
}

// what has no box of its own may have parts that are seen; an answer that is covered keeps its box and is not seen
const isShown = (node) => node.checkVisibility({ visibilityProperty: true }) || getComputedStyle(node).display === "contents";
const isInline = (node) => node.namespaceURI.endsWith("MathML") || getComputedStyle(node).display === "inline";

// The parts of a block from its beginning, the longest sentence first; nothing of a block of which a part is not known.
function recordedParts({ element, characters }, known, longestFirst) {
  const text = characters.map((each) => each.text).join("");
  const parts = [];
  let at = 0;
  while (at < text.length) {
    const found = longestFirst.find((each) => text.startsWith(each, at) && (at + each.length === text.length || ENDS.test(each)));
    if (!found) return [];
    if (known.get(found)) parts.push({ file: known.get(found), element, range: rangeOf(characters.slice(at, at + found.length)) });
    at += found.length;
  }
  return parts;
}

function rangeOf(characters) {
  const there = characters.filter(({ node }) => node);
  if (!there.length) return null;
  const range = document.createRange();
  range.setStart(there[0].node, there[0].at);
  range.setEnd(there.at(-1).node, there.at(-1).at + 1);
  return range;
}
