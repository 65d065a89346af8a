"""The main job in Chromium, through the real sign-in: a learner answers to the end, the teacher reads the feedback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from delivery_api.bank.service import put_in_use
from delivery_api.dates.clock import clock
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.person_records import find_by_identifier
from delivery_api.lifecycle.service_setup import open_service
from delivery_api.settings import read_settings
from delivery_api.sittings.service import assign
from itembank.builtin_banks import builtin_bank
from tests.e2e.conftest import Demo
from tests.support.chromium import give_clock, let_settle
from tests.unit.delivery_api.web.test_largest_text import BROKEN

LENGTH = 30

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "sign in": "Sign in",
        "open": "Open the assessment",
        "carry on": "Carry on",
        "start": "Start the assessment",
        "next": "Next question",
        "cannot": "I can’t do this",
        "finished": "You have finished",
        "see": "See your feedback",
        "began": re.compile("^(What went well|Where to begin)$"),
        "comes next": "What comes next",
        "provisional": "These results are provisional",
        "feedback": "Feedback",
        "for teacher": "For the teacher",
    },
    "cy": {
        "sign in": "Mewngofnodi",
        "open": "Agor yr asesiad",
        "carry on": "Parhau",
        "start": "Dechrau’r asesiad",
        "next": "Cwestiwn nesaf",
        "cannot": "Alla i ddim gwneud hwn",
        "finished": "Rwyt ti wedi gorffen",
        "see": "Gweld dy adborth",
        "began": re.compile("^(Beth aeth yn dda|Ble i ddechrau)$"),
        "comes next": "Beth sy’n dod nesaf",
        "provisional": "Canlyniadau dros dro",
        "feedback": "Adborth",
        "for teacher": "I’r athro",
    },
}


@contextmanager
def page_of(chromium: Browser, width: int = 1000) -> Iterator[Page]:
    """A fresh browser (no cookies); a script error on a page fails the test."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    give_clock(context)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, demo: Demo, lang: str, name: str) -> None:
    page.goto(f"{demo.url}/?lang={lang}")
    page.get_by_role("button", name=WORDS[lang]["sign in"]).click()
    page.locator(f"button[value='{name}']").click()
    expect(page).to_have_url(re.compile(rf"^{demo.url}/"))
    expect(page.locator("html")).to_have_attribute("lang", lang)


def question(number: int) -> re.Pattern[str]:
    """The heading of a question, in either language."""
    return re.compile(rf"^(Question|Cwestiwn) {number}$")


def answer_one(page: Page, lang: str, number: int) -> None:
    """Answer what is shown the way a child does: choose, write, move, put in order, or say "I can't do this"."""
    expect(page.locator("#question")).to_have_text(question(number))
    let_settle(page)
    if number % 7 == 6:
        page.get_by_role("button", name=WORDS[lang]["cannot"]).click()
        return
    following = page.get_by_role("button", name=WORDS[lang]["next"])
    many = page.locator(".mesur-reply").get_by_role("checkbox").all()
    fill_in(page.locator(".mesur-reply"), number)
    following.click()
    for box in many:  # as many as are wanted, one by one, until no more are asked for
        box.check(force=True)
        following.click()
        if page.locator("#answer-error:not(:empty)").count() == 0:
            break


def fill_in(reply: Locator, number: int) -> None:
    """Something in every place to answer; of check boxes none is chosen yet."""
    radios, sliders, boxes = reply.get_by_role("radio"), reply.get_by_role("slider"), reply.get_by_role("textbox")
    for name in dict.fromkeys(radios.evaluate_all("all => all.map(each => each.name)")):
        of_one = reply.locator(f"input[name='{name}']")
        of_one.nth(number % of_one.count()).check(force=True)
    for slider in sliders.all():
        slider.press("ArrowUp")
    for gap in reply.get_by_role("combobox").all():
        gap.select_option(index=1)
    for box in boxes.all() if not sliders.count() else []:
        box.fill(str(number % 12 or 12))  # also the hour of a clock, and never a denominator of 0
    if reply.locator(".mesur-order").count():
        reply.get_by_role("button").and_(reply.page.locator(":enabled")).first.click()


