// Hints: those that were taken stay in sight, and a button asks for the next, saying what it costs and how many are left.
import { element, say } from "./dom.js";

// `ask(number)` brings {html, left}, or null when the player has gone elsewhere. `left[n]` and `cost` are whole sentences.
export function hintPlace({ taken, left, lang }, words, ask) {
  const list = element("ol", { class: "mesur-hints__list" });
  const note = element("p", { class: "mesur-hints__note", id: "hint-note", role: "status" });
  const button = element(
    "button",
    {
      type: "button",
      class: "govuk-button govuk-button--secondary mesur-hints__button",
      "aria-describedby": "hint-note",
      on: { click: take },
    },
    words.hint,
  );
  const node = element("section", { class: "mesur-hints", "aria-label": words.hints }, list, button, note);

  function add(html) {
    const heading = element("h2", { class: "mesur-hints__number", tabindex: "-1" }, say(words.hint_number, { number: list.children.length + 1 }));
    list.append(element("li", { class: "mesur-hints__hint" }, heading, element("div", { lang, html })));
    return heading;
  }

  function tell(count) {
    button.hidden = count === 0;
    note.textContent = count === 0 ? words.hints_left[0] : `${words.hints_left[count]} ${words.hint_cost}`;
  }

  async function take() {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const brought = await ask(list.children.length + 1, () => {
      note.textContent = words.hint_waiting;
    });
    if (!brought || !node.isConnected) return;
    button.removeAttribute("aria-disabled");
    const heading = add(brought.html);
    tell(brought.left);
    heading.focus();
  }

  taken.forEach(add);
  tell(left);
  return node;
}
