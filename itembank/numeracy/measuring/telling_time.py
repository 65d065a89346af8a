"""Items on reading clocks."""

from collections.abc import Iterator, Mapping, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.clock_face import clock_face
from itembank.numeracy.number_formatting import NO_BREAK, clock
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt, ordering_question
from itembank.numeracy.written_answers import CLOCK, OF_24_HOURS, WITH_AM_OR_PM, written_question

_CLOCKS = (
    *((2, hour, 0) for hour in (5, 2, 9, 11)),
    *((2, hour, 30) for hour in (3, 6, 10, 1)),
    *((2, hour, 15) for hour in (7, 1, 4, 11)),
    *((2, hour, 45) for hour in (9, 2, 6, 4)),
    *((3, *time) for time in ((2, 20), (10, 50), (4, 5), (8, 25), (1, 35), (6, 55), (11, 10), (3, 40))),
)
_CLOCKS_TO_WRITE = (
    *((2, *time) for time in ((8, 0), (4, 0), (7, 30), (12, 30))),
    *((3, *time) for time in ((9, 20), (12, 5), (5, 50), (7, 35), (3, 10), (10, 25))),
)
_TO_THE_MINUTE = ((6, 38), (2, 17), (9, 52), (11, 4), (7, 43), (4, 26))
_SAID = (
    (2, "half", 4),
    (2, "half", 9),
    (2, "past", 8),
    (2, "past", 2),
    (2, "to", 6),
    (2, "to", 11),
    (2, "to", 3),
    (3, "20past", 5),
    (3, "10past", 7),
    (3, "5to", 9),
    (3, "25to", 4),
)
_MORNINGS = ((450, 495, 540), (375, 570, 660), (435, 450, 510), (525, 540, 585, 600))


def items() -> Iterator[QuestionDraft]:
    """Reading clocks, Years 2 to 4."""
    yield from (_read(*row) for row in _CLOCKS)
    yield from (_to_the_minute(4, *time) for time in _TO_THE_MINUTE)
    yield from (_said(*row) for row in _SAID)
    yield from (_ordered(2, times) for times in _MORNINGS)
    yield from (_later(2, *row) for row in ((210, 60), (480, 120), (615, 60), (285, 60)))
    yield from (_afternoon(4, *time) for time in ((16, 35), (14, 20), (19, 45), (21, 10)))
    yield from (_twelve_hour(4, *time) for time in ((17, 40), (15, 5), (22, 30)))
    yield from (_day_ordered(4, times) for times in _DAYS)
    yield from (_next_day(2, *row) for row in ((1, 1), (3, 1), (5, 1), (2, -1), (4, -1), (0, -1)))
    yield from (_next_month(2, place) for place in (2, 4, 6, 9))
    yield from (_with_am_or_pm(4, *time) for time in ((17, 40), (8, 15), (21, 30), (15, 5), (12, 20), (0, 45)))
    yield from (_from_am_or_pm(4, *time) for time in ((18, 25), (7, 50), (16, 10), (23, 35), (12, 5)))
    yield from (_am_and_pm_ordered(4, times) for times in _AM_AND_PM)
    yield from _written()


def _written() -> Iterator[QuestionDraft]:
    """Times to write, Years 2 to 4."""
    yield from (written_question(_read(*row), CLOCK) for row in _CLOCKS_TO_WRITE)
    yield from (written_question(_to_the_minute(4, *time), CLOCK) for time in ((8, 13), (1, 48), (11, 36)))
    said = ((2, "half", 11), (3, "5to", 12), (3, "25to", 7), (3, "20past", 1), (3, "10past", 11))
    yield from (written_question(_said(*row), CLOCK) for row in said)
    afternoons = ((13, 25), (18, 50), (22, 5), (20, 15))
    yield from (written_question(_afternoon(4, *time), OF_24_HOURS) for time in afternoons)
    with_am_or_pm = ((14, 35), (9, 50), (23, 10), (6, 25))
    yield from (written_question(_with_am_or_pm(4, *time), WITH_AM_OR_PM) for time in with_am_or_pm)
    yield from (written_question(_from_am_or_pm(4, *time), OF_24_HOURS) for time in ((20, 40), (13, 15), (22, 50)))


