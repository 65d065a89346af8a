"""The player showing each type of response beside a passage, with a hint taken: axe-core finds nothing wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from itembank import PRACTICE, Language, present
from tests.support.axe_accessibility import assert_accessible
from tests.support.player_with_stub_server import StubServer, open_player

VERSE = '<p class="item-verse">The tide comes in,<br>the tide goes out,<br>and nobody asks it why.</p>'
THEME = 'localStorage.setItem(\'mesur.comfort\', \'{"theme":"%s","size":"%s"}\')'


@pytest.mark.parametrize(
    ("language", "width", "theme", "size"),
    [
        pytest.param("cy", 1200, "light", "1", marks=pytest.mark.long),
        pytest.param("en", 320, "cream", "2", marks=pytest.mark.long),
        ("cy", 360, "dark", "1"),
        ("en", 1200, "contrast", "3"),
    ],
)
def test_no_type_of_response_is_hard_to_use(
    chromium: Browser, language: Language, width: int, theme: str, size: str
) -> None:
    """Every day: each language, a small screen and a wide one, and the two themes farthest from the light one."""
    responses = [present(item, language)["response"] for item in PRACTICE.values()]
    server = StubServer(
        responses, stimulus={"id": "tide", "title": "The tide", "html": VERSE * 20}, hints=2, hints_taken=1
    )
    # axe-core itself styles elements, which the policy of the pages would not let it
    with open_player(chromium, server, viewport={"width": width, "height": 800}, bypass_csp=True) as play:
        play.page.add_init_script(THEME % (theme, size))
        for position in range(1, len(responses) + 1):
            server.position = position
            play.open(language=language, settle=False)
            expect(play.page.locator(".mesur-reply")).to_be_attached()
            if position == 1:  # the passage is new, so it comes first where there is room for one alone
                assert_accessible(play.page)
                play.switch_to("question", narrow=width < 960)
            expect(play.page.locator("#question")).to_be_visible()
            assert_accessible(play.page)
