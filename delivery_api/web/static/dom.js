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
