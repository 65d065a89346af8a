// The learner's player: one question at a time, and nothing is lost.
import { askFirst } from "./asking.js";
import { element, say } from "./dom.js";
import { feelingFaces } from "./faces.js";
import { questionFoot } from "./foot.js";
import { handOver } from "./handover.js";
import { keptInTab } from "./kept.js";
import { ask as askPlainly, newKey, openOutbox } from "./outbox.js";
import { deviceKind, startPulse, thisDevice } from "./pulse.js";
import { questionBody, showError } from "./question.js";
import { endScene, restScene, startScene } from "./scenery.js";
import { openSealedStore } from "./sealed-store.js";
import { hasUnsentAnswer } from "./sign-out.js";
import { surveyForm } from "./survey.js";
import { timeLeft } from "./time-left.js";
import { freeButtons, holdButtons, waitingNotice, waitingPage } from "./waiting.js";
import { progressWay } from "./way.js";

// A second tap of a double tap must not answer the question that has just come.
const SETTLING = 500;
const ASKED_SILENTLY = "mesur.silent";
const BETWEEN_SILENT_SIGN_INS = 60_000;

const boot = JSON.parse(document.getElementById("mesur-boot").textContent);
// what a reload while the line is down needs of this page: no name is in it
const { say: said, name, seal, opening, ...page } = boot;
const words = { ...said, ...JSON.parse(document.getElementById("mesur-reply-words").textContent) };
const stage = document.querySelector("[data-stage]");
let outbox = openOutbox(boot.sitting);
// What is half-answered and where one was reading, so that changing language or reloading does not lose it. Until the
// store is open, the page alone has it.
let written = null;
let draft = { get: () => written, put: (what) => { written = what; } };
// The question on the page, so that a reload while the line is down has it. Only what is sealed may hold it.
let shown = null;
const places = keptInTab(`mesur.place.${boot.sitting}`);
const told = keptInTab(`mesur.told.${boot.sitting}`);
const address = (rest, more = "") => `/api/sittings/${encodeURIComponent(boot.sitting)}${rest}?lang=${boot.language}${more && `&${more}`}`;
const device = thisDevice();
const ask = (url, options) => askPlainly(url, { headers: { "Mesur-Device": device }, ...options });
// The states in which there is nothing to do but to be told why.
const STANDING = ["paused", "break", "discarded", "expired", "absent", "disapplied", "gone"];
// Those that staff may change while the page is open: it follows by itself.
const MAY_CHANGE = ["assigned", "paused", "absent", "disapplied"];

const clock = boot.limited ? timeLeft(words.time, () => beat()) : null;

let retryNow = () => {};
let current = null;
let standing = null;
let stores = null;

// -- what happens ---------------------------------------------------------------------------------------------------

async function open(notice, tooLate = false) {
  await stores;
  const waiting = outbox.pending();
  if (waiting && standing === null) return deliver(waiting);
  const { status, body } = await ask(address(""), patience());
  return settle(status, body, () => (body.take_over ? takeOver(notice, tooLate) : show(body, notice, tooLate)));
}

// From here on the sitting runs in this tab, in the language of this page: the service logs both.
async function takeOver(notice, tooLate = false) {
  const { status, body } = await ask(address("/take-over"), { method: "POST", ...patience() });
  return settle(status, body, () => show(body, notice, tooLate));
}

function show({ sitting, item, finished, ended, elsewhere }, notice, tooLate) {
  if (finished || sitting.state === "completed") return showEnd(sitting.practice, ended, tooLate);
  if (STANDING.includes(sitting.state)) return showStanding(sitting.state);
  if (elsewhere) return showElsewhere();
  standing = null;
  const waiting = outbox.pending();
  if (waiting && sitting.state === "started") return deliver(waiting);
  if (sitting.state === "assigned") return showStart();
  return showQuestion(item, notice);
}

async function start() {
  standing = null;
  const headers = { "Mesur-Device": device, "Mesur-Device-Kind": deviceKind() };
  const { status, body } = await ask(address("/start"), { method: "POST", headers, ...patience() });
  if (body.code === "not_open_yet") return showRefusal(body);
  return settle(status, body, () => show(body));
}

// Whoever opens this page is here now: what waits is sent, and the sitting goes on here, with no question asked.
// The store of a busy computer takes up to a second to open: a question that nothing waits before does not wait for it.
async function begin() {
  stores = openStores();
  const isEarly = opening?.item && boot.device === device && !boot.offline && !hasUnsentAnswer();
  if (isEarly) show(opening);
  await stores;
  // first: an answer that waits is waited for
  handOver(boot.worker, () => ({ device, sitting: boot.sitting, secret: current && seal }));
  const waiting = outbox.pending();
  if (!isEarly || waiting) return goOnOpening(waiting);
  if (written) draft.put(written);
  else if (current) recall(current);
  if (current) shown?.put({ item: current.item, page });
}

