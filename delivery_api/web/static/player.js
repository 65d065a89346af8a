// The learner's player: one question at a time, and nothing is lost.
import { element, say } from "./dom.js";
import { ask, newKey, openOutbox } from "./outbox.js";
import { replyControl } from "./reply.js";

const DOTS = 8;
// A second tap of a double tap must not answer the question that has just come.
const SETTLING = 500;
const ASKED_SILENTLY = "mesur.silent";
const BETWEEN_SILENT_SIGN_INS = 60_000;

const boot = JSON.parse(document.getElementById("mesur-boot").textContent);
const words = boot.say;
const stage = document.querySelector("[data-stage]");
const outbox = openOutbox(boot.sitting);
const draft = openDraft(boot.sitting);
const address = (rest) => `/api/sittings/${encodeURIComponent(boot.sitting)}${rest}?lang=${boot.language}`;

let retryNow = () => {};
let current = null;

// -- what happens ---------------------------------------------------------------------------------------------------

async function open(notice) {
  const waiting = outbox.pending();
  if (waiting) return deliver(waiting);
  const { status, body } = await ask(address(""), patience());
  return settle(status, body, () => show(body, notice));
}

function show({ sitting, item, finished }, notice) {
  if (finished || sitting.state === "completed") return showEnd();
  if (sitting.state === "assigned") return showStart();
  return showQuestion(item, notice);
}

async function start() {
  const { status, body } = await ask(address("/start"), { method: "POST", ...patience() });
  return settle(status, body, () => show(body));
}

async function deliver(answer) {
  outbox.put(answer);
  showSaving();
  const url = address(`/responses/${answer.position}`);
  const { status, body } = await ask(url, { method: "PUT", body: answer.body, onDelay: showUnsaved, sooner: keepRetry });
  if (status === 401) return showSignedOut();
  outbox.clear();
  if (status === 409 && body.code !== "trial_closed") return open(words.elsewhere);
  if (isForTheChild(status, body.code)) return showRefused(answer, body);
  return settle(status, body, () => {
    draft.clear();
    if (body.finished) showEnd();
    else showQuestion(body.next, null, words.saved);
  });
}

function settle(status, body, whenWell) {
  if (status === 401) return showSignedOut();
  if (status >= 400) return showTrouble(body);
  return whenWell();
}

// A refusal that another way of writing the answer would mend.
const isForTheChild = (status, code) => status === 422 && code !== "unknown_item" && code !== "invalid_request";

const keepRetry = (retry) => {
  retryNow = retry;
};

function patience() {
  return {
    sooner: keepRetry,
    onDelay: (tries, problem) => {
      if (tries !== 1 || document.getElementById("question")) return;
      showPage([paragraph(problem.detail ?? words.loading_failed, "govuk-body-l"), retryButton()]);
    },
  };
}

// -- the question ---------------------------------------------------------------------------------------------------

function showQuestion(item, notice, state = "") {
  const shownAt = performance.now();
  const control = replyControl(item.response, words, () => {
    showError("");
    draft.put({ item: item.id, reply: control.read() });
  });
  const cannot = element("button", { type: "button", class: "mesur-quiet mesur-cannot" }, words.cannot);
  const next = element("button", { type: "submit", class: "govuk-button mesur-button mesur-next" }, words.next);
  const heading = element("h1", { class: "mesur-question__number", id: "question", tabindex: "-1" }, say(words.question, { number: item.position }));
  const form = element(
    "form",
    { class: "mesur-question", novalidate: true },
    element(
      "div",
      { class: "mesur-question__middle" },
      notice ? paragraph(notice, "mesur-notice") : null,
      heading,
      element("div", { class: "mesur-prompt", id: "prompt", lang: item.language, html: item.prompt_html }),
      element("div", { lang: item.language }, control.node),
    ),
    element(
      "div",
      { class: "mesur-foot" },
      element(
        "div",
        { class: "mesur-foot__row" },
        cannot,
        element("div", { class: "mesur-foot__middle" }, progressDots(item.progress), savedState(state)),
        next,
      ),
    ),
  );
  const settled = () => performance.now() - shownAt > SETTLING;
  const answer = (response) => {
    const elapsed_ms = Math.round(performance.now() - shownAt);
    const body = { item: item.id, response, language: item.language, elapsed_ms, key: newKey() };
    lock(form, true);
    return deliver({ position: item.position, body });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!settled() || isLocked(form)) return;
    const reply = control.read();
    if (reply === null) refuse(control, item.response.type === "number" ? words.empty_number : words.empty_choice);
    else answer(reply);
  });
  cannot.addEventListener("click", () => settled() && !isLocked(form) && answer(null));
  typeAnywhere(heading, control, item.response.type);

  stage.replaceChildren(form);
  const kept = draft.get();
  if (kept && kept.item === item.id && kept.reply != null) control.fill(kept.reply);
  document.title = `${heading.textContent} – Mesur`;
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
  current = { form, control, item };
}

function lock(form, locked) {
  form.dataset.locked = locked ? "yes" : "";
  form.setAttribute("aria-busy", String(locked));
  form.querySelector(".mesur-reply").inert = locked;
}

const isLocked = (form) => form.dataset.locked === "yes";

// The heading has the focus when a question comes, so that it is read out; a digit typed then still goes into the box.
function typeAnywhere(heading, control, type) {
  if (type !== "number") return;
  heading.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && /^[-\d.£]$/.test(event.key)) control.focus();
  });
}

function refuse(control, message) {
  showError(message);
  control.focus();
}

