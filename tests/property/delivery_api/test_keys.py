"""What is sealed opens with its key at its place and nowhere else; no two lists of parts have one fingerprint."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from delivery_api.keys.encryption import DecryptionFailed, Key, session_key

KEYS = st.builds(Key, st.text(max_size=8), st.text(max_size=8), st.binary(min_size=32, max_size=32))
PARTS = st.lists(st.text(max_size=6), max_size=4)


@given(KEYS, st.binary(max_size=200), st.text(max_size=40))
def test_what_is_sealed_opens_at_its_place(key: Key, plain: bytes, place: str) -> None:
    assert key.open(key.seal(plain, place=place), place=place) == plain


@given(KEYS, st.binary(max_size=50), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_at_one_place_does_not_open_at_another(key: Key, plain: bytes, here: str, there: str) -> None:
    assume(here != there)
    with pytest.raises(DecryptionFailed):
        key.open(key.seal(plain, place=here), place=there)


@given(KEYS, KEYS, st.binary(max_size=50))
def test_another_key_does_not_open_it(key: Key, other: Key, plain: bytes) -> None:
    assume(key.secret != other.secret)
    with pytest.raises(DecryptionFailed):
        other.open(key.seal(plain, place="row"), place="row")


@given(KEYS, st.binary(max_size=50), st.data())
def test_an_altered_or_shortened_value_does_not_open(key: Key, plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(key.seal(plain, place="row"))
    with pytest.raises(DecryptionFailed):
        key.open(bytes(sealed[: data.draw(st.integers(0, len(sealed) - 1))]), place="row")
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DecryptionFailed):
        key.open(bytes(sealed), place="row")


@given(KEYS, st.binary(min_size=1, max_size=50))
def test_the_same_value_sealed_twice_does_not_look_the_same(key: Key, plain: bytes) -> None:
    assert key.seal(plain, place="row") != key.seal(plain, place="row")


@given(KEYS, PARTS, PARTS)
def test_no_two_lists_of_parts_have_one_fingerprint(key: Key, one: list[str], other: list[str]) -> None:
    assert (key.fingerprint(*one) == key.fingerprint(*other)) == (one == other)


@given(KEYS, PARTS.filter(bool), st.data())
def test_moving_the_border_between_parts_changes_the_fingerprint(
    key: Key, parts: list[str], data: st.DataObject
) -> None:
    whole = "".join(parts)
    cut = data.draw(st.integers(0, len(whole)))
    moved = [whole[:cut], whole[cut:]]
    assume(moved != parts)
    assert key.fingerprint(*moved) != key.fingerprint(*parts)


@given(st.text(max_size=30), st.text(max_size=30))
def test_each_cookie_has_a_key_of_its_own(one: str, other: str) -> None:
    assert (session_key(one).secret == session_key(other).secret) == (one == other)
