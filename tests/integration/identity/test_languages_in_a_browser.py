"""A child of a Welsh-medium school comes in with the class's PIN: Welsh, although nobody chose it, until they do."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.integration.identity.test_class_pins import make_pin
from tests.integration.identity.test_languages import set_school
from tests.support.browsed_service import BrowsedService


def expect_language(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_class_pin_leads_to_welsh_and_a_press_of_english_is_kept(browsed: BrowsedService, chromium: Browser) -> None:
    harness = browsed.harness
    set_school(harness, "cy")
    sitting = harness.assign("cadi")
    pin = make_pin(harness, harness.signed_in("evans"))
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{browsed.url}/pin#{pin.replace(' ', '')}")
    expect_language(page, "en")  # nobody is known yet, and the browser is English
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pwy wyt ti?")
    page.get_by_role("button", name="Cadi").click()
    expect_language(page, "cy")
    page.goto(f"{browsed.url}/player/{sitting}")
    expect(page.get_by_role("button", name="Dechrau’r asesiad")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Start the assessment")).to_be_visible()
    context.close()
    assert "/api/language" in browsed.asked
    with browsed.context(chromium, "cadi", locale="en-GB") as again:
        page = again.new_page()
        page.goto(browsed.url)
        expect_language(page, "en")
    with browsed.context(chromium, "joe", locale="en-GB") as other:
        page = other.new_page()
        page.goto(browsed.url)
        expect_language(page, "cy")
