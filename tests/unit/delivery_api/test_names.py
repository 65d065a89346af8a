"""How a screen greets people."""

from __future__ import annotations

from uuid import UUID

import pytest

from delivery_api.identity.values import Person
from delivery_api.web.name_order import surname_first


@pytest.mark.parametrize(
    ("kind", "name", "short"),
    [
        ("learner", "Joe Bennett", "Joe B"),
        ("learner", "Cadi Mair Morgan", "Cadi M"),
        ("learner", "Tomos", "Tomos"),
        ("learner", "Llŷr Ŵan", "Llŷr Ŵ"),
        ("learner", "Efa Llwyd", "Efa Ll"),
        ("learner", "Nia Rhys", "Nia Rh"),
        ("learner", "Osian LLŶR", "Osian LL"),
        ("learner", "Gwen D’Arcy", "Gwen D"),
        ("learner", "  Aisha   Rahman ", "Aisha R"),
        ("staff", "Jane Bloggs", "J Bloggs"),
        ("staff", "Gareth Rhys Evans", "G Evans"),
        ("staff", "Khan", "Khan"),
    ],
)
def test_a_learner_is_greeted_by_the_first_name_and_staff_by_the_last(kind: str, name: str, short: str) -> None:
    assert Person(UUID(int=1), kind, UUID(int=2), name).short_name == short


def test_names_stand_in_the_order_of_the_welsh_alphabet_surname_first() -> None:
    in_order = [
        "Mari Carey",
        "Ifan Cynan",
        "Ana Chaplin",
        "Tom Davies",
        "Huw Dafydd Ddu",
        "Beth Fychan",
        "Non Ffransis",
        "Aled Lewis",
        "Ceri Lewis",
        "Ffion Llwyd",
        "Anest Nguyen",
        "Kim O’Neill",
        "Sam Oneill-Smith",
        "Owen Price",
        "Lisa Phillips",
        "Rhys Roberts",
        "Cai Rhydderch",
        "Elin Tudur",
        "Dan Thomas",
        "Llŷr Ŵan",
        "Élodie Zola",
    ]
    backwards = in_order[::-1]
    assert sorted(backwards, key=surname_first) == in_order
