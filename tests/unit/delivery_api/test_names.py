"""How a screen greets people."""

from __future__ import annotations

from uuid import UUID

import pytest

from delivery_api.identity.values import Person


@pytest.mark.parametrize(
    ("kind", "name", "short"),
    [
        ("learner", "Joe Bennett", "Joe B"),
        ("learner", "Cadi Mair Morgan", "Cadi M"),
        ("learner", "Tomos", "Tomos"),
        ("learner", "Llŷr Ŵan", "Llŷr Ŵ"),
        ("learner", "  Aisha   Rahman ", "Aisha R"),
        ("staff", "Jane Bloggs", "J Bloggs"),
        ("staff", "Gareth Rhys Evans", "G Evans"),
        ("staff", "Khan", "Khan"),
    ],
)
def test_a_learner_is_greeted_by_the_first_name_and_staff_by_the_last(kind: str, name: str, short: str) -> None:
    assert Person(UUID(int=1), kind, UUID(int=2), name).short_name == short
