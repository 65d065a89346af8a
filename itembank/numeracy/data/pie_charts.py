"""Items on pie charts."""

from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.data.surveys import SURVEYS, Survey
from itembank.numeracy.drawing.graphs import pie_chart
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_SPORT = (
    (Text("Rygbi", "Rugby"), 120),
    (Text("Nofio", "Swimming"), 90),
    (Text("Tennis", "Tennis"), 90),
    (Text("Dawns", "Dance"), 60),
)
_SUBJECT = (
    (Text("Celf", "Art"), 120),
    (Text("Cerdd", "Music"), 60),
    (Text("Hanes", "History"), 90),
    (Text("Drama", "Drama"), 90),
)
_PET, _DRINK, _SEASON, _TRIP, _LUNCH, _INSTRUMENT, _BOOK, _CLUB = SURVEYS[1:]
_QUARTERS = ((_PET, (180, 90, 60, 30), 1, 36), (_DRINK, (90, 120, 90, 60), 2, 80), (_TRIP, (180, 45, 45, 90), 0, 54))
_PARTS = ((_SEASON, (120, 60, 90, 90), 0, 72), (_LUNCH, (60, 150, 60, 90), 2, 120), (_PET, (45, 135, 90, 90), 0, 64))
_MORE = (
    (_BOOK, (120, 60, 90, 90), 0, 1, 48),
    (_CLUB, (180, 60, 30, 90), 0, 3, 60),
    (_INSTRUMENT, (90, 30, 120, 120), 2, 1, 96),
)
_ANGLES = (
    (72, 15, Text("mefus", "strawberry")),
    (40, 7, Text("fanila", "vanilla")),
    (90, 22, Text("siocled", "chocolate")),
    (24, 5, Text("mintys", "mint")),
    (60, 13, Text("mango", "mango")),
    (120, 41, Text("lemwn", "lemon")),
)
_COMPARED = ((300, 120, 480, 90), (240, 150, 540, 80), (180, 60, 720, 45), (400, 90, 600, 72))
_FROM_ANGLE = ((7, 90, 18), (7, 120, 25), (8, 60, 14), (8, 45, 12), (8, 150, 35))


def items() -> Iterator[QuestionDraft]:
    """Pie charts read in Year 6, made in Year 7, compared in Year 8."""
    yield _quarter(6)
    yield _sixth(6)
    yield from (_read(6, *row) for row in _QUARTERS)
    yield from (_part(6, *row) for row in _PARTS)
    yield from (_more(6, *row) for row in _MORE)
    yield from (_angle(7, *row) for row in _ANGLES)
    yield from (_everybody(*row) for row in _FROM_ANGLE)
    yield from (_compared(8, *row) for row in _COMPARED)


def practice() -> Iterator[QuestionDraft]:
    """Pie charts, Year 6, for practice alone."""
    yield _read(6, _SEASON, (90, 180, 60, 30), 0, 64)


def _asked(name: str, people: int) -> Text:
    return Text(f"Holodd {name} {people} o blant.", f"{name} asked {people} children.")


def _quarter(year: int) -> QuestionDraft:
    asked = _asked("Priya", 48)
    prompt = make_prompt(
        f"{asked.cy}\nFaint o blant ddewisodd ‘Nofio’?",
        f"{asked.en}\nHow many children chose swimming?",
        pie_chart(Text("Hoff chwaraeon", "Favourite sport"), _SPORT),
    )
    wrong = {"angle-as-value": "90", "degrees-over-ten": "9", "half-for-a-quarter": "24"}
    return choice_question("sport/swimming", "pie-charts", year, prompt, "12", wrong, division=1)


def _sixth(year: int) -> QuestionDraft:
    asked = _asked("Osian", 60)
    prompt = make_prompt(
        f"{asked.cy}\nFaint o blant ddewisodd ‘Cerdd’?",
        f"{asked.en}\nHow many children chose music?",
        pie_chart(Text("Hoff bwnc", "Favourite subject"), _SUBJECT),
    )
    return number_question("subject/music", "pie-charts", year, prompt, 10, division=1, second_step=1)


def _chosen(survey: Survey, angles: Sequence[int], place: int, people: int) -> Text:
    asked, name = _asked("Gwen", people), survey.choices[place]
    return make_prompt(
        f"{asked.cy}\nFaint o blant ddewisodd ‘{name.cy}’?",
        f"{asked.en}\nHow many children chose ‘{name.en}’?",
        pie_chart(survey.title, survey.rows(angles)),
    )