function showError(message) {
  const place = document.getElementById("answer-error");
  if (!place || place.textContent === message) return;
  place.textContent = message;
  place.closest(".mesur-reply").classList.toggle("mesur-reply--error", message !== "");
  document.getElementById("answer")?.setAttribute("aria-invalid", String(message !== ""));
}

// The server read the answer and cannot take it ("3,5"): say why, keep what was typed.
async function showRefused(answer, problem) {
  if (!current || current.item.position !== answer.position) {
    await open();
    if (!current || current.item.position !== answer.position) return;
    if (answer.body.response != null) current.control.fill(answer.body.response);
  }
  lock(current.form, false);
  setState("");
  refuse(current.control, problem.detail ?? problem.title ?? words.trouble);
}

function progressDots(progress) {
  const full = Math.round(progress * DOTS);
  const dots = Array.from({ length: DOTS }, (_, index) => element("span", { class: index < full ? "mesur-dot mesur-dot--full" : "mesur-dot" }));
  return element(
    "p",
    { class: "mesur-progress" },
    element("span", { class: "mesur-progress__dots", "aria-hidden": "true" }, ...dots),
    element("span", { class: "mesur-progress__words" }, progressWords(progress)),
  );
}

function progressWords(progress) {
  if (progress < 0.15) return words.progress.none;
  if (progress < 0.4) return words.progress.some;
  if (progress < 0.6) return words.progress.half;
  return progress < 0.85 ? words.progress.more : words.progress.near;
}

// -- saved or not ---------------------------------------------------------------------------------------------------

const savedState = (text) => element("p", { class: "mesur-saved", role: "status", "data-saved": true }, text);

function setState(text, unsaved = false) {
  const place = document.querySelector("[data-saved]");
  if (place && place.textContent !== text) place.textContent = text;
  place?.classList.toggle("mesur-saved--not", unsaved);
  if (!unsaved) document.querySelector("[data-line]")?.remove();
}

function showSaving() {
  if (!current) showPage([savedState(words.saving)]);
  setState(words.saving);
}

function showUnsaved() {
  setState(words.unsaved, true);
  if (document.querySelector("[data-line]")) return;
  const notice = element("div", { class: "mesur-notice", "data-line": true }, paragraph(words.waiting), retryButton());
  (document.querySelector(".mesur-question__middle") ?? stage).append(notice);
}

function retryButton() {
  return element("button", { type: "button", class: "govuk-button govuk-button--secondary", on: { click: () => retryNow() } }, words.try_now);
}

// -- the other pages ------------------------------------------------------------------------------------------------

function showStart() {
  const begin = element("button", { type: "button", class: "govuk-button mesur-button" }, words.start);
  begin.addEventListener("click", () => {
    begin.disabled = true;
    start();
  });
  const lines = [words.start_one, words.start_two, words.start_three, words.start_four, words.start_five];
  const list = element("ul", { class: "mesur-plain-list" }, ...lines.map((line) => element("li", {}, line)));
  showPage([title(words.start_heading), list, begin]);
}

function showEnd() {
  draft.clear();
  showPage([
    title(words.finished),
    paragraph(words.finished_detail, "govuk-body-l"),
    boot.trial ? paragraph(words.trial_finished, "govuk-body-l") : null,
    element("p", {}, boot.trial ? link(boot.links.home, words.home, "govuk-button mesur-button") : link(boot.links.feedback, words.feedback, "govuk-button mesur-button")),
    element("form", { method: "post", action: boot.links.logout }, element("button", { class: "mesur-quiet", type: "submit" }, words.sign_out)),
  ]);
}

// The provider may still know who this is: it is asked once, without a word, and the answer on its way is sent after.
function showSignedOut() {
  if (mayAskSilently()) return location.replace(boot.links.silent);
  return showPage([
    title(words.signed_out),
    paragraph(words.signed_out_detail, "govuk-body-l"),
    link(boot.links.login, words.sign_in, "govuk-button mesur-button"),
  ]);
}

function mayAskSilently() {
  try {
    const last = Number(sessionStorage.getItem(ASKED_SILENTLY));
    sessionStorage.setItem(ASKED_SILENTLY, Date.now());
    return Date.now() - last > BETWEEN_SILENT_SIGN_INS;
  } catch {
    return false; // nothing would keep it from asking for ever
  }
}

function showTrouble(problem) {
  const id = problem.correlation_id;
  showPage([
    title(problem.title ?? words.trouble),
    problem.detail ? paragraph(problem.detail, "govuk-body-l") : null,
    paragraph(words.trouble_detail),
    element("button", { type: "button", class: "govuk-button mesur-button", on: { click: () => location.reload() } }, words.reload),
    id ? paragraph(say(words.reference, { id }), "mesur-secondary") : null,
  ]);
}

function showPage(nodes) {
  current = null;
  stage.replaceChildren(element("div", { class: "mesur-page" }, ...nodes));
  const heading = stage.querySelector("h1");
  if (!heading) return;
  document.title = `${heading.textContent} – Mesur`;
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

const title = (text) => element("h1", { class: "govuk-heading-xl", tabindex: "-1" }, text);
const paragraph = (text, style = "govuk-body") => element("p", { class: style }, text);
const link = (href, text, style) => element("a", { href, class: style }, text);

// What is typed but not yet answered, so that changing language or reloading does not lose it.
function openDraft(sitting) {
  const name = `mesur.draft.${sitting}`;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    get: () => quietly(() => JSON.parse(sessionStorage.getItem(name))),
    put: (value) => quietly(() => sessionStorage.setItem(name, JSON.stringify(value))),
    clear: () => quietly(() => sessionStorage.removeItem(name)),
  };
}

open();
