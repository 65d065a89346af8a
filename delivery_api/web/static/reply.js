// The three ways to answer. Each gives {node, read(), fill(reply), focus()}; read() is null while nothing is answered.
import { element, say } from "./dom.js";

export function replyControl(response, words, onChange) {
  const make = { number: numberEntry, choice: singleChoice, ordering: ordering }[response.type];
  return make(response, words, onChange);
}

function numberEntry(response, words, onChange) {
  const echo = element("p", { class: "mesur-echo", id: "answer-echo" });
  const input = element("input", {
    class: "govuk-input mesur-number",
    id: "answer",
    type: "text",
    inputmode: response.input_mode,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": "answer-echo answer-error",
    on: {
      input: () => {
        showEcho();
        onChange();
      },
    },
  });
  const showEcho = () => {
    const plain = tidy(input.value, response);
    const answer = `${response.before ?? ""}${plain}${response.after ? `\u00a0${response.after}` : ""}`;
    echo.textContent = plain ? say(words.your_answer, { answer }) : "";
  };
  const node = element(
    "div",
    { class: "govuk-form-group mesur-reply" },
    element("label", { class: "govuk-label mesur-reply__label", for: "answer" }, response.label),
    errorPlace(),
    element(
      "div",
      { class: "mesur-number__row" },
      response.before ? element("span", { class: "mesur-number__unit" }, response.before) : null,
      input,
      response.after ? element("span", { class: "mesur-number__unit" }, response.after) : null,
    ),
    echo,
  );
  return {
    node,
    read: () => (input.value.trim() === "" ? null : input.value),
    fill: (reply) => {
      input.value = reply;
      showEcho();
    },
    focus: () => input.focus(),
  };
}

// A plain number as it will be read, a thin space between thousands from 10 000 on; empty when it is not one. The unit
// shown beside the box may be typed too, and a comma or space between thousands: the server reads them alike.
export function tidy(typed, { before = "", after = "" } = {}) {
  const bare = withoutUnit(withoutUnit(typed.trim(), before), after).replace(/^[-\u2212\u2013]\s?/, "\u2212");
  const parts = /^(\u2212?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?:\s\d{3})+|\d{1,15}|(?=\.\d))(?:(\.\d{1,10})|\.)?$/.exec(bare);
  if (!parts) return "";
  const [, sign, written, decimals = ""] = parts;
  const whole = written.replace(/[,\s]/g, "") || "0";
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  return sign + grouped + decimals;
}

function withoutUnit(typed, unit) {
  const [text, sought] = [typed.toLowerCase(), unit.toLowerCase()];
  if (!sought) return typed;
  if (text.startsWith(sought)) return typed.slice(sought.length).trim();
  return text.endsWith(sought) ? typed.slice(0, -sought.length).trim() : typed;
}

function singleChoice(response, words, onChange) {
  const inputs = response.options.map((option, index) =>
    element("input", {
      class: "govuk-radios__input",
      type: "radio",
      name: "answer",
      id: `answer-${index}`,
      value: option.id,
      on: { change: onChange },
    }),
  );
  const rows = response.options.map((option, index) =>
    element(
      "div",
      { class: "govuk-radios__item mesur-choice" },
      inputs[index],
      element("label", { class: "govuk-label govuk-radios__label", for: `answer-${index}`, html: option.html }),
    ),
  );
  const node = element(
    "div",
    { class: "govuk-form-group mesur-reply" },
    element(
      "fieldset",
      { class: "govuk-fieldset", "aria-describedby": "answer-error" },
      element("legend", { class: "govuk-fieldset__legend mesur-reply__label" }, response.label),
      errorPlace(),
      element("div", { class: "govuk-radios mesur-choices" }, ...rows),
    ),
  );
  const chosen = () => inputs.find((input) => input.checked);
  return {
    node,
    read: () => chosen()?.value ?? null,
    fill: (reply) => {
      for (const input of inputs) input.checked = input.value === reply;
    },
    focus: () => (chosen() ?? inputs[0]).focus(),
  };
}

function ordering(response, words, onChange) {
  const heard = element("p", { class: "govuk-visually-hidden", role: "status" });
  const rows = new Map(response.items.map((item) => [item.id, row(item)]));
  const list = element("ol", { class: "mesur-order", "aria-describedby": "order-help" }, ...rows.values());

  function row(item) {
    const text = element("span", { class: "mesur-order__text", id: `order-${item.id}`, html: item.html });
    const arrow = (by, label, shape) =>
      element(
        "button",
        {
          type: "button",
          class: `mesur-order__arrow mesur-order__arrow--${shape}`,
          "aria-label": `${label}: ${text.textContent}`,
          on: { click: (event) => move(item.id, by, event.currentTarget) },
        },
        element("span", { "aria-hidden": "true" }, shape === "up" ? "↑" : "↓"),
      );
    return element(
      "li",
      { class: "mesur-order__row", "data-id": item.id },
      text,
      element("span", { class: "mesur-order__arrows" }, arrow(-1, words.up, "up"), arrow(1, words.down, "down")),
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
    const place = [...list.children].indexOf(moved) + 1;
    heard.textContent = say(words.moved, { place, places: list.children.length });
    onChange();
  }

  function markEnds() {
    for (const [index, each] of [...list.children].entries()) {
      const [up, down] = each.querySelectorAll("button");
      up.disabled = index === 0;
      down.disabled = index === list.children.length - 1;
    }
  }

  markEnds();
  return {
    node: element(
      "fieldset",
      { class: "govuk-fieldset mesur-reply" },
      element("legend", { class: "govuk-fieldset__legend mesur-reply__label" }, response.label),
      element("p", { class: "mesur-hint", id: "order-help" }, words.order_help),
      errorPlace(),
      list,
      heard,
    ),
    read: () => [...list.children].map((each) => each.dataset.id),
    fill: (reply) => {
      const known = reply.filter((id) => rows.has(id));
      if (known.length !== rows.size) return;
      list.append(...known.map((id) => rows.get(id)));
      markEnds();
    },
    focus: () => list.querySelector("button:not(:disabled)").focus(),
  };
}

const errorPlace = () => element("p", { class: "govuk-error-message mesur-error", id: "answer-error", role: "alert" });