def _read(year: int, survey: Survey, angles: Sequence[int], place: int, people: int) -> QuestionDraft:
    angle = angles[place]
    key = str(people * angle // 360)
    wrong = {
        "angle-as-value": angle,
        "degrees-over-ten": angle // 10,
        "half-for-a-quarter": people // 2 if angle != 180 else people // 4,
    }
    prompt = _chosen(survey, angles, place, people)
    return choice_question(
        f"pie-read/{survey.id}", "pie-charts", year, prompt, key, distractors(key, wrong), division=1
    )


def _part(year: int, survey: Survey, angles: Sequence[int], place: int, people: int) -> QuestionDraft:
    prompt = _chosen(survey, angles, place, people)
    answer = people * angles[place] // 360
    return number_question(f"pie-part/{survey.id}", "pie-charts", year, prompt, answer, division=1, second_step=1)


def _more(year: int, survey: Survey, angles: Sequence[int], more: int, fewer: int, people: int) -> QuestionDraft:
    asked, one, other = _asked("Kofi", people), survey.choices[more], survey.choices[fewer]
    prompt = make_prompt(
        f"{asked.cy}\nFaint yn fwy o blant ddewisodd ‘{one.cy}’ na ‘{other.cy}’?",
        f"{asked.en}\nHow many more children chose ‘{one.en}’ than ‘{other.en}’?",
        pie_chart(survey.title, survey.rows(angles)),
    )
    answer = people * (angles[more] - angles[fewer]) // 360
    features = {"division": 1, "second_step": 1, "third_step": 1, "subtraction": 1}
    return number_question(f"pie-more/{survey.id}", "pie-charts", year, prompt, answer, **features)


def _angle(year: int, people: int, chose: int, flavour: Text) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {people} o bobl yn dewis blas hufen iâ.\nMae {chose} ohonyn nhw’n dewis {flavour.cy}.\n"
        f"Beth yw maint yr ongl ar gyfer {flavour.cy} mewn siart cylch?",
        f"{people} people choose an ice cream flavour.\n{chose} of them choose {flavour.en}.\n"
        f"What is the angle for {flavour.en} in a pie chart?",
    )
    item = "flavour/angle" if people == 72 else f"flavour/{chose}of{people}"
    answer = Quantity(360 * chose // people, after="°")
    return number_question(item, "pie-charts", year, prompt, answer, division=1, second_step=1, recalled_rule=1)


def _everybody(year: int, angle: int, chose: int) -> QuestionDraft:
    """The total number asked, from one slice."""
    prompt = make_prompt(
        f"Mewn siart cylch, {angle}° yw’r ongl ar gyfer ‘Bws’.\nMae ‘Bws’ yn cynrychioli {chose} o blant.\n"
        "Faint o blant mae’r siart cyfan yn eu cynrychioli?",
        f"In a pie chart the angle for ‘Bus’ is {angle}°.\n‘Bus’ stands for {chose} children.\n"
        "How many children does the whole chart stand for?",
    )
    features = {"division": 1, "second_step": 1, "unknown_not_last": 1, "recalled_rule": 1}
    return number_question(f"pie-all/{angle}", "pie-charts", year, prompt, round(chose * 360 / angle), **features)


def _compared(year: int, first: int, angle: int, second: int, other: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mewn un ysgol mae {first} o ddisgyblion.\nYn ei siart cylch, {angle}° yw’r ongl ar gyfer cerdded.\n"
        f"Mewn ysgol arall mae {second} o ddisgyblion.\nYn ei siart hi, {other}° yw’r ongl ar gyfer cerdded.\n"
        "Faint yn fwy o ddisgyblion sy’n cerdded yn yr ail ysgol?",
        f"One school has {first} pupils.\nThe angle for walking in its pie chart is {angle}°.\n"
        f"Another school has {second} pupils.\nThe angle for walking in its chart is {other}°.\n"
        "How many more pupils walk in the second school?",
    )
    features = {"division": 1, "second_step": 1, "third_step": 1, "subtraction": 1, "inconsistent_wording": 1}
    item = "walking/compared" if first == 300 else f"walking/{first}-{second}"
    answer = (second * other - first * angle) // 360
    return number_question(item, "pie-charts", year, prompt, answer, **features)
