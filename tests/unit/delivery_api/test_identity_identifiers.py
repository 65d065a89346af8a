"""How identifiers are hashed: what the value depends on, and what it does not give away."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from delivery_api.identity.identifier_hashing import (
    Hasher,
    Identifier,
    KeyMissing,
    Kind,
    governor,
    hashing,
    organisation,
    recognised,
    staff_code,
)
from delivery_api.keys.key_ring import Key

KEY = Key("0123456789abcdef", "identifiers", bytes(range(32)))
OTHER = Key("fedcba9876543210", "identifiers", bytes(32))
UPN = recognised("M660200005001")


def test_a_pseudonym_changes_with_key_domain_kind_and_value() -> None:
    values = {
        hashing(KEY)(UPN),
        hashing(OTHER)(UPN),
        hashing(KEY, domain="trial")(UPN),
        hashing(KEY)(Identifier(Kind.SOURCE, UPN.value)),
        hashing(KEY)(recognised("B681400018001")),
    }
    assert len(values) == 5
    assert {len(value) for value in values} == {32}
    assert hashing(KEY)(UPN) == hashing(KEY)(recognised(" m660200005001"))


def test_a_pseudonym_is_the_hmac_of_domain_kind_and_value_each_with_its_length() -> None:
    parts = [b"hwb", b"upn", b"M660200005001"]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    secret = KEY.derived("fingerprint")
    assert hashing(KEY)(UPN) == hmac.new(secret, message, hashlib.sha256).digest()


def test_what_would_read_alike_when_joined_is_told_apart() -> None:
    assert hashing(KEY, domain="a")(Identifier(Kind.UPN, "b")) != hashing(KEY, domain="au")(Identifier(Kind.UPN, "b"))


def test_staff_are_known_by_code_within_their_school_governors_by_name_and_stakeholders_by_organisation() -> None:
    assert staff_code("6602000", " ab1 ") == staff_code("6602000", "AB1") == recognised("6602000/ab1")
    assert staff_code("6602000", "AB1") != staff_code("6602001", "AB1")
    assert governor("6602000", "Ann  Price") == governor("6602000", "ann price") != governor("6602001", "ann price")
    assert organisation("Estyn ") == organisation("ESTYN")
    assert recognised("cadi.year4").kind is Kind.SOURCE


def test_an_identifier_does_not_show_itself() -> None:
    assert "660200005001" not in repr(UPN)
    assert "660200005001" not in str(UPN)


def test_the_newest_form_comes_first_and_the_forms_of_earlier_versions_last() -> None:
    hasher = Hasher(((KEY.id, hashing(KEY)), (OTHER.id, hashing(OTHER))))
    plain = Identifier(Kind.SOURCE, UPN.value)
    assert hasher.form(UPN) == (KEY.id, hashing(KEY)(UPN))
    assert hasher.forms(UPN) == [
        (KEY.id, hashing(KEY)(UPN)),
        (OTHER.id, hashing(OTHER)(UPN)),
        (KEY.id, hashing(KEY)(plain)),
        (OTHER.id, hashing(OTHER)(plain)),
    ]
    assert len(hasher.forms(plain)) == 2


def test_without_a_key_nobody_is_hashed() -> None:
    with pytest.raises(KeyMissing):
        Hasher(()).form(UPN)
