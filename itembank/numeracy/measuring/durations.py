from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number, ordering
from itembank.numeracy.figures import clock
from itembank.numeracy.tabular import table


def items() -> Iterator[Draft]:
    """How long things take, timetables and time zones, Years 3 to 8."""
    yield _to_next_hour(3, 4 * 60 + 35)
    yield _within_the_hour(4, 9 * 60 + 10, 35)
    yield _base_hundred(5, 13 * 60 + 15, 15 * 60)
    yield _timetable(5)
    yield _minutes_and_seconds(5)
    yield _arrival(6)
    yield _hours_as_decimal(6)
    yield _time_zone(7)
    yield _race(8)


def _length(minutes: int) -> Text:
    hours, rest = divmod(minutes, 60)
    return Text.same(f"{hours}\u00a0h {rest}\u00a0min" if rest else f"{hours}\u00a0h")


def _to_next_hour(year: int, start: int) -> Draft:
    prompt = ask(
        f"Mae’n {clock(start)}.\nMae’r clwb yn dechrau am {clock(start // 60 * 60 + 60)}.\n"
        "Faint o amser sydd tan hynny?",
        f"It is {clock(start)}.\nThe club starts at {clock(start // 60 * 60 + 60)}.\nHow long is it until then?",
    )
    return number(
        "until", "durations", year, prompt, Quantity(60 - start % 60, after="min"), subtraction=1, unit_conversion=1
    )


def _within_the_hour(year: int, start: int, lasts: int) -> Draft:
    prompt = ask(
        f"Mae gwers yn dechrau am {clock(start)}.\nMae’r wers yn gorffen am {clock(start + lasts)}.\n"
        f"Am faint mae’r wers yn para?",
        f"A lesson starts at {clock(start)}.\nThe lesson ends at {clock(start + lasts)}.\nHow long is the lesson?",
    )
    return number("lesson", "durations", year, prompt, Quantity(lasts, after="min"), subtraction=1)


def _base_hundred(year: int, start: int, end: int) -> Draft:
    prompt = ask(
        f"Mae ffilm yn dechrau am {clock(start)} ac yn gorffen am {clock(end)}.\nAm faint mae’r ffilm yn para?",
        f"A film starts at {clock(start)} and ends at {clock(end)}.\nHow long is the film?",
    )
    wrong = {
        "base-hundred": Text.same("1\u00a0h 85\u00a0min"),
        "subtracts-hours-and-keeps-minutes": _length(135),
        "hundred-minutes-less-fifteen": Text.same("2\u00a0h 45\u00a0min"),
    }
    features = {"subtraction": 1, "borrow": 1, "unit_conversion": 1}
    return choice("film", "durations", year, prompt, _length(end - start), wrong, **features)


_STOPS = (
    (Text("Caerdydd", "Cardiff"), 545, 665),
    (Text("Castell-nedd", "Neath"), 587, 707),
    (Text("Abertawe", "Swansea"), 600, 720),
    (Text("Caerfyrddin", "Carmarthen"), 648, 769),
)


def _timetable(year: int) -> Draft:
    figure = table(
        Text("Amserlen trenau", "Train timetable"),
        (Text("Gorsaf", "Station"), Text("Trên 1", "Train 1"), Text("Trên 2", "Train 2")),
        [(name, _padded(one), _padded(two)) for name, one, two in _STOPS],
    )
    prompt = ask(
        "Am faint mae Trên 1 yn teithio o Gaerdydd i Abertawe?",
        "How long does Train 1 take from Cardiff to Swansea?",
        figure,
    )
    answer = _STOPS[2][1] - _STOPS[0][1]
    features = {"subtraction": 1, "irrelevant_number": 1, "unit_conversion": 1}
    return number("timetable", "durations", year, prompt, Quantity(answer, after="min"), **features)


def _padded(minutes: int) -> str:
    return clock(minutes).rjust(5, "0")


def _minutes_and_seconds(year: int) -> Draft:
    prompt = ask(
        "Mae Dylan yn rhedeg ras mewn 2 min 15 s.\nFaint o eiliadau yw hyn?",
        "Dylan runs a race in 2 min 15 s.\nHow many seconds is this?",
    )
    return number("seconds", "durations", year, prompt, Quantity(135, after="s"), unit_conversion=1)


def _arrival(year: int) -> Draft:
    prompt = ask(
        "Mae bws yn gadael am 10:48.\nMae’r daith yn cymryd 1 h 35 min.\nPryd mae’r bws yn cyrraedd?",
        "A bus leaves at 10:48.\nThe journey takes 1 h 35 min.\nWhen does the bus arrive?",
    )
    wrong = {"base-hundred": "11:83", "forgets-the-carried-hour": "11:23", "subtracts-instead": "09:13"}
    return choice("arrival", "durations", year, prompt, "12:23", wrong, carry=1, unit_conversion=1)


def _hours_as_decimal(year: int) -> Draft:
    prompt = ask("Faint o funudau yw 1.5 awr?", "How many minutes is 1.5 hours?")
    wrong = {"decimal-as-minutes": "105", "point-as-fifty": "110", "base-hundred": "150"}
    return choice("decimal-hours", "durations", year, prompt, "90", wrong, unit_conversion=1)


def _time_zone(year: int) -> Draft:
    prompt = ask(
        "Mae’r amser yn Toronto 5 awr y tu ôl i’r amser yng Nghymru.\n"
        "Mae awyren yn gadael Caerdydd am 13:20 ac yn hedfan am 7 h 50 min.\n"
        "Beth yw’r amser yn Toronto pan mae’n glanio?",
        "The time in Toronto is 5 hours behind the time in Wales.\n"
        "A plane leaves Cardiff at 13:20 and flies for 7 h 50 min.\nWhat is the time in Toronto when it lands?",
    )
    wrong = {"forgets-the-time-zone": "21:10", "adds-the-time-zone": "02:10", "forgets-the-carried-hour": "15:10"}
    return choice("time-zone", "durations", year, prompt, "16:10", wrong, carry=1, unit_conversion=1, second_step=1)


def _race(year: int) -> Draft:
    prompt = ask(
        "Dyma amserau mewn ras, mewn eiliadau.\nRho nhw mewn trefn, y cyflymaf yn gyntaf.",
        "Here are times in a race, in seconds.\nPut them in order, fastest first.",
    )
    ordered = ["12.305\u00a0s", "12.35\u00a0s", "12.4\u00a0s", "12.53\u00a0s"]
    return ordering("race", "durations", year, prompt, ordered, decimal_lengths=1, inconsistent_wording=1)