def practice() -> Iterator[QuestionDraft]:
    """Reading clocks, Years 2 to 4, for practice alone."""
    yield _read(2, 8, 30)
    yield _said(2, "past", 5)
    yield _read(3, 5, 25)
    yield _afternoon(4, 15, 50)
    yield _next_day(2, 4, 1)
    yield _with_am_or_pm(4, 19, 20)
    yield written_question(_read(3, 6, 20), CLOCK)
    yield written_question(_with_am_or_pm(4, 15, 35), WITH_AM_OR_PM)


_DAYS = (
    ("08:50", "11:05", "14:20", "19:15"),
    ("06:45", "07:30", "16:05", "18:10"),
    ("09:15", "12:40", "13:25", "21:00"),
)


def _swapped(hour: int, minute: int) -> str:
    """The time read with the hands confused, to five minutes."""
    long, short = minute // 5 or 12, 5 * round(hour % 12 + minute / 60 - 0.01) % 60
    return clock(60 * (long - 1 if short >= 45 else long) + short)


def _read(year: int, hour: int, minute: int) -> QuestionDraft:
    key = clock(60 * hour + minute)
    wrong = {
        "hands-swapped": _swapped(hour, minute),
        "next-hour": clock(60 * (hour % 12 + 1) + minute),
        "minute-hand-as-number": clock(60 * hour + minute // 5),
    }
    if minute == 0:
        wrong = {name: wrong[name] for name in ("hands-swapped", "next-hour")}
    return _clock(year, hour, minute, distractors(key, wrong), direct=int(minute == 0), scale_step=int(minute > 0))


def _clock(year: int, hour: int, minute: int, wrong: Mapping[str, str], **features: int) -> QuestionDraft:
    prompt = make_prompt(
        "Pa amser mae’r cloc yn ei ddangos?", "What time does the clock show?", clock_face(hour, minute)
    )
    key = clock(60 * hour + minute)
    return choice_question(f"clock/{hour}-{minute}", "telling-time", year, prompt, key, wrong, **features)


def _to_the_minute(year: int, hour: int, minute: int) -> QuestionDraft:
    long = (minute + 2) // 5 % 12 or 12
    short = round((hour + minute / 60) * 5) % 60
    nearest = 60 * hour + (minute + 2) // 5 * 5
    wrong = {
        "hands-swapped": clock(60 * (long - 1 if short >= 40 else long) + short),
        "next-hour": clock(60 * (hour % 12 + 1) + minute),
        "nearest-five-minutes": clock(nearest),
    }
    key = clock(60 * hour + minute)
    return _clock(year, hour, minute, distractors(key, wrong), between_marks=1, scale_step=1)


_WORDS = {
    "half": (30, Text("hanner awr wedi", "half past")),
    "past": (15, Text("chwarter wedi", "quarter past")),
    "to": (-15, Text("chwarter i", "quarter to")),
    "20past": (20, Text("20 munud wedi", "20 minutes past")),
    "10past": (10, Text("10 munud wedi", "10 minutes past")),
    "5to": (-5, Text("5 munud i", "5 minutes to")),
    "25to": (-25, Text("25 munud i", "25 minutes to")),
}


def _said(year: int, words: str, hour: int) -> QuestionDraft:
    minutes, said = _WORDS[words]
    prompt = make_prompt(
        f"Mae’n {said.cy} {hour}.\nPa amser mae cloc digidol yn ei ddangos?",
        f"It is {said.en} {hour}.\nWhat time does a digital clock show?",
    )
    key = clock(60 * hour + minutes)
    wrong = {
        "to-and-past-confused": clock(60 * hour - minutes),
        "quarter-and-half-confused": clock(60 * hour + (15 if minutes == 30 else 30)),
        "keeps-the-hour": clock(60 * hour + minutes % 60),
        "next-hour": clock(60 * (hour + 1) + minutes),
    }
    features = {"inconsistent_wording": int(minutes < 0)}  # it names the hour to come
    return choice_question(
        f"said/{words}-{hour}", "telling-time", year, prompt, key, distractors(key, wrong), **features
    )


def _ordered(year: int, times: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Mae’r amserau hyn i gyd yn y bore.\nRho nhw mewn trefn, y cynharaf yn gyntaf.",
        "These times are all in the morning.\nPut them in order, earliest first.",
    )
    item = "clock-order" if times[0] == 450 else f"clock-order/{times[0]}"
    return ordering_question(item, "telling-time", year, prompt, [clock(time) for time in times])


def _later(year: int, now: int, later: int) -> QuestionDraft:
    hours = Text("1 awr", "1 hour") if later == 60 else Text("2 awr", "2 hours")
    prompt = make_prompt(
        f"Mae’n {clock(now)}.\nFaint o’r gloch fydd hi ymhen {hours.cy}?",
        f"It is {clock(now)}.\nWhat time will it be in {hours.en}?",
    )
    key = clock(now + later)
    wrong = {
        "goes-back": clock(now - later),
        "hours-as-minutes": clock(now + later // 60),
        "one-hour-too-many": clock(now + later + 60),
    }
    return choice_question(f"later/{now}+{later}", "telling-time", year, prompt, key, distractors(key, wrong))


def _afternoon(year: int, hour: int, minute: int) -> QuestionDraft:
    shown = clock(60 * (hour - 12) + minute)
    when = Text("yn y prynhawn", "in the afternoon") if hour < 18 else Text("yn yr hwyr", "in the evening")
    prompt = make_prompt(
        f"Mae’n {shown} {when.cy}.\nSut mae ysgrifennu hyn ar gloc 24 awr?",
        f"It is {shown} {when.en}.\nHow is this written on a 24-hour clock?",
    )
    wrong = {
        "adds-ten-hours": clock(60 * (hour - 2) + minute),
        "adds-twenty-hours": clock(60 * (hour - 12 + 16) + minute) if hour < 20 else clock(60 * (hour + 2) + minute),
        "writes-the-morning": f"0{clock(60 * (hour - 12) + minute)}",
    }
    key = clock(60 * hour + minute)
    return choice_question(f"clock-24/{hour}", "telling-time", year, prompt, key, wrong, unit_conversion=1)


def _twelve_hour(year: int, hour: int, minute: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae cloc 24 awr yn dangos {clock(60 * hour + minute)}.\nPa amser yw hyn ar gloc 12 awr?",
        f"A 24-hour clock shows {clock(60 * hour + minute)}.\nWhat time is this on a 12-hour clock?",
    )
    key = clock(60 * (hour - 12) + minute)
    wrong = {
        "drops-the-first-digit": clock(60 * (hour % 10) + minute),
        "takes-ten-hours-off": clock(60 * (hour - 10) + minute),
        "one-hour-too-few": clock(60 * (hour - 13) + minute),
    }
    return choice_question(
        f"clock-12/{hour}", "telling-time", year, prompt, key, distractors(key, wrong), unit_conversion=1
    )


def _day_ordered(year: int, times: Sequence[str]) -> QuestionDraft:
    prompt = make_prompt(
        "Mae’r amserau hyn i gyd ar yr un diwrnod.\nRho nhw mewn trefn, y cynharaf yn gyntaf.",
        "These times are all on the same day.\nPut them in order, earliest first.",
    )
    item = "clock-24-order" if times[0] == "08:50" else f"clock-24-order/{times[0]}"
    return ordering_question(item, "telling-time", year, prompt, times)


_WEEK = (
    Text("dydd Sul", "Sunday"),
    Text("dydd Llun", "Monday"),
    Text("dydd Mawrth", "Tuesday"),
    Text("dydd Mercher", "Wednesday"),
    Text("dydd Iau", "Thursday"),
    Text("dydd Gwener", "Friday"),
    Text("dydd Sadwrn", "Saturday"),
)
_MONTHS = (
    Text("mis Ionawr", "January"),
    Text("mis Chwefror", "February"),
    Text("mis Mawrth", "March"),
    Text("mis Ebrill", "April"),
    Text("mis Mai", "May"),
    Text("mis Mehefin", "June"),
    Text("mis Gorffennaf", "July"),
    Text("mis Awst", "August"),
    Text("mis Medi", "September"),
    Text("mis Hydref", "October"),
    Text("mis Tachwedd", "November"),
    Text("mis Rhagfyr", "December"),
)
_AM_AND_PM = ((435, 690, 845, 1120), (520, 765, 980, 1270), (395, 610, 815, 1090))


def _next_day(year: int, place: int, step: int) -> QuestionDraft:
    day, how = _WEEK[place], Text("yn union ar ôl", "just after") if step > 0 else Text("yn union cyn", "just before")
    prompt = make_prompt(f"Pa ddiwrnod sy’n dod {how.cy} {day.cy}?", f"Which day comes {how.en} {day.en}?")
    wrong = {"goes-the-other-way": _WEEK[(place - step) % 7], "one-name-too-far": _WEEK[(place + 2 * step) % 7]}
    item = f"week-day/{how.en.split()[1]}-{day.en}"
    return choice_question(item, "telling-time", year, prompt, _WEEK[(place + step) % 7], wrong, direct=1)


def _next_month(year: int, place: int) -> QuestionDraft:
    month = _MONTHS[place]
    prompt = make_prompt(f"Pa fis sy’n dod yn union ar ôl {month.cy}?", f"Which month comes just after {month.en}?")
    wrong = {"goes-the-other-way": _MONTHS[place - 1], "one-name-too-far": _MONTHS[(place + 2) % 12]}
    item = f"month/{month.en}"
    return choice_question(item, "telling-time", year, prompt, _MONTHS[(place + 1) % 12], wrong)


def _twelve(hour: int, minute: int, half: str = "") -> str:
    """A time of the 12-hour clock: 17:40 is 5:40 pm, 0:45 is 12:45 am."""
    return f"{(hour - 1) % 12 + 1}:{minute:02d}{NO_BREAK}{half or ('am' if hour < 12 else 'pm')}"


def _with_am_or_pm(year: int, hour: int, minute: int) -> QuestionDraft:
    shown = f"{hour:02d}:{minute:02d}"
    prompt = make_prompt(
        f"Mae cloc 24 awr yn dangos {shown}.\nSut mae ysgrifennu’r amser hwn gydag am neu pm?",
        f"A 24-hour clock shows {shown}.\nWhat is this time with am or pm?",
    )
    key = _twelve(hour, minute)
    wrong = {
        "am-and-pm-confused": _twelve(hour, minute, "pm" if hour < 12 else "am"),
        "takes-ten-hours-off": _twelve(hour - 10, minute, "pm"),
        "one-hour-too-many": _twelve(hour + 1, minute),
        "one-hour-too-few": _twelve((hour - 1) % 24, minute),
    }
    wrong = {name: time for name, time in wrong.items() if hour > 12 or name != "takes-ten-hours-off"}
    item = f"am-pm/{hour}-{minute}"
    return choice_question(item, "telling-time", year, prompt, key, distractors(key, wrong), unit_conversion=1)


def _from_am_or_pm(year: int, hour: int, minute: int) -> QuestionDraft:
    said = _twelve(hour, minute)
    prompt = make_prompt(
        f"Mae’n {said}.\nPa amser mae cloc 24 awr yn ei ddangos?",
        f"It is {said}.\nWhat time does a 24-hour clock show?",
    )
    key = f"{hour:02d}:{minute:02d}"
    wrong = {
        "am-and-pm-confused": f"{(hour + 12) % 24:02d}:{minute:02d}",
        "adds-ten-hours": f"{hour - 2:02d}:{minute:02d}",
        "one-hour-too-many": f"{(hour + 1) % 24:02d}:{minute:02d}",
    }
    wrong = {name: time for name, time in wrong.items() if hour > 12 or name != "adds-ten-hours"}
    item = f"pm-24/{hour}-{minute}"
    return choice_question(item, "telling-time", year, prompt, key, distractors(key, wrong), unit_conversion=1)


def _am_and_pm_ordered(year: int, times: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Mae’r amserau hyn i gyd ar yr un diwrnod.\nRho nhw mewn trefn, y cynharaf yn gyntaf.",
        "These times are all on the same day.\nPut them in order, earliest first.",
    )
    ordered = [_twelve(*divmod(time, 60)) for time in times]
    return ordering_question(f"am-pm-order/{times[0]}", "telling-time", year, prompt, ordered, recalled_rule=1)
