"""The sheet and the slips with a class's PIN: in both languages, with a QR code that a camera can read."""

from __future__ import annotations

import re

import pytest

from delivery_api.class_pins.sign_in_code import QUIET_ZONE, qr_svg
from tests.integration.identity.test_class_pins import make_pin, page_of
from tests.support.service_harness import ORIGIN, ServiceHarness

MASKS = (
    lambda line, column: (line + column) % 2,
    lambda line, column: line % 2,
    lambda line, column: column % 3,
    lambda line, column: (line + column) % 3,
    lambda line, column: (line // 2 + column // 3) % 2,
    lambda line, column: line * column % 2 + line * column % 3,
    lambda line, column: (line * column % 2 + line * column % 3) % 2,
    lambda line, column: ((line + column) % 2 + line * column % 3) % 2,
)

BLOCKS = {(33, 0b00): 32, (33, 0b11): 24}
"""Bytes of data in each of two blocks, by the side of the code and its level (version 4, M and Q)."""


def read(svg: str) -> str:
    """What a camera reads of a drawn code of versions 2 to 4 (ISO/IEC 18004), without mending errors."""
    dark = {(int(y) - QUIET_ZONE, int(x) - QUIET_ZONE) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    found = re.search(r'viewBox="0 0 (\d+) ', svg)
    assert found
    size = int(found[1]) - 2 * QUIET_ZONE
    about = int("".join(str(int((8, column) in dark)) for column in range(5)), 2) ^ 0b10101
    mask, middle = MASKS[about & 0b111], size - 7
    bits = [
        str(int(((line, column) in dark) != (mask(line, column) == 0)))
        for line, column in _way(size)
        if not _is_fixed(line, column, size, middle)
    ]
    text = "".join(_in_order(bits, BLOCKS.get((size, about >> 3), 1)))
    assert text[:4] == "0100"  # bytes
    length = int(text[4:12], 2)
    return bytes(int(text[12 + 8 * at : 20 + 8 * at], 2) for at in range(length)).decode()


def _in_order(bits: list[str], size: int) -> list[str]:
    """The bits of the data, which come in two blocks of some bytes that take turns, or in one."""
    if size == 1:
        return bits
    whole = [bits[at : at + 8] for at in range(0, 16 * size, 8)]
    return [bit for block in (whole[0::2], whole[1::2]) for byte in block for bit in byte]


def _way(size: int) -> list[tuple[int, int]]:
    """The modules in the order of the bits: two columns at a time, up and down, from the right."""
    pairs = [right if right > 6 else right - 1 for right in range(size - 1, 0, -2)]
    lines = (list(range(size - 1, -1, -1)), list(range(size)))
    return [(line, column) for at, right in enumerate(pairs) for line in lines[at % 2] for column in (right, right - 1)]


def _is_fixed(line: int, column: int, size: int, middle: int) -> bool:
    corners = (line < 9 and column < 9) or (line < 9 and column >= size - 8) or (line >= size - 8 and column < 9)
    return corners or 6 in (line, column) or (abs(line - middle) < 3 and abs(column - middle) < 3)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_wall_and_the_slips_hold_the_pin_in_both_languages_and_as_a_code(
    harness: ServiceHarness, language: str
) -> None:
    teacher = harness.signed_in("evans")
    pages = [f"{page_of(harness)}/{page}?lang={language}" for page in ("sheet", "slips")]
    assert [teacher.get(page).headers["location"] for page in pages] == [f"{page_of(harness)}?lang={language}"] * 2
    pin = make_pin(harness, teacher)
    for page, count in zip(pages, (1, 2), strict=True):
        told = teacher.get(page).text
        assert told.count(pin) == told.count("<svg") == count
        assert "Choose your own name." in told
        assert "Dewisa dy enw dy hun." in told
        for drawn in re.findall(r"<svg.*?</svg>", told):
            assert read(drawn) == f"{ORIGIN}/pin#{pin.replace(' ', '')}"
    assert "Cadi Morgan" in teacher.get(pages[1]).text
    assert "Cadi" not in teacher.get(pages[0]).text  # on a wall, a name is for everybody to read
    khan = harness.signed_in("khan")
    assert [khan.get(page).status_code for page in pages] == [404, 404]


def test_a_code_is_black_on_white_with_a_white_edge_and_says_what_it_is() -> None:
    drawn = qr_svg("http://localhost/pin#CDF", 'A "code"')
    assert 'aria-label="A &quot;code&quot;"' in drawn
    assert 'fill="#fff"' in drawn
    assert {int(x) for x, _ in re.findall(r"M(\d+) (\d+)h1", drawn)} & set(range(QUIET_ZONE)) == set()