async function openStores() {
  const sealed = await openSealedStore(boot.sitting, seal, boot.patience);
  draft = sealed?.part("draft") ?? keptInTab(`mesur.draft.${boot.sitting}`);
  if (sealed) {
    outbox = openOutbox(boot.sitting, sealed.part("outbox"));
    shown = sealed.part("shown");
  }
}

// The page brings what there is to be shown; on a device that is new to the sitting the service is asked first. While an
// answer waits, its question is there in either case.
function goOnOpening(waiting) {
  const item = opening?.item ?? (waiting && shown?.get()?.item);
  if (!waiting && boot.offline) return showQuestion(item, null, words.away);
  if (!waiting) return opening && (!item || boot.device === device) ? show(opening) : open();
  if (item?.position === waiting.position) {
    showQuestion(item);
    lock(current.form, true);
  }
  return deliver(waiting, takeOver);
}

async function deliver(answer, whenElsewhere = showElsewhere) {
  showSaving();
  await stores;
  const isKept = await outbox.put(answer);
  const url = address(`/responses/${answer.position}`);
  const options = { method: "PUT", body: answer.body, onDelay: () => showUnsaved(isKept), sooner: keepRetry };
  const { status, body, elsewhere } = await ask(url, options);
  if (status === 401) return showSignedOut();
  // it waits in the outbox, and is sent as soon as the assessment goes on
  if (body.code === "sitting_paused") return showStanding("paused");
  // somebody else signed in meanwhile: it is kept for whoever wrote it
  if (status !== 404) outbox.clear();
  if (body.code === "sitting_discarded") return showStanding("discarded");
  if (body.code === "sitting_expired") return showStanding("expired");
  if (status === 409 && body.code !== "trial_closed") return open(words.elsewhere, true);
  if (isForTheChild(status, body.code)) return showRefused(answer, body);
  return settle(status, body, () => {
    draft.clear();
    // which says whether the time is over
    if (body.finished && boot.limited) open();
    else if (body.finished) showEnd(boot.practice);
    else if (elsewhere) whenElsewhere();
    else showQuestion(body.next, null, words.saved);
  });
}

function settle(status, body, whenWell) {
  if (status === 401) return showSignedOut();
  if (status === 404) return showStanding("gone");
  // nothing says here that the answers are safe
  if (["sitting_put_back", "earlier_sitting_cut"].includes(body.code)) return showRefusal(body);
  if (status >= 400) return showTrouble(body);
  return whenWell();
}

// A refusal that another way of writing the answer would mend.
const isForTheChild = (status, code) => status === 422 && code !== "unknown_item" && code !== "invalid_request";

const keepRetry = (retry) => { retryNow = retry; };

function patience() {
  return {
    sooner: keepRetry,
    onDelay: (tries, problem) => {
      if (tries !== 1 || document.getElementById("question")) return;
      showScene(restScene(), waitingPage(words, problem.detail ?? words.loading_failed, () => retryNow()));
    },
  };
}

// What the server says of the sitting between two answers.
function hear({ state, elsewhere, minutes, left }) {
  if (state === "signed out") return showSignedOut();
  clock?.hear(left);
  if (boot.offline && current && !isLocked(current.form)) {
    boot.offline = false;
    setState("");
  }
  if (standing === "assigned" && elsewhere) return showElsewhere();
  if (MAY_CHANGE.includes(standing) && state !== standing) return goOn();
  if (standing === "assigned" && minutes) return sayMinutes(minutes);
  if (current && !isLocked(current.form) && (STANDING.includes(state) || state === "completed")) return open();
  if (current && !isLocked(current.form) && elsewhere) return showElsewhere();
  return null;
}

function goOn() {
  standing = null;
  return open();
}

// -- the question ---------------------------------------------------------------------------------------------------

