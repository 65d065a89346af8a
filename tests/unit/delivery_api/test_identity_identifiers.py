"""How identifiers are hashed: what the value depends on, and what it does not give away."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from delivery_api.identity.identifier_hashing import (
    Identifier,
    IdentifierHasher,
    IdentifierKind,
    KeyNotCreated,
    governor_identifier,
    hash_function,
    organisation_identifier,
    parse_identifier,
    staff_identifier,
)
from delivery_api.keys.encryption import Key

KEY = Key("0123456789abcdef", "identifiers", bytes(range(32)))
OTHER = Key("fedcba9876543210", "identifiers", bytes(32))
UPN = parse_identifier("M660200005001")


def test_a_pseudonym_changes_with_key_domain_kind_and_value() -> None:
    values = {
        hash_function(KEY)(UPN),
        hash_function(OTHER)(UPN),
        hash_function(KEY, domain="trial")(UPN),
        hash_function(KEY)(Identifier(IdentifierKind.SOURCE, UPN.value)),
        hash_function(KEY)(parse_identifier("B681400018001")),
    }
    assert len(values) == 5
    assert {len(value) for value in values} == {32}
    assert hash_function(KEY)(UPN) == hash_function(KEY)(parse_identifier(" m660200005001"))


def test_a_pseudonym_is_the_hmac_of_domain_kind_and_value_each_with_its_length() -> None:
    parts = [b"hwb", b"upn", b"M660200005001"]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    secret = KEY.derive("fingerprint")
    assert hash_function(KEY)(UPN) == hmac.new(secret, message, hashlib.sha256).digest()


def test_what_would_read_alike_when_joined_is_told_apart() -> None:
    assert hash_function(KEY, domain="a")(Identifier(IdentifierKind.UPN, "b")) != hash_function(KEY, domain="au")(
        Identifier(IdentifierKind.UPN, "b")
    )


def test_staff_are_known_by_code_within_their_school_governors_by_name_and_stakeholders_by_organisation() -> None:
    assert staff_identifier("6602000", " ab1 ") == staff_identifier("6602000", "AB1") == parse_identifier("6602000/ab1")
    assert staff_identifier("6602000", "AB1") != staff_identifier("6602001", "AB1")
    assert (
        governor_identifier("6602000", "Ann  Price")
        == governor_identifier("6602000", "ann price")
        != governor_identifier("6602001", "ann price")
    )
    assert organisation_identifier("Estyn ") == organisation_identifier("ESTYN")
    assert parse_identifier("cadi.year4").kind is IdentifierKind.SOURCE


def test_an_identifier_does_not_show_itself() -> None:
    assert "660200005001" not in repr(UPN)
    assert "660200005001" not in str(UPN)


def test_the_newest_form_comes_first_and_the_forms_of_earlier_versions_last() -> None:
    hasher = IdentifierHasher(((KEY.id, hash_function(KEY)), (OTHER.id, hash_function(OTHER))))
    plain = Identifier(IdentifierKind.SOURCE, UPN.value)
    assert hasher.newest_hash(UPN) == (KEY.id, hash_function(KEY)(UPN))
    assert hasher.all_hashes(UPN) == [
        (KEY.id, hash_function(KEY)(UPN)),
        (OTHER.id, hash_function(OTHER)(UPN)),
        (KEY.id, hash_function(KEY)(plain)),
        (OTHER.id, hash_function(OTHER)(plain)),
    ]
    assert len(hasher.all_hashes(plain)) == 2


def test_without_a_key_nobody_is_hashed() -> None:
    with pytest.raises(KeyNotCreated):
        IdentifierHasher(()).newest_hash(UPN)
