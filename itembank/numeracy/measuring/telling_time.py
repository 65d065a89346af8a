from collections.abc import Iterator, Mapping

from itembank.numeracy.draft import Draft, ask, choice, ordering
from itembank.numeracy.drawing.clock_face import clock_face
from itembank.numeracy.figures import clock


def items() -> Iterator[Draft]:
    """Reading clocks, Years 2 to 4."""
    yield _read(2, 5, 0, {"hands-swapped": "12:25", "next-hour": "6:00"}, direct=1)
    yield _read(2, 3, 30, {"hands-swapped": "6:15", "next-hour": "4:30", "minute-hand-as-number": "3:06"})
    yield _read(2, 7, 15, {"hands-swapped": "3:35", "next-hour": "8:15", "minute-hand-as-number": "7:03"})
    yield _read(2, 9, 45, {"hands-swapped": "8:50", "next-hour": "10:45", "minute-hand-as-number": "9:09"})
    yield _ordered(2)
    yield _read(3, 2, 20, {"hands-swapped": "4:10", "next-hour": "3:20", "minute-hand-as-number": "2:04"})
    yield _read(3, 10, 50, {"hands-swapped": "9:55", "next-hour": "11:50", "minute-hand-as-number": "10:10"})
    yield _read(
        4, 6, 38, {"hands-swapped": "7:33", "next-hour": "7:38", "nearest-five-minutes": "6:40"}, between_marks=1
    )
    yield _afternoon(4, 16, 35)
    yield _day_ordered(4)


def _read(year: int, hour: int, minute: int, wrong: Mapping[str, str], **features: int) -> Draft:
    prompt = ask("Pa amser mae’r cloc yn ei ddangos?", "What time does the clock show?", clock_face(hour, minute))
    key = clock(60 * hour + minute)
    return choice(f"clock/{hour}-{minute}", "telling-time", year, prompt, key, wrong, **features)


def _ordered(year: int) -> Draft:
    prompt = ask(
        "Mae’r amserau hyn i gyd yn y bore.\nRho nhw mewn trefn, y cynharaf yn gyntaf.",
        "These times are all in the morning.\nPut them in order, earliest first.",
    )
    return ordering("clock-order", "telling-time", year, prompt, [clock(t) for t in (7 * 60 + 30, 8 * 60 + 15, 9 * 60)])


def _afternoon(year: int, hour: int, minute: int) -> Draft:
    shown = clock(60 * (hour - 12) + minute)
    prompt = ask(
        f"Mae’n {shown} yn y prynhawn.\nSut mae ysgrifennu hyn ar gloc 24 awr?",
        f"It is {shown} in the afternoon.\nHow is this written on a 24-hour clock?",
    )
    wrong = {
        "adds-ten-hours": clock(60 * (hour - 2) + minute),
        "adds-twenty-hours": clock(60 * (hour - 12 + 16) + minute),
        "writes-the-morning": f"0{clock(60 * (hour - 12) + minute)}",
    }
    key = clock(60 * hour + minute)
    return choice(f"clock-24/{hour}", "telling-time", year, prompt, key, wrong, unit_conversion=1)


def _day_ordered(year: int) -> Draft:
    prompt = ask(
        "Mae’r amserau hyn i gyd ar yr un diwrnod.\nRho nhw mewn trefn, y cynharaf yn gyntaf.",
        "These times are all on the same day.\nPut them in order, earliest first.",
    )
    return ordering("clock-24-order", "telling-time", year, prompt, ["08:50", "11:05", "14:20", "19:15"])