function showQuestion(item, notice, state = "") {
  const shownAt = performance.now();
  const heading = element("h1", { class: "mesur-question__number", id: "question", tabindex: "-1" }, say(words.question, { number: item.position }));
  current?.body.leave();
  const body = questionBody(contents(item), {
    words,
    heading,
    notice,
    places,
    onChange: () => {
      showError("");
      draft.put({ item: item.id, reply: body.control.read() });
    },
    askHint: (number, onDelay) => askHint(item, number, onDelay),
  });
  const cannot = element("button", { type: "button", class: "mesur-quiet mesur-cannot" }, words.cannot);
  const next = element("button", { type: "submit", class: "govuk-button mesur-button mesur-next" }, words.next);
  const form = element(
    "form",
    { class: "mesur-question", novalidate: true },
    body.node,
    questionFoot(
      element(
        "div",
        { class: "mesur-foot__row" },
        cannot,
        element("div", { class: "mesur-foot__middle" }, progressWay(item.progress, words.progress), clock?.node, savedState(state)),
        next,
      ),
    ),
  );
  const settled = () => performance.now() - shownAt > SETTLING;
  const answer = (response) => {
    const elapsed_ms = Math.round(performance.now() - shownAt);
    const sent = { item: item.id, response, language: item.language, elapsed_ms, key: newKey() };
    lock(form, true);
    return deliver({ position: item.position, body: sent });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!settled() || isLocked(form)) return;
    const missing = body.control.wanting();
    if (missing) body.refuse(missing);
    else answer(body.control.read());
  });
  const leave = () => form.isConnected && !isLocked(form) && answer(null);
  cannot.addEventListener("click", () => settled() && !isLocked(form) && leaveOut(body, leave));

  // before anything is scrolled: it may make the top higher
  if (stop) stop.hidden = false;
  stage.replaceChildren(form);
  document.title = `${heading.textContent} – Mesur`;
  current = { form, body, item };
  recall(current);
  shown?.put({ item, page });
  if (item.tools && !document.getElementById("mesur-tools")) return location.reload(); // given since this page came
  if (item.tools) document.dispatchEvent(new CustomEvent("mesur:tools", { detail: { form, item } }));
  body.settle();
  standing = null;
  if (!spoken) beat();
  spoken = true;
}

function recall({ body, item }) {
  const kept = draft.get();
  if (kept && kept.item === item.id && kept.reply != null) body.control.fill(kept.reply);
}

// To leave a question out cannot be taken back: who has begun to answer, or has not seen it yet, is asked once.
function leaveOut(body, leave) {
  if (!body.isSeen()) {
    const { heading, show: see, leave: out } = words.unseen;
    return askFirst({ heading, lines: [], choices: [[see, () => body.turnTo("question")], [out, leave]] });
  }
  if (!body.isBegun()) return leave();
  const { heading, detail, stay, leave: out } = words.begun;
  return askFirst({ heading, lines: [detail], choices: [[stay, null], [out, leave]] });
}

// What is asked may be in one language alone, whatever the page's is.
const contents = (item) => ({ ...item, language: item.content_language });

async function askHint(item, number, onDelay) {
  const body = { item: item.id, hint: number, language: item.language, key: newKey() };
  const { status, body: answer } = await ask(address("/hints"), { method: "POST", body, onDelay, sooner: keepRetry });
  if (current?.item !== item || isLocked(current.form)) return null;
  if (status === 409) return open(words.elsewhere);
  return settle(status, answer, () => ({ html: answer.hint_html, left: answer.remaining }));
}

function lock(form, locked) {
  form.dataset.locked = locked ? "yes" : "";
  form.setAttribute("aria-busy", String(locked));
  form.querySelector(".mesur-reply").inert = locked;
  if (!locked) freeButtons(form);
}

const isLocked = (form) => form.dataset.locked === "yes";

// The server read the answer and cannot take it ("3,5"): say why, keep what was typed.
async function showRefused(answer, problem) {
  if (!current || current.item.position !== answer.position) {
    await open();
    if (!current || current.item.position !== answer.position) return;
    if (answer.body.response != null) current.body.control.fill(answer.body.response);
  }
  lock(current.form, false);
  setState("");
  current.body.refuse(problem.detail ?? problem.title ?? words.trouble);
}

// -- stopping for now -----------------------------------------------------------------------------------------------

const stop = document.querySelector("[data-stop]");
stop?.addEventListener("click", () => {
  const { heading, saved, unsent, here, time, stay, home, out } = words.stop;
  const onItsWay = current !== null && (isLocked(current.form) || Boolean(outbox.pending()));
  askFirst({
    heading,
    lines: [onItsWay ? unsent : saved, !onItsWay && current?.body.isBegun() ? here : "", boot.limited ? time : ""],
    choices: [[stay, null], [home, () => location.assign(boot.links.home)]],
    more: [signOutForm(out)],
  });
});

const signOutForm = (text) =>
  element(
    "form",
    { method: "post", action: boot.links.logout, on: { submit: signOut } },
    element("button", { class: "mesur-quiet", type: "submit" }, text),
  );

