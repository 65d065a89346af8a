import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import choose_language


@pytest.mark.parametrize(
    ("query", "session", "accept", "expected"),
    [
        ("cy", "en", "en", "cy"),
        ("fr", "cy", "en", "cy"),
        (None, "cy", "en", "cy"),
        (None, None, "cy,en;q=0.8", "cy"),
        (None, None, "", "en"),
        (None, None, None, "en"),
    ],
)
def test_address_then_session_then_browser_then_english(query, session, accept, expected):
    assert choose_language(query, session, accept) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("cy-GB, en-GB;q=0.9", "cy"),
        ("en;q=0.5, cy;q=0.6", "cy"),
        ("en;q=0.6, cy;q=0.5", "en"),
        ("cy;q=0", "en"),
        ("fr, cy;q=0.3", "cy"),
        ("cy;q=tomato, en;q=0.1", "en"),
        ("CY", "cy"),
        ("*", "en"),
        ("en-GB,en;q=0.9,cy;q=0.95", "en"),
    ],
)
def test_quality_values_are_honoured(accept, expected):
    assert choose_language(None, None, accept) == expected


def test_a_language_that_is_not_spoken_here_is_named():
    with pytest.raises(ValueError, match="'fr'"):
        translations("fr")
