"""After an outage a learner goes on where they were, with no question asked."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.support.browsed_service import BrowsedService
from tests.support.chromium import let_settle


def begun(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Start the assessment").click()
    expect(page.locator("#question")).to_have_text("Question 1")
    let_settle(page)


def test_whoever_answers_offline_and_closes_the_tab_goes_on_in_a_new_one(
    chromium: Browser, browsed: BrowsedService
) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        context.set_offline(True)
        page.get_by_role("button", name="I can’t do this").click()
        expect(page.get_by_text("Your answer is safe on this computer.")).to_be_visible()
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto(url)
        expect(page.locator("#question")).to_have_text("Question 2")
        let_settle(page)
        page.get_by_role("button", name="I can’t do this").click()
        expect(page.locator("#question")).to_have_text("Question 3")


def test_a_tab_that_was_left_for_another_one_still_asks(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('joe')}?lang=en"
    with browsed.context(chromium, "joe") as context:
        first, second = context.new_page(), context.new_page()
        begun(first, url)
        second.goto(url)
        expect(second.locator("#question")).to_have_text("Question 1")
        first.get_by_role("button", name="I can’t do this").click()
        expect(first.get_by_role("button", name="Go on here instead")).to_be_visible()