// Only the service can sign out: without a line the question goes at once, and the session as soon as the line is back.
async function signOut(event) {
  event.preventDefault();
  const onDelay = (tries) => tries || showScene(restScene(), waitingPage(words, words.stop.later, () => retryNow()));
  await ask(address(""), { onDelay, sooner: keepRetry });
  stage.append(event.target);
  event.target.submit();
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

function showUnsaved(isKept) {
  setState(isKept ? words.unsaved : words.unkept, true);
  // whoever signs out meanwhile sees another page
  if (document.querySelector("[data-line]") || !document.querySelector("[data-saved]")) return;
  if (current) holdButtons(current.form, words.wait);
  const notice = waitingNotice({ isKept, hasPassage: Boolean(current?.item.stimulus) }, words, () => retryNow());
  (document.querySelector(".mesur-question__middle") ?? stage).append(notice);
}

// -- the other pages ------------------------------------------------------------------------------------------------

function showStart() {
  const begin = element("button", { type: "button", class: "govuk-button mesur-button" }, words.start);
  begin.addEventListener("click", () => {
    begin.disabled = true;
    start();
  });
  const lines = [...(boot.trial ? [words.trial_start] : []), words.start_two, words.start_three, words.start_four];
  const time = element("li", { "aria-live": "polite", "data-time": true }, words.start_five);
  const list = element("ul", { class: "mesur-plain-list" }, ...lines.map((line) => element("li", {}, line)), time);
  const practice = element("p", {}, link(boot.links.practice, words.practice, "govuk-link govuk-body"));
  showScene(startScene(), [title(words.start_heading), list, begin, practice]);
  standing = "assigned";
}

// Staff may give more time while the page is open: what stands there is what holds.
function sayMinutes(minutes) {
  words.start_five = say(words.minutes, { minutes });
  const place = document.querySelector("[data-time]");
  if (place && place.textContent !== words.start_five) place.textContent = words.start_five;
}

function showStanding(state) {
  if (state === "break") return location.reload(); // it has a page of its own
  standing = state;
  if (["discarded", "expired"].includes(state)) forget();
  const [heading, detail] = words.standing[state];
  return showScene(restScene(), [title(heading), paragraph(detail, "govuk-body-l"), state === "paused" ? null : homeButton()]);
}

// What the browser keeps of a sitting ends with it, whichever tab wrote it.
function forget() {
  draft.end();
  shown?.end();
}

// Another tab or computer goes on with it; this one may take it back.
function showElsewhere() {
  standing = "elsewhere";
  const back = element("button", { type: "button", class: "govuk-button mesur-button", on: { click: () => takeOver() } }, words.go_on_here);
  return showScene(restScene(), [title(words.taken_over), paragraph(words.taken_over_detail, "govuk-body-l"), back]);
}

function showPractised() {
  forget();
  showScene(endScene(), [title(words.practised), paragraph(words.practised_detail, "govuk-body-l"), homeButton()]);
  places.clear();
}

function showEnd(practised, ended, tooLate) {
  if (practised) return showPractised();
  const [heading, detail] = words.ended[ended] ?? [words.finished, words.finished_detail];
  forget();
  showScene(endScene(), [
    title(heading),
    paragraph(detail, "govuk-body-l"),
    tooLate && ended === "staff" ? paragraph(words.too_late, "govuk-body-l") : null,
    boot.trial ? paragraph(words.trial_finished, "govuk-body-l") : null,
    boot.trial ? (told.get() ? null : surveyForm(words.survey, tell)) : feelingFaces(words.feeling),
    element("p", {}, boot.trial ? homeButton() : link(boot.links.feedback, words.feedback, "govuk-button mesur-button")),
    signOutForm(words.sign_out),
  ]);
  return places.clear();
}

// What was said first stands, so a reload of this tab does not ask again.
async function tell(faces) {
  told.put(true);
  await ask(address("/survey"), { method: "POST", body: { faces, language: boot.language } });
}

// The provider may still know who this is: it is asked once, without a word, and the answer on its way is sent after.
function showSignedOut() {
  standing = null;
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
    // nothing would keep it from asking for ever
    return false;
  }
}

const showRefusal = ({ title: what, detail }) => showPage([title(what), paragraph(detail, "govuk-body-l"), homeButton()]);

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

// A page with a picture beside its words; where the screen is narrow, above them.
const showScene = (picture, nodes) =>
  showPage([element("div", { class: "mesur-scene__words" }, ...nodes), element("div", { class: "mesur-scene" }, picture)]);

function showPage(nodes) {
  current?.body.leave();
  current = null;
  if (stop) stop.hidden = true;
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
const homeButton = () => link(boot.links.home, words.home, "govuk-button mesur-button");

let spoken = false;
const facts = () =>
  current || MAY_CHANGE.includes(standing)
    ? { unsent: outbox.pending() ? 1 : 0, paused: standing === "paused", time: clock?.isOpen() }
    : null;
const beat = startPulse(address, device, facts, hear);
begin();
