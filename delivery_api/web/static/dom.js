// A DOM element from its tag, attributes and children; `html` is for the server's own markup only.
export function element(tag, { html, on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  if (html !== undefined) made.innerHTML = html;
  made.append(...children.filter((child) => child != null));
  return made;
}

// A whole sentence of the catalogue with its {names} filled in.
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// What markup says where only plain words can stand: a fraction as 3/4, a power as a raised figure, a picture's words.
export function plainText(html) {
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const inside = [...node.childNodes].map(words);
    const name = node.localName;
    if (name === "img") return node.alt;
    if (name === "mfrac") return inside.filter((part) => part.trim()).join("/");
    return name === "sup" ? raised(inside.join("")) : inside.join("");
  };
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return words(holder.content).replace(/\s+/g, " ").trim();
}

const raised = (figures) => figures.replace(/\d/g, (figure) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[figure]);
