"""Names of the demonstration's people, put together from forenames and surnames; any likeness is by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator

FORENAMES = (
    *("Alun", "Anest", "Bedwyr", "Beca", "Cai", "Carys", "Dafydd", "Elin", "Elis", "Enlli", "Ffion", "Gruff"),
    *("Gwenllian", "Guto", "Heledd", "Hedd", "Ifan", "Ioan", "Lili", "Llew", "Llinos", "Macsen", "Mabli", "Megan"),
    *("Morgan", "Nansi", "Nel", "Owain", "Rhys", "Sioned", "Tirion", "Twm", "Wil", "Ynyr", "Amara", "Bilal"),
    *("Chloe", "Daniel", "Ethan", "Fatima", "Grace", "Hassan", "Isla", "Jakub", "Kofi", "Lena", "Maryam", "Noah"),
    *("Olivia", "Piotr", "Ruby", "Samuel", "Tariq", "Yusuf", "Zara", "Leo", "Mia", "Rohan"),
)
SURNAMES = (
    *("ab Ifor", "Bowen", "Bevan", "Charles", "Cadwaladr", "Davies", "Edwards", "Ellis", "Evans", "Ffoulkes"),
    *("Griffiths", "Gwilym", "Howells", "Hughes", "Ifans", "James", "Jones", "Llywelyn", "Lloyd", "Llwyd", "Maddocks"),
    *("Meredith", "Morris", "Nicholas", "Owen", "Parry", "Phillips", "Powell", "Price", "Prosser", "Rees", "Rhydderch"),
    *("Roberts", "Thomas", "Tudur", "Vaughan", "Watkins", "Williams", "Ahmed", "Begum", "Clarke", "Chowdhury"),
    *("Kowalska", "Mensah", "Mitchell", "Nguyen", "Olsen", "Patel", "Roche", "Singh", "Taylor", "Wójcik"),
)


def made_up_names(seed: str) -> Iterator[tuple[str, str]]:
    """Yield endlessly (forename, surname), no forename twice before each was used; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - invented names, not secrets
    while True:
        for forename in rng.sample(FORENAMES, len(FORENAMES)):
            yield forename, rng.choice(SURNAMES)
