"""What a teacher does while a class sits: watch, pause and let go on, as learners' pages follow; and hand out a PIN."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Demo
from tests.e2e.test_main_job import page_of, question, sign_in
from tests.support.chromium import hurry_timers, let_settle

HEARD = 30_000  # milliseconds: the machine may be busy


@contextmanager
def hurried_page(chromium: Browser, width: int = 1000) -> Iterator[Page]:
    """Like `page_of`; nobody waits ten seconds for a pulse."""
    with page_of(chromium, width) as page:
        hurry_timers(page.context)
        yield page


def test_a_teacher_pauses_the_class_and_lets_it_go_on(chromium: Browser, demo: Demo) -> None:
    with hurried_page(chromium) as teacher, hurried_page(chromium, 360) as learner:
        sign_in(learner, demo, "en", "joe.year4")
        learner.locator("details summary", has_text="Practise a short set of questions").wait_for()
        learner.locator('a[href*="/player/"]').first.click()
        learner.get_by_role("button", name="Start the assessment").click()
        expect(learner.get_by_role("heading", name="Question 1")).to_be_visible(timeout=HEARD)
        sign_in(teacher, demo, "en", "athro.evans")
        teacher.get_by_role("link", name="Derwen").click()
        teacher.get_by_role("link", name="Watch and pause").click()
        line = teacher.get_by_role("row", name="Joe Bennett")
        expect(line).to_contain_text("On question 1", timeout=HEARD)
        beside = (teacher.locator("[data-live]"), teacher.get_by_role("link", name="Mark several as absent"))
        middles = [box["y"] + box["height"] / 2 for box in (each.bounding_box() for each in beside) if box]
        assert middles[0] == pytest.approx(middles[1], abs=2), "fault: the sentence stood higher than the link"
        teacher.get_by_role("button", name="Pause for the class").click()  # one press: there may be an alarm
        expect(line).to_contain_text("Paused at question 1")
        expect(learner.get_by_role("heading", name="Your teacher has paused")).to_be_visible(timeout=HEARD)
        teacher.locator("summary", has_text="Let the class go on").click()
        teacher.get_by_label("Why was it paused").locator("visible=true").fill("A fire alarm")
        teacher.get_by_role("button", name="Let the class go on").click()
        expect(learner.get_by_role("heading", name="Question 1")).to_be_visible(timeout=HEARD)
        expect(line).to_contain_text("On question 1", timeout=HEARD)


def without_streams(page: Page) -> list[str]:
    """A network that lets no stream of events through; the addresses that were tried."""
    tried: list[str] = []

    def pass_on(route: Route) -> None:
        if route.request.resource_type == "eventsource":
            tried.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/classes/**", pass_on)
    return tried


def test_where_no_stream_comes_through_the_monitor_asks_again_and_again(chromium: Browser, demo: Demo) -> None:
    with hurried_page(chromium, 360) as teacher, hurried_page(chromium) as learner:
        tried = without_streams(teacher)
        sign_in(teacher, demo, "cy", "athro.evans")
        teacher.get_by_role("link", name="Derwen").click()
        teacher.get_by_role("link", name="Gwylio ac oedi").click()
        line = teacher.get_by_role("row", name="Cadi Morgan")
        expect(teacher.get_by_role("status").first).to_have_text(
            "Mae’r dudalen hon yn ei diweddaru ei hun.", timeout=HEARD
        )
        assert tried
        expect(line).not_to_contain_text("gwestiwn 1")
        sign_in(learner, demo, "cy", "cadi.year4")
        learner.locator('a[href*="/player/"]').first.click()
        learner.get_by_role("button", name="Dechrau’r asesiad").click()
        expect(line).to_contain_text("gwestiwn 1", timeout=HEARD)
        teacher.context.set_offline(True)
        expect(teacher.get_by_role("status").first).to_contain_text("Mae’r cysylltiad wedi torri", timeout=HEARD)
        teacher.context.set_offline(False)
        expect(teacher.get_by_role("status").first).to_have_text(
            "Mae’r dudalen hon yn ei diweddaru ei hun.", timeout=HEARD
        )


def does(teacher: Page, name: str, act: str, **more: str) -> None:
    """What a teacher does to one learner's assessment from the monitor, in Welsh."""
    teacher.get_by_role("row", name=name).get_by_role("link", name="Newid").click()
    teacher.get_by_role("radio", name=act).check(force=True)
    for label, text in more.items():
        teacher.locator(f"#{label}").fill(text)
    teacher.locator("#why").fill("Diwedd y wers")
    teacher.get_by_role("button", name="Gwneud hyn").click()


