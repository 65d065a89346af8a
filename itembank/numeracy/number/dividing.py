from collections.abc import Iterator

from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.figures import whole
from itembank.numeracy.nouns import CHILD, EGG, count

_PLAIN = ((4, 84, 4), (5, 432, 8), (6, 372, 12))


def items() -> Iterator[Draft]:
    """Dividing, and what to do with what is left, Years 4 to 6."""
    yield from (_plain(*row) for row in _PLAIN)
    yield _zero_dropped(5, 612, 6)
    yield _full_teams(4, 50, 4)
    yield _boxes_needed(5, 100, 6)


def _plain(year: int, total: int, divisor: int) -> Draft:
    prompt = ask("Cyfrifa:", "Work out:", sum_line(f"{total} ÷ {divisor}"))
    features = {"extra_digit": len(str(total)) + len(str(divisor)) - 3, "hard_table": int(divisor in range(6, 10))}
    return number(f"divide/{total}by{divisor}", "dividing", year, prompt, total // divisor, division=1, **features)


def _zero_dropped(year: int, total: int, divisor: int) -> Draft:
    key = total // divisor
    wrong = {
        "zero-dropped": str(key).replace("0", ""),
        "zero-moved": f"{str(key).replace('0', '')}0",
        "divides-the-hundreds-only": whole(total // 100 * 100 // divisor),
    }
    prompt = ask("Cyfrifa:", "Work out:", sum_line(f"{total} ÷ {divisor}"))
    return choice(
        f"divide-choice/{total}", "dividing", year, prompt, whole(key), wrong, division=1, extra_digit=1, hard_table=1
    )


def _full_teams(year: int, children: int, team: int) -> Draft:
    people = count(children, CHILD)
    prompt = ask(
        f"Mae {people.cy} mewn clwb.\nMae angen {team} ym mhob tîm.\nFaint o dimau llawn sy’n bosibl?",
        f"There are {people.en} in a club.\nEach team needs {team}.\nHow many full teams can there be?",
    )
    return number(f"teams/{children}", "dividing", year, prompt, children // team, division=1, remainder=1)


def _boxes_needed(year: int, eggs: int, box: int) -> Draft:
    things = count(eggs, EGG)
    prompt = ask(
        f"Mae lle i {box} wy mewn bocs.\nMae gan ffermwr {things.cy}.\nFaint o focsys sydd eu hangen i ddal pob wy?",
        f"A box holds {box} eggs.\nA farmer has {things.en}.\nHow many boxes are needed to hold every egg?",
    )
    wrong = {
        "ignores-the-remainder": whole(eggs // box),
        "gives-the-remainder": whole(eggs % box),
        "writes-the-remainder-as-a-digit": f"{eggs // box}.{eggs % box}",
    }
    features = {"division": 1, "remainder": 1, "hard_table": 1}
    return choice(f"boxes/{eggs}", "dividing", year, prompt, whole(-(-eggs // box)), wrong, **features)