def fits_in_the_largest_text(page: Page, demo: Demo) -> None:
    """The feedback on the page and its learner's first page, on the smallest screen in both languages."""
    page.set_viewport_size({"width": 320, "height": 640})
    subject = parse_qs(urlsplit(page.url).query)["subject"][0]
    for path in (f"/feedback/learners/me?subject={subject}&lang=", "/?lang="):
        for lang in WORDS:
            page.goto(f"{demo.url}{path}{lang}")
            page.evaluate("document.documentElement.dataset.size = '5'")
            page.locator(".mesur-grown-up > summary").or_(page.locator("h1")).first.click()
            assert page.evaluate("document.documentElement.scrollWidth") == 320, page.url
            assert page.evaluate(BROKEN) == [], page.url


@pytest.mark.parametrize(("lang", "name", "width"), [("en", "cadi.year4", 1000), ("cy", "tomos.year2", 360)])
def test_a_learner_answers_to_the_end_and_their_teacher_reads_the_feedback(
    chromium: Browser, demo: Demo, lang: str, name: str, width: int
) -> None:
    words = WORDS[lang]
    with page_of(chromium, width) as page:
        sign_in(page, demo, lang, name)
        page.get_by_role("button", name=words["open"]).click()
        page.get_by_role("button", name=words["start"]).click()
        for number in range(1, LENGTH + 1):
            answer_one(page, lang, number)
        expect(page.get_by_role("heading", name=words["finished"])).to_be_visible()
        page.get_by_role("button", name=words["see"]).or_(page.get_by_role("link", name=words["see"])).click()
        if name == "tomos.year2":  # three pictures and two sentences; the rest is for the grown-up who opens it
            expect(page.locator("svg.mesur-picture:visible")).to_have_count(3)
            expect(page.locator(".mesur-young-feedback__card p")).to_have_count(2)
            expect(page.get_by_role("heading", name=words["began"])).to_be_hidden()
            page.locator(".mesur-grown-up > summary").click()
        expect(page.get_by_role("heading", name=words["began"])).to_be_visible()
        expect(page.get_by_role("heading", name=words["comes next"])).to_be_visible()
        expect(page.locator(".mesur-notice")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
        fits_in_the_largest_text(page, demo)
    learner, class_name = {"cadi.year4": ("Cadi Morgan", "Derwen"), "tomos.year2": ("Tomos Huws", "Bedwen")}[name]
    with page_of(chromium) as page:
        sign_in(page, demo, lang, "athro.evans")
        page.get_by_role("link", name=class_name).click()
        row = page.get_by_role("row", name=learner)
        row.get_by_role("link", name=words["feedback"]).click()
        expect(page.get_by_role("heading", name=words["for teacher"])).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text(learner)
        assert page.locator("tbody tr").count() >= 30
        page.set_viewport_size({"width": width, "height": 800})
        page.go_back()
        page.locator("a[href*='/grid']").click()
        expect(page.locator(".mesur-class-grid-box")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the grid alone may move sideways"


def test_a_power_cut_loses_neither_the_place_nor_an_answer_given_meanwhile(chromium: Browser, demo: Demo) -> None:
    """One learner goes on in another browser, at the same question; one had the page open, and answered in vain."""
    words = WORDS["en"]
    with page_of(chromium) as waits:
        sign_in(waits, demo, "en", "joe.year4")
        waits.get_by_role("button", name=words["open"]).click()
        waits.get_by_role("button", name=words["start"]).click()
        expect(waits.locator("#question")).to_have_text(question(1))
        with page_of(chromium) as page:
            sign_in(page, demo, "en", "mali.year9")
            page.get_by_role("button", name=words["open"]).click()
            page.get_by_role("button", name=words["start"]).click()
            for number in range(1, 6):
                answer_one(page, "en", number)
            expect(page.locator("#question")).to_have_text(question(6))
            prompt = page.locator("#prompt").inner_text()
            demo.kill()
        waits.get_by_role("button", name=words["cannot"]).click()
        expect(waits.get_by_text("Your answer is here. We are trying to save it.")).to_be_visible()
        demo.start()
        expect(waits.locator("#question")).to_have_text(question(2), timeout=30_000)
    with page_of(chromium) as page:
        sign_in(page, demo, "en", "mali.year9")
        page.get_by_role("button", name=words["carry on"]).click()
        expect(page.locator("#question")).to_have_text(question(6))
        assert page.locator("#prompt").inner_text() == prompt


def test_one_cookie_and_none_before_sign_in(chromium: Browser, demo: Demo) -> None:
    with page_of(chromium) as page:
        page.goto(demo.url)
        assert page.context.cookies(demo.url) == []
        sign_in(page, demo, "cy", "athrawes.khan")
        (cookie,) = page.context.cookies(demo.url)
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


def test_ctrl_c_stops_all_of_it_and_a_second_start_keeps_what_was_there(chromium: Browser, demo: Demo) -> None:
    assert demo.stop() == 0
    demo.start()
    with page_of(chromium) as page:
        sign_in(page, demo, "en", "athro.evans")
        page.get_by_role("link", name="Derwen").click()
        expect(page.get_by_role("row", name="Cadi Morgan").get_by_role("link")).to_be_visible()


def give(demo: Demo, name: str, subject: str) -> None:
    """Put a subject's bank in use beside the demonstration's own, and give a learner of Year 4 a sitting of it."""
    service, now = open_service(read_settings(demo.folder / "settings.toml")), clock()
    with service.engine.begin() as connection:
        put_in_use(connection, builtin_bank(subject), subject, now)
        person = find_by_identifier(connection, service.ring, parse_identifier(name))
        assert person is not None
        assign(connection, service.ring, [(person.id, 4)], subject, now)
    service.engine.dispose()


def test_a_hint_is_taken_about_a_scenario_and_the_sitting_ends(chromium: Browser, demo: Demo) -> None:
    give(demo, "joe.year4", "numeracy-reasoning")
    length = builtin_bank("numeracy-reasoning").design("numeracy-reasoning").for_year(4).length
    with page_of(chromium) as page:
        sign_in(page, demo, "en", "joe.year4")
        page.locator(".mesur-card", has_text="Numeracy (reasoning)").get_by_role("button").click()
        page.get_by_role("button", name=WORDS["en"]["start"]).click()
        taken = 0
        for number in range(1, 1 + length):
            expect(page.locator("#question")).to_have_text(question(number))
            expect(page.locator(".mesur-passage")).to_be_visible()
            if not taken and page.locator(".mesur-hints").count():
                page.get_by_role("button", name="Show a hint").click()
                hint = page.locator(".mesur-hints__hint")
                expect(hint).to_be_visible()
                told, taken = hint.inner_text(), number
                page.reload()
                expect(hint).to_have_text(told, use_inner_text=True)
            answer_one(page, "en", number)
        expect(page.get_by_role("heading", name=WORDS["en"]["finished"])).to_be_visible()
        assert taken


def test_a_welsh_passage_is_read_on_an_english_page(chromium: Browser, demo: Demo) -> None:
    give(demo, "joe.year4", "reading-cy")
    with page_of(chromium, 360) as page:
        sign_in(page, demo, "en", "joe.year4")
        page.locator(".mesur-card", has_text="Reading (Welsh)").get_by_role("button").click()
        page.get_by_role("button", name=WORDS["en"]["start"]).click()
        expect(page.locator(".mesur-passage[lang=cy]")).to_be_visible()
        title = page.locator("#passage-title").inner_text()
        for number in range(1, 4):
            expect(page.locator("#question")).to_have_text(question(number))
            page.get_by_role("button", name="Question", exact=True).click()
            answer_one(page, "en", number)
        expect(page.locator("#question")).to_have_text(question(4))
        page.get_by_role("button", name="Text", exact=True).click()
        expect(page.locator("#passage-title")).to_have_text(title)
