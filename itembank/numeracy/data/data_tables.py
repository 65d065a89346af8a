from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering
from itembank.numeracy.tabular import table

_FRUIT = (
    (Text("Afal", "Apple"), 8),
    (Text("Banana", "Banana"), 6),
    (Text("Mefus", "Strawberry"), 9),
    (Text("Oren", "Orange"), 4),
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


def _fruit() -> Text:
    heads = (Text("Ffrwyth", "Fruit"), Text("Nifer y plant", "Number of children"))
    return table(Text("Hoff ffrwyth", "Favourite fruit"), heads, [(name, str(n)) for name, n in _FRUIT])


def _cell(year: int) -> Draft:
    prompt = ask("Faint o blant sy’n hoffi banana orau?", "How many children like banana best?", _fruit())
    return number("fruit/cell", "data-tables", year, prompt, 6, direct=1, within_ten=1)


def _most(year: int) -> Draft:
    prompt = ask(
        "Pa ffrwyth mae’r nifer mwyaf o blant yn ei hoffi orau?", "Which fruit do most children like best?", _fruit()
    )
    wrong = {"first-in-the-list": _FRUIT[0][0], "fewest-for-most": _FRUIT[3][0], "smallest-but-one": _FRUIT[1][0]}
    return choice("fruit/most", "data-tables", year, prompt, _FRUIT[2][0], wrong, direct=1)


def _pair(year: int) -> Draft:
    prompt = ask(
        "Faint o blant sy’n hoffi afal neu oren orau?", "How many children like apple or orange best?", _fruit()
    )
    return number("fruit/pair", "data-tables", year, prompt, 12, carry=1)


def _clubs() -> Text:
    heads = (Text("Clwb", "Club"), Text("Blwyddyn 3", "Year 3"), Text("Blwyddyn 4", "Year 4"))
    return table(
        Text("Aelodau’r clybiau", "Members of the clubs"), heads, [(name, str(a), str(b)) for name, a, b in _CLUBS]
    )


def _ordered(year: int) -> Draft:
    prompt = ask(
        "Edrycha ar golofn Blwyddyn 3.\nRho’r clybiau mewn trefn.\nRho’r clwb â’r nifer lleiaf yn gyntaf.",
        "Look at the Year 3 column.\nPut the clubs in order.\nPut the club with the fewest first.",
        _clubs(),
    )
    ordered = [name for name, _, _ in sorted(_CLUBS, key=lambda club: club[1])]
    return ordering("clubs/order", "data-tables", year, prompt, ordered, irrelevant_number=1, direct=1)


def _column(year: int) -> Draft:
    prompt = ask(
        "Sawl aelod o Flwyddyn 4 sydd yn y clybiau i gyd?",
        "How many members from Year 4 are there in all the clubs?",
        _clubs(),
    )
    return number("clubs/column", "data-tables", year, prompt, 41, irrelevant_number=1, carry=1, second_step=1)


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