def books(teacher: Page, minutes: str) -> None:
    teacher.locator("summary", has_text="Trefnu dyddiau").click()
    teacher.locator("#minutes").fill(minutes)
    teacher.get_by_role("button", name="Trefnu’r asesiad").click()


def gives_up(learner: Page, number: int) -> None:
    expect(learner.locator("#question")).to_have_text(question(number), timeout=HEARD)
    let_settle(learner)
    learner.get_by_role("button", name="Alla i ddim gwneud hwn").click()


def test_more_time_reaches_who_waits_and_the_end_reaches_who_is_in_the_middle(chromium: Browser, demo: Demo) -> None:
    with hurried_page(chromium) as teacher, hurried_page(chromium, 360) as learner:
        sign_in(teacher, demo, "cy", "athro.evans")
        teacher.get_by_role("link", name="Bedwen").click()
        teacher.get_by_role("link", name="Gwylio ac oedi").click()
        does(teacher, "Tomos Huws", "Rhoi o’r neilltu")
        teacher.get_by_role("link", name="Bedwen").click()
        books(teacher, "30")
        sign_in(learner, demo, "cy", "tomos.year2")
        learner.locator('a[href*="/player/"]').first.click()
        expect(learner.get_by_text("Mae gen ti 30 munud")).to_be_visible()
        teacher.get_by_role("link", name="Gwylio ac oedi").click()
        does(teacher, "Tomos Huws", "Rhoi mwy o amser", minutes="10")
        expect(teacher.get_by_role("status").first).to_have_text("Mae gan Tomos Huws 10 munud ychwanegol: 40 i gyd.")
        expect(learner.get_by_text("Mae gen ti 40 munud")).to_be_visible(timeout=HEARD)
        learner.get_by_role("button", name="Dechrau’r asesiad").click()
        gives_up(learner, 1)
        expect(learner.locator("#question")).to_have_text(question(2), timeout=HEARD)
        learner.context.set_offline(True)
        gives_up(learner, 2)
        line = teacher.get_by_role("row", name="Tomos Huws")
        expect(line).to_contain_text("gwestiwn 2", timeout=HEARD)
        expect(line).to_contain_text("10 munud ychwanegol: 40 munud i gyd")
        does(teacher, "Tomos Huws", "Gorffen yma")
        expect(line).to_contain_text("Daeth staff ag ef i ben")
        learner.context.set_offline(False)
        expect(learner.get_by_role("heading", name="wedi dod â’r asesiad i ben")).to_be_visible(timeout=HEARD)
        expect(learner.get_by_text("dydy’r ateb hwnnw ddim yn cyfrif")).to_be_visible()


def test_a_teacher_makes_a_pin_and_a_late_arrival_comes_in_with_it_and_one_cookie(
    chromium: Browser, demo: Demo
) -> None:
    with page_of(chromium) as teacher, page_of(chromium, 360) as learner:
        sign_in(teacher, demo, "en", "athrawes.khan")
        teacher.get_by_role("link", name="9C").click()
        teacher.get_by_role("link", name="A PIN, if nobody can sign in").click()
        teacher.get_by_role("button", name="Make a PIN").click()
        teacher.get_by_label("Forename and surname").fill("Llinos Newydd")
        teacher.get_by_label("Year group").select_option("9")
        teacher.get_by_role("button", name="Put them in the class").click()
        pin = teacher.locator(".mesur-pin__letters").inner_text()
        learner.goto(f"{demo.url}/?lang=cy")
        learner.get_by_role("link", name="Mae gan fy athro neu fy athrawes PIN i’n dosbarth ni").click()
        learner.goto(f"{learner.url}#{pin.replace(' ', '')}")  # as a camera opens what the code holds
        expect(learner.get_by_label("Y PIN")).to_have_value(pin)
        assert "#" not in learner.url
        learner.get_by_label("Y PIN").fill(pin.lower())
        learner.get_by_role("button", name="Ymlaen").click()
        assert learner.context.cookies() == []
        learner.get_by_role("button", name="Llinos N").click()
        expect(learner).to_have_url(re.compile(rf"^{demo.url}/\?"))
        expect(learner.get_by_role("heading", level=1)).to_have_text("Dy asesiadau")
        assert [(each["name"], each["httpOnly"]) for each in learner.context.cookies()] == [("mesur", True)]
        teacher.reload()
        expect(teacher.get_by_role("row", name="Llinos Newydd")).to_contain_text("put in by hand")
