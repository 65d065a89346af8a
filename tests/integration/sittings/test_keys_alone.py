"""A whole short assessment by the keyboard alone, from the first page to signing out, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browsed_service import BrowsedService
from tests.support.chromium import let_settle

MOST_TABS = 60

WORDS = {
    "cy": ("Agor yr asesiad", "Dechrau’r asesiad", "Cwestiwn nesaf", "Rwyt ti wedi gorffen", "Allgofnodi"),
    "en": ("Open the assessment", "Start the assessment", "Next question", "You have finished", "Sign out"),
}


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until an element has the focus, which has to be seen where it is."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            assert wanted.evaluate("each => each.matches(':focus-visible')")
            return
    message = f"{wanted}: not reached by {MOST_TABS} presses of Tab"
    raise AssertionError(message)


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    tab_to(page, wanted)
    page.keyboard.press(key)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_keys_alone_lead_from_the_first_page_through_all_questions_and_out(
    browsed: BrowsedService, chromium: Browser, language: str
) -> None:
    sitting = browsed.harness.assign_reading("cadi")
    opens, start, following, finished, sign_out = WORDS[language]
    with browsed.context(chromium, "cadi", locale="en-GB") as context:
        page = context.new_page()
        page.goto(browsed.url)
        if language == "cy":
            press(page, page.get_by_role("link", name="Cymraeg"))
        press(page, page.get_by_role("button", name=opens))
        press(page, page.get_by_role("button", name=start))
        for number in (1, 2):
            expect(page.locator("#question")).to_have_text(re.compile(rf" {number}$"))
            expect(page.locator("#question")).to_be_focused()
            let_settle(page)
            press(page, page.get_by_role("radio").first, "Space")
            page.keyboard.press("ArrowDown")
            expect(page.get_by_role("radio").nth(1)).to_be_checked()
            press(page, page.get_by_role("button", name=following))
        expect(page.get_by_role("heading", level=1)).to_have_text(finished)
        press(page, page.locator("input[name=feeling]").first, "Space")
        expect(page.get_by_role("status").filter(has_text=re.compile(r"\w"))).to_be_visible()  # what is said back
        press(page, page.get_by_role("button", name=sign_out))
        expect(page.locator("main")).to_be_visible()
        expect(page.get_by_role("button", name=sign_out)).to_have_count(0)
    log = browsed.harness.log(sitting)
    assert [type(each).__name__ for each in log].count("Replied") == 2
    assert {each.response for each in log if type(each).__name__ == "Replied"} != {None}
