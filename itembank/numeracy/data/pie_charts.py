from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.drawing.graphs import pie_chart

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


def items() -> Iterator[Draft]:
    """Pie charts read in Year 6, made in Year 7, compared in Year 8."""
    yield _quarter(6)
    yield _sixth(6)
    yield _angle(7)
    yield _compared(8)


def _asked(name: str, people: int) -> Text:
    return Text(f"Holodd {name} {people} o blant.", f"{name} asked {people} children.")


def _quarter(year: int) -> Draft:
    asked = _asked("Priya", 48)
    prompt = ask(
        f"{asked.cy}\nFaint o blant ddewisodd nofio?",
        f"{asked.en}\nHow many children chose swimming?",
        pie_chart(Text("Hoff chwaraeon", "Favourite sport"), _SPORT),
    )
    wrong = {"angle-as-value": "90", "degrees-over-ten": "9", "half-for-a-quarter": "24"}
    return choice("sport/swimming", "pie-charts", year, prompt, "12", wrong, division=1)


def _sixth(year: int) -> Draft:
    asked = _asked("Osian", 60)
    prompt = ask(
        f"{asked.cy}\nFaint o blant ddewisodd gerdd?",
        f"{asked.en}\nHow many children chose music?",
        pie_chart(Text("Hoff bwnc", "Favourite subject"), _SUBJECT),
    )
    return number("subject/music", "pie-charts", year, prompt, 10, division=1, second_step=1)


def _angle(year: int) -> Draft:
    prompt = ask(
        "Mae 72 o bobl yn dewis blas hufen iâ.\nMae 15 ohonyn nhw’n dewis mefus.\n"
        "Beth yw maint yr ongl ar gyfer mefus mewn siart cylch?",
        "72 people choose an ice cream flavour.\n15 of them choose strawberry.\n"
        "What is the angle for strawberry in a pie chart?",
    )
    return number(
        "flavour/angle", "pie-charts", year, prompt, Quantity(75, after="°"), division=1, second_step=1, recalled_rule=1
    )


def _compared(year: int) -> Draft:
    prompt = ask(
        "Mewn un ysgol mae 300 o ddisgyblion.\nYn ei siart cylch, 120° yw’r ongl ar gyfer cerdded.\n"
        "Mewn ysgol arall mae 480 o ddisgyblion.\nYn ei siart hi, 90° yw’r ongl ar gyfer cerdded.\n"
        "Faint yn fwy o ddisgyblion sy’n cerdded yn yr ail ysgol?",
        "One school has 300 pupils.\nThe angle for walking in its pie chart is 120°.\n"
        "Another school has 480 pupils.\nThe angle for walking in its chart is 90°.\n"
        "How many more pupils walk in the second school?",
    )
    features = {"division": 1, "second_step": 1, "third_step": 1, "subtraction": 1, "inconsistent_wording": 1}
    return number("walking/compared", "pie-charts", year, prompt, 20, **features)
