"""By what the provider's claims say somebody may be known."""

from __future__ import annotations

from typing import Any

import pytest

from delivery_api.identity.claims import ClaimNames, candidate_identifiers
from delivery_api.identity.identifier_hashing import (
    Identifier,
    IdentifierKind,
    governor_identifier,
    parse_identifier,
    staff_identifier,
)

APART = ClaimNames("upn", "school", "staff_code", "name", "role")
TWO = ["6602000", "6602001"]


@pytest.mark.parametrize(
    ("claims", "known_by"),
    [
        ({"upn": "m660200005001"}, [Identifier(IdentifierKind.UPN, "M660200005001")]),
        ({"upn": "6602000/ab1"}, [staff_identifier("6602000", "AB1")]),
        ({"school": "6602000", "staff_code": " ab1 "}, [staff_identifier("6602000", "AB1")]),
        ({"school": TWO, "staff_code": "AB1"}, [staff_identifier(school, "AB1") for school in TWO]),
        (
            {"school": "6602000", "name": "Huw  Lloyd", "role": "governor"},
            [governor_identifier("6602000", "huw lloyd")],
        ),
        (
            {"upn": "x" * 20, "school": "6602000", "name": "Huw Lloyd", "role": ["parent", "governor"]},
            [parse_identifier("x" * 20), governor_identifier("6602000", "Huw Lloyd")],
        ),
        # a name counts only where the provider says that this is a governor
        ({"school": "6602000", "name": "Huw Lloyd"}, []),
        ({"school": "6602000", "name": "Huw Lloyd", "role": "learner"}, []),
        ({"school": "6602000", "name": "Huw Lloyd", "role": "governors"}, []),
        # and nothing counts that has not the form of a claim
        ({"upn": "", "school": "660", "staff_code": "AB1"}, []),
        ({"upn": 7, "school": {"number": "6602000"}, "staff_code": "AB1"}, []),
        ({"upn": None, "school": [None, 6602000], "staff_code": ["AB1"]}, []),
        ({}, []),
    ],
)
def test_somebody_is_known_by(claims: dict[str, Any], known_by: list[Identifier]) -> None:
    assert list(candidate_identifiers(claims, APART)) == known_by


def test_unless_the_settings_name_a_claim_it_says_nothing() -> None:
    claims = {"sub": "s" * 20, "school": "6602000", "staff_code": "AB1", "name": "Huw Lloyd", "role": "governor"}
    assert candidate_identifiers(claims, ClaimNames()) == (parse_identifier("s" * 20),)
    assert candidate_identifiers({"": "6602000"} | claims, ClaimNames("none")) == ()
