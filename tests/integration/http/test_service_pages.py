"""The service’s own pages: for everybody, in both languages, at every foot, and true about whom to ask."""

from __future__ import annotations

import re

import pytest

from tests.support.service_harness import ServiceHarness

PAGES = {"/help": ("Cymorth", "Help"), "/contact": ("Cysylltu", "Contact")}
PAGES |= {"/accessibility": ("Datganiad hygyrchedd", "Accessibility statement")}


def test_everybody_reads_them_in_both_languages_and_finds_them_at_the_foot(module_harness: ServiceHarness) -> None:
    for browser in (module_harness.browser(), module_harness.signed_in("cadi"), module_harness.signed_in("evans")):
        for language, at in (("cy", 0), ("en", 1)):
            for address, titles in PAGES.items():
                page = browser.get(f"{address}?lang={language}")
                assert page.status_code == 200
                assert f'<h1 class="govuk-heading-xl">{titles[at]}</h1>' in page.text
                assert "There is no address to write to yet." in page.text or language == "cy" or address == "/help"
            foot = browser.get(f"/?lang={language}").text.rpartition("<footer")[2]
            assert [f"{address}?lang={language}" in foot for address in PAGES] == [True] * 3


@pytest.mark.parametrize(
    ("contact", "link"), [("help@example.org", "mailto:help@example.org"), ("https://example.org/help", None)]
)
def test_whom_to_write_to_is_a_setting(module_harness: ServiceHarness, contact: str, link: str | None) -> None:
    browser = module_harness.browser(contact=contact)
    for address in ("/contact", "/accessibility"):
        assert re.search(rf'href="{re.escape(link or contact)}">{re.escape(contact)}<', browser.get(address).text)
