"""The contrast of text under each coloured overlay, by arithmetic: no browser tells it."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[4] / "delivery_api" / "web" / "static"


def channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def relative_luminance(colour: list[float]) -> float:
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_under_each_film_keep_their_contrast() -> None:
    """axe sees no film; multiplied with it, text on paper must still have the contrast that WCAG asks for."""
    films = re.findall(r"--film: (#[0-9a-f]{6})", (STATIC / "access.css").read_text("utf-8"))
    assert len(films) == 5
    for text, paper in (("#55645c", "#fbf7ee"), ("#574f42", "#fbf4e2"), ("#b6bfc6", "#171b1f"), ("#165b3c", "#ffffff")):
        for film in films:
            tint = channels(film)
            seen = [[a * b for a, b in zip(channels(each), tint, strict=True)] for each in (text, paper)]
            dark, light = sorted(map(relative_luminance, seen))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, paper, film)
