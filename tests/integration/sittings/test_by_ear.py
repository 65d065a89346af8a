"""A whole sitting of Year 2 by ear and touch alone: each sentence is heard once it is asked for, and lit meanwhile."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from delivery_api.demo.simulated_replies import right_reply
from delivery_api.voice.page_sentences import page_sentences
from delivery_api.voice.recorded_sentences import SpokenSentence
from itembank import ItemVersion
from itembank.content.response_types import Choice, NumberEntry, TimeEntry
from itembank.language import Language
from itembank.speech import item_sentences
from tests.support.axe_accessibility import assert_accessible
from tests.support.browsed_service import BrowsedService
from tests.support.chromium import let_settle
from tests.support.planted_recordings import plant_recordings
from tests.support.service_harness import ServiceHarness

# Notes each sentence that is lit. A page's first recordings are played; of the others the test need not hear the end.
NOTE_LIGHT = """
(() => {
window.lit = [];
const start = AudioBufferSourceNode.prototype.start;
let played = 0;
AudioBufferSourceNode.prototype.start = function () {
  played += 1;
  if (played <= 3) return start.call(this);
  return this.dispatchEvent(new Event("ended"));
};
const set = HighlightRegistry.prototype.set;
HighlightRegistry.prototype.set = function (name, highlight) {
  window.lit.push([...highlight][0].toString().replace(/\\s+/g, " ").trim());
  return set.call(this, name, highlight);
};
})();
"""


def spoken_everything(harness: ServiceHarness, language: Language) -> dict[str, str]:
    """Plant a recording of all that Year 2 meets in a language. Returns what each says, by its name."""
    of_items = (text for item in harness.bank.items for text in item_sentences(item, language))
    all_ = [SpokenSentence(language, text) for text in of_items] + [
        each for each in page_sentences() if each.language == language
    ]
    plant_recordings(harness.settings, all_)
    return {each.name: each.spoken for each in all_}


def listen(page: Page) -> list[str]:
    """Press the speaker and wait until it has read all. Returns what was heard, in order."""
    page.evaluate("window.lit.length = 0")
    speaker = page.locator("[data-speaker]:visible").last
    speaker.tap()
    for _ in range(500):  # a press is heard a moment after the touch
        if page.evaluate("window.lit.length"):
            break
        page.wait_for_timeout(20)
    expect(speaker).to_have_text("Read this to me", timeout=10_000)
    return page.evaluate("window.lit")


def child_answers(page: Page, item: ItemVersion) -> None:
    """Answer by touch what a child of Year 2 can: a choice, a number or a time; leave out what takes more."""
    let_settle(page)
    reply = right_reply(item)
    match item.response:
        case Choice():
            page.locator(f"input[value='{reply}']").tap(force=True)
        case NumberEntry():
            page.locator("#answer").tap()
            page.keyboard.type(str(reply))  # the keypad of the device
        case TimeEntry():
            page.locator(".mesur-box").first.tap()
            page.keyboard.type(str(reply))  # the colon leads to the minutes
        case _:
            page.locator(".mesur-cannot").tap()
            return
    page.locator(".mesur-next").tap()


def test_a_whole_sitting_of_year_2_by_ear_and_touch_alone(chromium: Browser, browsed: BrowsedService) -> None:
    harness = browsed.harness
    spoken = spoken_everything(harness, "en")
    sitting = harness.assign("cadi", 2)
    with browsed.context(chromium, "cadi", has_touch=True, viewport={"width": 820, "height": 1100}) as context:
        context.add_init_script(NOTE_LIGHT)
        page = context.new_page()
        page.goto(f"{browsed.url}/?lang=en")
        assert not any(path.startswith("/recordings/") for path in browsed.asked), (
            "nothing is fetched before it is asked for"
        )
        assert {"Your assessments", "Numbers", "This one is ready for you.", "Open the assessment"} <= set(listen(page))
        page.get_by_role("button", name="Open the assessment").tap()

        expect(page.get_by_role("button", name="Start the assessment")).to_be_visible()
        at_start = listen(page)
        assert at_start[:2] == ["Hello,", "Some will be easy for you and some will be hard."], "a name is not recorded"
        assert "Start the assessment" in at_start
        page.get_by_role("button", name="Start the assessment").tap()

        met = 0
        heading = page.locator("h1")
        while True:
            expect(heading).to_have_text(re.compile(rf"Question {met + 1}$|You have finished"))
            if heading.text_content() == "You have finished":
                break
            met += 1
            item = harness.bank.item(_pending(harness, sitting))
            heard = listen(page)
            assert heard[0] == f"Question {met}"
            assert heard[-2:] == ["I can’t do this", "Next question"]
            missing = {text for text in item_sentences(item, "en") if _bare(text) not in map(_bare, heard)}
            assert missing <= _unseen(item), f"{item.item}: not heard"
            if met == 1:
                _hears_what_is_wrong_and_what_is_asked(page)
            child_answers(page, item)
        assert met >= 10
        at_end = listen(page)
        assert at_end[:2] == ["You have finished", "You have reached the top."]
        assert_accessible(page)
    fetched = [path for path in browsed.asked if path.startswith("/recordings/") and not path.endswith(".json")]
    names = [".".join(urlsplit(path).path.rsplit("/", 1)[1].split(".")[:2]) for path in fetched]
    assert len(fetched) == len(set(fetched)) > 50, "each sentence is fetched once"
    assert set(names) <= set(spoken)


def _hears_what_is_wrong_and_what_is_asked(page: Page) -> None:
    let_settle(page)
    page.locator(".mesur-next").tap()
    expect(page.locator(".mesur-error")).not_to_be_empty()
    assert re.match("(Write your answer|Choose an answer|There is still|Place the marker|You have)", listen(page)[0])
    page.get_by_role("button", name="Stop for now").tap()
    expect(page.locator("dialog[open] [data-speaker]")).to_be_visible()
    asked = listen(page)
    assert asked[0] == "Stop for now?"
    assert "Carry on" in asked
    page.get_by_role("button", name="Carry on").tap()


def _pending(harness: ServiceHarness, sitting: object) -> str:
    presented = [each for each in harness.log(sitting) if type(each).__name__ == "Presented"]  # type: ignore[arg-type]
    return presented[-1].item


def _bare(text: str) -> str:
    """A sentence without what only markup tells apart: the bar of a fraction, spaces."""
    return re.sub(r"[\s()/^]", "", text)


def _unseen(item: ItemVersion) -> set[str]:
    """What no page shows to the eye, as the label of a box, and what is lit with its whole list."""
    unseen = {item.response.label.en}
    for name in ("header", "rows", "areas", "bars", "marks", "parts", "options"):
        if name != "options" or item.response.type in ("gaps", "matching"):
            unseen |= set(item_sentences(item, "en")) if hasattr(item.response, name) else set()
    return unseen | {text for hint in item.hints for text in [hint.en]}


def test_a_voice_that_fails_says_so_and_leaves_the_question_alone(chromium: Browser, browsed: BrowsedService) -> None:
    harness = browsed.harness
    spoken_everything(harness, "en")
    sitting = harness.assign("cadi", 2)
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        page.route("**/recordings/**", lambda route: route.abort())
        page.goto(f"{browsed.url}/player/{sitting}?lang=en")
        page.get_by_role("button", name="Start the assessment").click()
        expect(page.locator("#question")).to_be_visible()
        page.locator("[data-speaker]").click()
        expect(page.locator("[data-speaker-state]")).to_have_text("We cannot read this to you just now.")
        expect(page.locator("[data-speaker]")).to_have_text("Read this to me")
