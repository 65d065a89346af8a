"""A teacher watches a learner at work, pauses the class and lets it go on; the learner's page follows by itself."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Demo
from tests.e2e.test_main_job import page_of, sign_in

HEARD = 30_000  # milliseconds: a pulse comes every ten seconds, and the machine may be busy


def test_a_teacher_pauses_the_class_and_lets_it_go_on(chromium: Browser, demo: Demo) -> None:
    with page_of(chromium) as teacher, page_of(chromium, 360) as learner:
        sign_in(learner, demo, "en", "joe.year4")
        learner.locator("details summary", has_text="Practise a whole assessment").wait_for()
        learner.locator('a[href*="/player/"]').first.click()
        learner.get_by_role("button", name="Start the assessment").click()
        expect(learner.get_by_role("heading", name="Question 1")).to_be_visible(timeout=HEARD)
        sign_in(teacher, demo, "en", "athro.evans")
        teacher.get_by_role("link", name="Derwen").click()
        teacher.get_by_role("link", name="Watch and pause").click()
        line = teacher.get_by_role("row", name="Joe Bennett")
        expect(line).to_contain_text("On question 1", timeout=HEARD)
        for button in ("Pause for the class", "Let the class go on"):
            teacher.locator("summary", has_text=button).click()
            teacher.get_by_label("Why? It is kept with the assessment.").locator("visible=true").fill("A fire alarm")
            teacher.get_by_role("button", name=button).click()
            if button.startswith("Pause"):
                expect(line).to_contain_text("Paused at question 1")
                expect(learner.get_by_role("heading", name="Your teacher has paused")).to_be_visible(timeout=HEARD)
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
    with page_of(chromium, 360) as teacher, page_of(chromium) as learner:
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
