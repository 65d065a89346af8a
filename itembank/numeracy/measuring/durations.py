"""Items on durations, timetables and time zones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from itembank.language import Text
from itembank.numeracy.html_table import table
from itembank.numeracy.number_formatting import NO_BREAK, clock
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.numeracy.written_answers import CLOCK, OF_24_HOURS, written_question

_UNTIL = ((4, 35), (9, 20), (2, 50), (11, 5), (7, 25), (1, 40))
_LESSONS = (
    (4, 9, 10, 35),
    (3, 10, 0, 45),
    (3, 1, 30, 20),
    (3, 9, 15, 40),
    (3, 2, 5, 25),
    (4, 9, 12, 36),
    (4, 2, 24, 29),
    (4, 11, 5, 48),
    (4, 10, 18, 37),
    (4, 1, 26, 29),
)
_ENDS = ((4, 6, 45, 35), (4, 3, 50, 25), (4, 10, 40, 45), (4, 8, 35, 50))
_FILMS = (((13, 15), (15, 0)), ((10, 40), (12, 10)), ((18, 25), (20, 5)), ((14, 50), (17, 20)))
_RACES = ((2, 15), (3, 40), (1, 25), (4, 5))
_SECONDS = (200, 145, 250, 310)
_ARRIVALS = ((10, 48, 95), (9, 25, 170), (14, 37, 105), (16, 55, 85))
_DEPARTURES = ((12, 20, 105), (15, 10, 145), (11, 5, 50))
_DECIMAL_HOURS = ("1.5", "2.5", "0.25", "1.75", "3.2")
_ZONES = (
    ("Delhi", 330, 9, 45),
    ("Tokyo", 540, 8, 20),
    ("Nairobi", 180, 21, 40),
    ("Vancouver", -480, 17, 15),
    ("New York", -300, 13, 50),
    ("New York", -300, 19, 35),
)
_WELSH_NAMES = {"New York": "Efrog Newydd"}
_TIMES = (
    ("12.305", "12.35", "12.4", "12.53"),
    ("9.08", "9.58", "9.6", "9.807"),
    ("24.019", "24.09", "24.1", "24.19"),
    ("58.75", "59.005", "59.05", "59.5"),
)
_GAPS = (("12.35", "11.8"), ("58.4", "56.95"), ("9.92", "9.875"), ("24.1", "23.64"))


def items() -> Iterator[QuestionDraft]:
    """How long things take, timetables and time zones, Years 3 to 8."""
    yield from (_to_next_hour(3, *start) for start in _UNTIL)
    yield from (_within_the_hour(*row) for row in _LESSONS)
    yield from (_end(*row) for row in _ENDS)
    yield from (_open(4, *row) for row in ((9, 0, 17, 30), (8, 30, 15, 45), (10, 15, 18, 0), (11, 0, 21, 30)))
    yield from (_base_hundred(5, *film) for film in _FILMS)
    yield from (
        _timetable(5, *row) for row in ((_TRAINS, 0, 2, 0), (_TRAINS, 1, 3, 1), (_NORTH, 0, 2, 1), (_NORTH, 1, 3, 0))
    )
    yield from (_quicker(6, *row) for row in ((_NORTH, 0, 3), (_NORTH, 1, 3)))
    yield from (_minutes_and_seconds(5, *row) for row in _RACES)
    yield from (_seconds(5, seconds) for seconds in _SECONDS)
    yield from (_arrival(6, *row) for row in _ARRIVALS)
    yield from (_departure(6, *row) for row in _DEPARTURES)
    yield from (_hours_as_decimal(6, hours) for hours in _DECIMAL_HOURS)
    yield _flight(7)
    yield from (_time_zone(7, *row) for row in _ZONES)
    yield from (_over_midnight(7, *row) for row in ((21, 40, 6, 15), (22, 25, 7, 10), (19, 50, 5, 35)))
    yield from (_race(8, times) for times in _TIMES)
    yield from (_gap(8, *row) for row in _GAPS)
    yield from (written_question(_end(*row), CLOCK) for row in ((4, 7, 50, 25), (4, 5, 35, 40), (4, 2, 45, 50)))
    arrivals = ((11, 52, 100), (8, 35, 110), (15, 45, 95), (19, 28, 75))
    yield from (written_question(_arrival(6, *row), OF_24_HOURS) for row in arrivals)
    yield from (written_question(_departure(6, *row), OF_24_HOURS) for row in ((13, 15, 80), (17, 5, 95)))
    zones = (("Tokyo", 540, 11, 35), ("Delhi", 330, 14, 40), ("New York", -300, 15, 25))
    yield from (written_question(_time_zone(7, *row), OF_24_HOURS) for row in zones)
    yield from (_relay(8, *row) for row in (("14.2", "13.85", "14.05"), ("28.4", "27.95", "29.1")))


def practice() -> Iterator[QuestionDraft]:
    """How long things take, Years 3 and 5, for practice alone."""
    yield _to_next_hour(3, 8, 45)
    yield _minutes_and_seconds(5, 2, 35)


def _length(minutes: int) -> Text:
    hours, rest = divmod(minutes, 60)
    return Text.same(f"{hours}\u00a0h {rest}\u00a0min" if rest else f"{hours}\u00a0h")


def _to_next_hour(year: int, hour: int, minute: int) -> QuestionDraft:
    start = 60 * hour + minute
    prompt = make_prompt(
        f"Mae’n {clock(start)}.\nMae’r clwb yn dechrau am {clock(start // 60 * 60 + 60)}.\n"
        "Faint o amser sydd tan hynny?",
        f"It is {clock(start)}.\nThe club starts at {clock(start // 60 * 60 + 60)}.\nHow long is it until then?",
    )
    item = "until" if hour == 4 else f"until/{hour}-{minute}"
    answer = Quantity(60 - minute, after="min")
    return number_question(item, "durations", year, prompt, answer, subtraction=1, unit_conversion=1)


def _within_the_hour(year: int, hour: int, minute: int, lasts: int) -> QuestionDraft:
    start = 60 * hour + minute
    prompt = make_prompt(
        f"Mae gwers yn dechrau am {clock(start)}.\nMae’r wers yn gorffen am {clock(start + lasts)}.\n"
        f"Am faint mae’r wers yn para?",
        f"A lesson starts at {clock(start)}.\nThe lesson ends at {clock(start + lasts)}.\nHow long is the lesson?",
    )
    item = "lesson" if lasts == 35 else f"lesson/{hour}-{minute}"
    features = {"subtraction": 1, "borrow": int(minute % 10 > (minute + lasts) % 10)}
    return number_question(item, "durations", year, prompt, Quantity(lasts, after="min"), **features)


def _end(year: int, hour: int, minute: int, lasts: int) -> QuestionDraft:
    start = 60 * hour + minute
    prompt = make_prompt(
        f"Mae rhaglen yn dechrau am {clock(start)}.\nMae’r rhaglen yn para {lasts} munud.\nPryd mae hi’n gorffen?",
        f"A programme starts at {clock(start)}.\nThe programme lasts {lasts} minutes.\nWhen does it end?",
    )
    key = clock(start + lasts)
    wrong = {
        "base-hundred": f"{hour}:{minute + lasts}",
        "forgets-the-carried-hour": clock(60 * hour + (minute + lasts) % 60),
        "subtracts-instead": clock(start - lasts),
    }
    features = {"carry": 1, "unit_conversion": 1}
    return choice_question(f"ends/{hour}-{minute}", "durations", year, prompt, key, distractors(key, wrong), **features)


def _base_hundred(year: int, begins: tuple[int, int], ends: tuple[int, int]) -> QuestionDraft:
    (hour, minute), (last_hour, last_minute) = begins, ends
    start, end = 60 * hour + minute, 60 * last_hour + last_minute
    prompt = make_prompt(
        f"Mae ffilm yn dechrau am {clock(start)} ac yn gorffen am {clock(end)}.\nAm faint mae’r ffilm yn para?",
        f"A film starts at {clock(start)} and ends at {clock(end)}.\nHow long is the film?",
    )
    as_decimal = 100 * last_hour + last_minute - 100 * hour - minute
    wrong = {
        "base-hundred": f"{as_decimal // 100}\u00a0h {as_decimal % 100}\u00a0min",
        "subtracts-hours-and-keeps-minutes": _length(60 * (last_hour - hour) + abs(last_minute - minute)).en,
        "one-hour-too-many": _length(end - start + 60).en,
    }
    key = _length(end - start).en
    features = {"subtraction": 1, "borrow": 1, "unit_conversion": 1}
    item = "film" if hour == 13 else f"film/{hour}-{minute}"
    return choice_question(item, "durations", year, prompt, key, distractors(key, wrong), **features)


@dataclass(frozen=True)
class Line:
    """Stops with the times of two trains in minutes; a Welsh name also as it is after "o" and "i"."""

    stops: tuple[tuple[Text, str, int, int], ...]


_TRAINS = Line(
    (
        (Text("Caerdydd", "Cardiff"), "Gaerdydd", 545, 665),
        (Text("Castell-nedd", "Neath"), "Gastell-nedd", 587, 707),
        (Text("Abertawe", "Swansea"), "Abertawe", 600, 720),
        (Text("Caerfyrddin", "Carmarthen"), "Gaerfyrddin", 648, 769),
    )
)
_NORTH = Line(
    (
        (Text("Bangor", "Bangor"), "Fangor", 492, 618),
        (Text("Conwy", "Conwy"), "Gonwy", 513, 636),
        (Text("Prestatyn", "Prestatyn"), "Brestatyn", 541, 665),
        (Text("Caer", "Chester"), "Gaer", 570, 699),
    )
)


def _figure(line: Line) -> Text:
    return table(
        Text("Amserlen trenau", "Train timetable"),
        (Text("Gorsaf", "Station"), Text("Trên 1", "Train 1"), Text("Trên 2", "Train 2")),
        [(name, _padded(one), _padded(two)) for name, _, one, two in line.stops],
    )


def _timetable(year: int, line: Line, first: int, last: int, train: int) -> QuestionDraft:
    (start, mutated, *leaves), (end, end_mutated, *arrives) = line.stops[first], line.stops[last]
    prompt = make_prompt(
        f"Am faint mae Trên {train + 1} yn teithio o {mutated} i {end_mutated}?",
        f"How long does Train {train + 1} take from {start.en} to {end.en}?",
        _figure(line),
    )
    features = {"subtraction": 1, "irrelevant_number": 1, "unit_conversion": 1}
    item = "timetable" if (line, first) == (_TRAINS, 0) else f"timetable/{start.en}-{end.en}"
    return number_question(
        item, "durations", year, prompt, Quantity(arrives[train] - leaves[train], after="min"), **features
    )


def _quicker(year: int, line: Line, first: int, last: int) -> QuestionDraft:
    """How much faster one train is than the other: the difference of two durations."""
    (start, mutated, *leaves), (end, end_mutated, *arrives) = line.stops[first], line.stops[last]
    prompt = make_prompt(
        f"Faint yn fwy o amser mae Trên 2 yn ei gymryd na Thrên 1 o {mutated} i {end_mutated}?",
        f"How much longer does Train 2 take than Train 1 from {start.en} to {end.en}?",
        _figure(line),
    )
    longer = (arrives[1] - leaves[1]) - (arrives[0] - leaves[0])
    features = {"subtraction": 1, "second_step": 1, "third_step": 1, "unit_conversion": 1}
    item = f"quicker/{start.en}-{end.en}"
    return number_question(item, "durations", year, prompt, Quantity(longer, after="min"), **features)


def _padded(minutes: int) -> str:
    return clock(minutes).rjust(5, "0")


def _minutes_and_seconds(year: int, minutes: int, seconds: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Dylan yn rhedeg ras mewn {minutes} min {seconds} s.\nFaint o eiliadau yw hyn?",
        f"Dylan runs a race in {minutes} min {seconds} s.\nHow many seconds is this?",
    )
    item = "seconds" if minutes == 2 else f"seconds/{minutes}-{seconds}"
    answer = Quantity(60 * minutes + seconds, after="s")
    return number_question(item, "durations", year, prompt, answer, unit_conversion=1)


def _seconds(year: int, seconds: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae cân yn para {seconds} o eiliadau.\nPa un sy’n hafal i hyn?",
        f"A song lasts {seconds} seconds.\nWhich is equal to this?",
    )

    def shown(minutes: int, rest: int) -> str:
        return f"{minutes}\u00a0min {rest}\u00a0s"

    key = shown(*divmod(seconds, 60))
    wrong = {
        "base-hundred": shown(*divmod(seconds, 100)),
        "one-minute-too-many": shown(seconds // 60 + 1, seconds % 60),
        "tens-as-minutes": shown(seconds // 10, seconds % 10),
    }
    return choice_question(
        f"song/{seconds}", "durations", year, prompt, key, distractors(key, wrong), unit_conversion=1, division=1
    )


def _padded_hour(minutes: int) -> str:
    return clock(minutes).rjust(5, "0")


def _arrival(year: int, hour: int, minute: int, takes: int) -> QuestionDraft:
    start = 60 * hour + minute
    hours, rest = divmod(takes, 60)
    prompt = make_prompt(
        f"Mae bws yn gadael am {_padded_hour(start)}.\nMae’r daith yn cymryd {hours} h {rest} min.\n"
        "Pryd mae’r bws yn cyrraedd?",
        f"A bus leaves at {_padded_hour(start)}.\nThe journey takes {hours} h {rest} min.\nWhen does the bus arrive?",
    )
    key = _padded_hour(start + takes)
    wrong = {
        "base-hundred": f"{hour + hours}:{minute + rest}",
        "forgets-the-carried-hour": _padded_hour(start + takes - 60),
        "subtracts-instead": _padded_hour(start - takes),
    }
    item = "arrival" if hour == 10 else f"arrival/{hour}-{minute}"
    return choice_question(item, "durations", year, prompt, key, distractors(key, wrong), carry=1, unit_conversion=1)


def _departure(year: int, hour: int, minute: int, takes: int) -> QuestionDraft:
    end = 60 * hour + minute
    hours, rest = divmod(takes, 60)
    taken = f"{hours} h {rest} min" if hours else f"{rest} min"
    prompt = make_prompt(
        f"Mae bws yn cyrraedd am {clock(end)}.\nMae’r daith yn cymryd {taken}.\nPryd gadawodd y bws?",
        f"A bus arrives at {clock(end)}.\nThe journey takes {taken}.\nWhen did the bus leave?",
    )
    key = _padded_hour(end - takes)
    wrong = {
        "forgets-the-borrowed-hour": _padded_hour(end - takes + 60),
        "adds-instead": _padded_hour(end + takes),
        "smaller-from-larger": _padded_hour(60 * (hour - hours) + abs(minute - rest)),
    }
    features = {"subtraction": 1, "borrow": 1, "unit_conversion": 1, "unknown_not_last": 1}
    return choice_question(
        f"departure/{hour}-{minute}", "durations", year, prompt, key, distractors(key, wrong), **features
    )


def _hours_as_decimal(year: int, hours: str) -> QuestionDraft:
    prompt = make_prompt(f"Faint o funudau yw {hours} awr?", f"How many minutes is {hours} hours?")
    ones, _, part = hours.partition(".")
    key = f"{float(hours) * 60:g}"
    wrong = {
        "decimal-as-minutes": str(60 * int(ones) + int(part)),
        "point-as-fifty": str(60 * int(ones) + 50),
        "base-hundred": f"{float(hours) * 100:g}",
    }
    item = "decimal-hours" if hours == "1.5" else f"decimal-hours/{hours}"
    features = {"unit_conversion": 1, "tempting_answer": 1}
    return choice_question(item, "durations", year, prompt, key, distractors(key, wrong), **features)


def _flight(year: int) -> QuestionDraft:
    prompt = make_prompt(
        "Mae’r amser yn Toronto 5 awr y tu ôl i’r amser yng Nghymru.\n"
        "Mae awyren yn gadael Caerdydd am 13:20 ac yn hedfan am 7 h 50 min.\n"
        "Beth yw’r amser yn Toronto pan fydd yn glanio?",
        "The time in Toronto is 5 hours behind the time in Wales.\n"
        "A plane leaves Cardiff at 13:20 and flies for 7 h 50 min.\nWhat is the time in Toronto when it lands?",
    )
    wrong = {"forgets-the-time-zone": "21:10", "adds-the-time-zone": "02:10", "forgets-the-carried-hour": "15:10"}
    return choice_question(
        "time-zone", "durations", year, prompt, "16:10", wrong, carry=1, unit_conversion=1, second_step=1
    )


def _time_zone(year: int, place: str, ahead: int, hour: int, minute: int) -> QuestionDraft:
    now, welsh = 60 * hour + minute, _WELSH_NAMES.get(place, place)
    hours, rest = divmod(abs(ahead), 60)
    by = f"{hours} h {rest} min" if rest else f"{hours} h"
    way = Text("o flaen yr amser", "ahead of") if ahead > 0 else Text("y tu ôl i’r amser", "behind")
    prompt = make_prompt(
        f"Mae’r amser yn {welsh} {by} {way.cy} yng Nghymru.\n"
        f"Mae’n {_padded_hour(now)} yng Nghymru.\nFaint o’r gloch yw hi yn {welsh}?",
        f"The time in {place} is {by} {way.en} the time in Wales.\nIt is {_padded_hour(now)} in Wales.\n"
        f"What time is it in {place}?",
    )
    key = _padded_hour((now + ahead) % 1440)
    wrong = {
        "goes-the-other-way": _padded_hour((now - ahead) % 1440),
        "same-everywhere": _padded_hour(now),
        "one-hour-too-many": _padded_hour((now + ahead + (60 if ahead > 0 else -60)) % 1440),
    }
    features = {"second_step": int(rest > 0 or now + ahead > 1440), "unit_conversion": 1, "subtraction": int(ahead < 0)}
    item = f"zone/{place.replace(' ', '-')}-{hour}"
    return choice_question(item, "durations", year, prompt, key, distractors(key, wrong), **features)


def _over_midnight(year: int, hour: int, minute: int, to_hour: int, to_minute: int) -> QuestionDraft:
    start, end = 60 * hour + minute, 60 * to_hour + to_minute
    prompt = make_prompt(
        f"Mae llong yn gadael am {clock(start)}.\nMae’n cyrraedd am {_padded_hour(end)} y bore wedyn.\n"
        "Am faint mae’r daith yn para?",
        f"A ship leaves at {clock(start)}.\nIt arrives at {_padded_hour(end)} the next morning.\n"
        "How long is the journey?",
    )
    key = _length(end + 1440 - start).en
    wrong = {
        "subtracts-across-midnight": _length(start - end).en,
        "one-hour-too-many": _length(end + 1500 - start).en,
        "base-hundred": f"{24 - hour + to_hour - 1}\u00a0h {to_minute + 100 - minute}\u00a0min",
    }
    features = {"subtraction": 1, "unit_conversion": 1, "second_step": 1, "borrow": 1}
    return choice_question(
        f"midnight/{hour}-{minute}", "durations", year, prompt, key, distractors(key, wrong), **features
    )


def _race(year: int, times: Sequence[str]) -> QuestionDraft:
    prompt = make_prompt(
        "Dyma amserau mewn ras, mewn eiliadau.\nRho nhw mewn trefn, y cyflymaf yn gyntaf.",
        "Here are times in a race, in seconds.\nPut them in order, fastest first.",
    )
    item = "race" if times[0] == "12.305" else f"race/{times[0]}"
    ordered = [f"{time}\u00a0s" for time in times]
    return ordering_question(item, "durations", year, prompt, ordered, decimal_lengths=1, inconsistent_wording=1)


def _gap(year: int, slow: str, fast: str) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Cai yn rhedeg ras mewn {slow} s.\nMae Mei yn rhedeg yr un ras mewn {fast} s.\nFaint yn gyflymach yw Mei?",
        f"Cai runs a race in {slow} s.\nMei runs the same race in {fast} s.\nHow much faster is Mei?",
    )
    answer = f"{float(slow) - float(fast):.3f}".rstrip("0")
    features = {"subtraction": 1, "borrow": 1, "decimal_lengths": 1}
    return number_question(f"gap/{slow}-{fast}", "durations", year, prompt, Quantity(answer, after="s"), **features)


def _relay(year: int, *times: str) -> QuestionDraft:
    listed = ", ".join(f"{time} s" for time in times)
    prompt = make_prompt(
        f"Amserau 3 rhedwr mewn ras gyfnewid: {listed}.\nBeth yw cyfanswm yr amserau?",
        f"Times of 3 runners in a relay: {listed}.\nWhat is the total of the times?",
    )
    answer = f"{sum(map(float, times)):.2f}".rstrip("0").rstrip(".")
    features = {"second_step": 1, "carry": 1, "decimal_lengths": 1}
    return number_question(f"relay/{times[0]}", "durations", year, prompt, Quantity(answer, after="s"), **features)


def _open(year: int, hour: int, minute: int, to_hour: int, to_minute: int) -> QuestionDraft:
    """From the morning to the afternoon, on the 12-hour clock."""
    start, end = 60 * hour + minute, 60 * to_hour + to_minute
    opens, closes = f"{clock(start)}{NO_BREAK}am", f"{clock(end - 12 * 60)}{NO_BREAK}pm"
    prompt = make_prompt(
        f"Mae amgueddfa ar agor o {opens} tan {closes}.\nAm faint o amser mae hi ar agor?",
        f"A museum is open from {opens} to {closes}.\nFor how long is it open?",
    )
    wrong = {
        "am-and-pm-left-out": _length(abs(end - 12 * 60 - start)),
        "one-hour-too-many": _length(end - start + 60),
        "one-hour-too-few": _length(end - start - 60),
    }
    key, item = _length(end - start), f"open/{hour}-{minute}"
    return choice_question(item, "durations", year, prompt, key, wrong, second_step=1)
