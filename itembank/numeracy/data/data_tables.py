from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering
from itembank.numeracy.tabular import table

_FRUIT = (
    (Text("Afal", "Apple"), 8),
    (Text("Banana", "Banana"), 6),
    (Text("Mefus", "Strawberry"), 9),
    (Text("Oren", "Orange"), 4),
)
_COLOURS = (
    (Text("Coch", "Red"), 6),
    (Text("Glas", "Blue"), 9),
    (Text("Gwyrdd", "Green"), 3),
    (Text("Melyn", "Yellow"), 8),
)
_WEATHER = (
    (Text("Heulog", "Sunny"), 9),
    (Text("Cymylog", "Cloudy"), 8),
    (Text("Gwlyb", "Wet"), 7),
    (Text("Gwyntog", "Windy"), 4),
)
_SHOWS = (
    (Text("Drama", "Play"), 14, 12),
    (Text("Côr", "Choir"), 16, 17),
    (Text("Dawns", "Dance"), 9, 13),
)
_CLUBS = (
    (Text("Celf", "Art"), 12, 9),
    (Text("Pêl-droed", "Football"), 15, 18),
    (Text("Cerdd", "Music"), 8, 14),
)


def items() -> Iterator[Draft]:
    """Tables and lists, Years 2 to 7."""
    yield _cell(2)
    yield _most(2)
    yield _pair(2)
    yield _ordered(3)
    yield _column(4)
    yield _two_way(7)


def _counted(caption: Text, what: Text, how_many: Text, rows: Sequence[tuple[Text, int]]) -> Text:
    return table(caption, (what, how_many), [(name, str(n)) for name, n in rows])


_CHILDREN = Text("Nifer y plant", "Number of children")


def _cell(year: int) -> Draft:
    figure = _counted(Text("Hoff ffrwyth", "Favourite fruit"), Text("Ffrwyth", "Fruit"), _CHILDREN, _FRUIT)
    prompt = ask("Faint o blant sy’n hoffi banana orau?", "How many children like banana best?", figure)
    return number("fruit/cell", "data-tables", year, prompt, 6, direct=1, within_ten=1)


def _most(year: int) -> Draft:
    figure = _counted(Text("Hoff liw", "Favourite colour"), Text("Lliw", "Colour"), _CHILDREN, _COLOURS)
    prompt = ask(
        "Pa liw mae’r nifer mwyaf o blant yn ei hoffi orau?", "Which colour do most children like best?", figure
    )
    wrong = {"first-in-the-list": _COLOURS[0][0], "fewest-for-most": _COLOURS[2][0], "last-in-the-list": _COLOURS[3][0]}
    return choice("colour/most", "data-tables", year, prompt, _COLOURS[1][0], wrong, direct=1)


def _pair(year: int) -> Draft:
    days = Text("Nifer y dyddiau", "Number of days")
    figure = _counted(Text("Tywydd mis Chwefror", "Weather in February"), Text("Tywydd", "Weather"), days, _WEATHER)
    prompt = ask("Sawl diwrnod oedd yn gymylog neu’n wyntog?", "How many days were cloudy or windy?", figure)
    return number("weather/pair", "data-tables", year, prompt, 12, carry=1)


def _in_two_columns(caption: Text, heads: Sequence[Text], rows: Sequence[tuple[Text, int, int]]) -> Text:
    return table(caption, heads, [(name, str(a), str(b)) for name, a, b in rows])


def _ordered(year: int) -> Draft:
    heads = (Text("Clwb", "Club"), Text("Blwyddyn 3", "Year 3"), Text("Blwyddyn 4", "Year 4"))
    prompt = ask(
        "Edrycha ar golofn Blwyddyn 3.\nRho’r clybiau mewn trefn.\nRho’r clwb â’r nifer lleiaf yn gyntaf.",
        "Look at the Year 3 column.\nPut the clubs in order.\nPut the club with the fewest first.",
        _in_two_columns(Text("Aelodau’r clybiau", "Members of the clubs"), heads, _CLUBS),
    )
    ordered = [name for name, _, _ in sorted(_CLUBS, key=lambda club: club[1])]
    return ordering("clubs/order", "data-tables", year, prompt, ordered, irrelevant_number=1, direct=1)


def _column(year: int) -> Draft:
    heads = (Text("Sioe", "Show"), Text("Dydd Gwener", "Friday"), Text("Dydd Sadwrn", "Saturday"))
    prompt = ask(
        "Faint o docynnau a werthwyd i gyd ddydd Sadwrn?",
        "How many tickets were sold altogether on Saturday?",
        _in_two_columns(Text("Tocynnau a werthwyd", "Tickets sold"), heads, _SHOWS),
    )
    return number("shows/column", "data-tables", year, prompt, 42, irrelevant_number=1, carry=1, second_step=1)


def _two_way(year: int) -> Draft:
    heads = (
        Text("Teithio", "Travel"),
        Text("Blwyddyn 7", "Year 7"),
        Text("Blwyddyn 8", "Year 8"),
        Text("Cyfanswm", "Total"),
    )
    rows = (
        (Text("Bws", "Bus"), "64", "?", "121"),
        (Text("Cerdded", "Walk"), "38", "45", "83"),
        (Text("Cyfanswm", "Total"), "102", "102", "204"),
    )
    prompt = ask(
        "Faint o ddisgyblion Blwyddyn 8 sy’n teithio ar y bws?",
        "How many Year 8 pupils travel by bus?",
        table(Text("Teithio i’r ysgol", "Travelling to school"), heads, rows),
    )
    features = {"subtraction": 1, "borrow": 1, "irrelevant_number": 1, "unknown_not_last": 1}
    return number("travel/two-way", "data-tables", year, prompt, 57, **features)
