"""The UPN's check letter, and what is taken for a UPN."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery_api.identity.identifier_hashing import IdentifierKind, parse_identifier
from delivery_api.identity.upn import (
    ALPHABET,
    ENGLISH_AUTHORITIES,
    WELSH_AUTHORITIES,
    check_letter,
    is_upn,
    looks_like_a_upn,
)

AUTHORITIES = sorted(WELSH_AUTHORITIES | ENGLISH_AUTHORITIES)


@st.composite
def upns(draw: st.DrawFn) -> str:
    authority = draw(st.sampled_from(AUTHORITIES))
    rest = f"{authority:03d}" + draw(st.text(string.digits, min_size=8, max_size=8))
    rest += draw(st.sampled_from(string.digits + ALPHABET))
    return check_letter(rest) + rest


@pytest.mark.parametrize("upn", ["B801200005001", "M660200005001", "B681400018001", "Y66020000500A"])
def test_known_numbers_are_upns(upn: str) -> None:
    assert is_upn(upn)
    assert is_upn(f" {upn.lower()} ")


def test_the_letter_is_the_sum_and_not_a_printed_example_that_is_wrong() -> None:
    # Σ weight × value of 207000016049 is 266 ≡ 13 (mod 23): P, though Q has been printed
    assert check_letter("207000016049") == "P"
    assert is_upn("P207000016049")
    assert not is_upn("Q207000016049")


def test_the_22_authorities_of_wales_are_known() -> None:
    assert len(WELSH_AUTHORITIES) == 22
    assert not WELSH_AUTHORITIES & ENGLISH_AUTHORITIES


@given(upns())
def test_what_is_made_by_the_rule_is_taken(upn: str) -> None:
    assert is_upn(upn)
    assert parse_identifier(upn).kind is IdentifierKind.UPN


@given(upns(), st.integers(0, 12), st.sampled_from(string.digits + string.ascii_uppercase))
def test_no_single_wrong_character_passes(upn: str, place: int, other: str) -> None:
    wrong = upn[:place] + other + upn[place + 1 :]
    # the last place alone takes letters and digits, and there a letter may have the value of a digit (1 and B)
    alike = place == 12 and not {"I", "O", "S"} & {other} and check_letter(wrong[1:]) == upn[0]
    assert is_upn(wrong) == (wrong == upn or alike)


@given(upns(), st.integers(1, 10))
def test_no_swap_of_neighbouring_digits_passes(upn: str, place: int) -> None:
    swapped = upn[:place] + upn[place + 1] + upn[place] + upn[place + 2 :]
    assert is_upn(swapped) == (swapped == upn)


@given(upns(), st.integers(0, 999))
def test_an_authority_that_there_is_not_is_refused(upn: str, authority: int) -> None:
    rest = f"{authority:03d}{upn[4:]}"
    assert is_upn(check_letter(rest) + rest) == (authority in AUTHORITIES)


@given(st.text(max_size=20))
def test_junk_is_no_upn(text: str) -> None:
    shaped = looks_like_a_upn(text)
    assert not is_upn(text) or shaped
    with_junk = f"M66020000500{text}"
    assert is_upn(with_junk) == (with_junk.strip().upper() in ("M660200005001", "M66020000500B"))


def test_a_letter_that_no_upn_has_cannot_be_checked() -> None:
    with pytest.raises(ValueError, match="digits and letters"):
        check_letter("66020000500I")
    assert not is_upn("I660200005001")
