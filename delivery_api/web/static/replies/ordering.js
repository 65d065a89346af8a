// Cards to put in order: dragged, or moved by the two arrows of each. Where a card comes to stand is announced.
import { element, say } from "../dom.js";
import { dragRows } from "./dragging.js";
import { group } from "./group.js";

// The second tap of a double tap has not read what the first was asked.
const READING = 500;

export function ordering(response, words, onChange) {
  // the order in which cards are dealt is nobody's answer
  let touched = false;
  let asked = Infinity;
  const heard = element("p", { class: "govuk-visually-hidden", role: "status" });
  const rows = new Map(response.items.map((item) => [item.id, row(item)]));
  const list = element("ol", { class: "mesur-order" }, ...rows.values());

  function row(item) {
    const text = element("span", { class: "mesur-order__text", lang: response.lang, html: item.html });
    const arrow = (by, label, shape) =>
      element(
        "button",
        {
          type: "button",
          class: "mesur-square",
          "aria-label": `${label}: ${text.textContent}`,
          on: { click: (event) => move(item.id, by, event.currentTarget) },
        },
        element("span", { "aria-hidden": "true" }, shape),
      );
    return element(
      "li",
      { class: "mesur-order__row", "data-id": item.id },
      element("span", { class: "mesur-order__handle", "data-handle": true, "aria-hidden": "true" }),
      text,
      element("span", { class: "mesur-order__arrows" }, arrow(-1, words.up, "↑"), arrow(1, words.down, "↓")),
    );
  }

  function move(id, by, button) {
    const moved = rows.get(id);
    const beside = by < 0 ? moved.previousElementSibling : moved.nextElementSibling;
    if (!beside) return;
    if (by < 0) beside.before(moved);
    else beside.after(moved);
    markEnds();
    (button.disabled ? moved.querySelector("button:not(:disabled)") : button).focus();
    tell(moved);
  }

  function tell(moved) {
    touched = true;
    markEnds();
    const place = [...list.children].indexOf(moved) + 1;
    heard.textContent = say(words.moved, { place, places: list.children.length });
    onChange();
  }

  // Whoever has moved nothing is asked once whether that is the order.
  function wanting() {
    const now = performance.now();
    if (touched || now - asked > READING) return "";
    asked = Math.min(asked, now);
    return words.untouched_order;
  }

  function markEnds() {
    for (const [index, each] of [...list.children].entries()) {
      const [up, down] = each.querySelectorAll("button");
      up.disabled = index === 0;
      down.disabled = index === list.children.length - 1;
    }
  }

  markEnds();
  dragRows(list, tell);
  return {
    node: group(response, words.order_help, list, heard),
    read: () => [...list.children].map((each) => each.dataset.id),
    wanting,
    fill: (reply) => {
      const known = reply.filter((id) => rows.has(id));
      if (known.length !== rows.size) return;
      touched ||= known.some((id, index) => list.children[index].dataset.id !== id);
      list.append(...known.map((id) => rows.get(id)));
      markEnds();
    },
    focus: () => list.querySelector("button:not(:disabled)").focus(),
  };
}
