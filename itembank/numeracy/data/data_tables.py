"""Items on tables and lists."""

from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.data.surveys import (
    CHILDREN_HEAD,
    SURVEYS,
    Shown,
    Survey,
    altogether,
    either,
    how_many,
    how_many_more,
    in_order,
    least_popular,
    most_popular,
    turned,
)
from itembank.numeracy.html_table import table
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    make_prompt,
    number_question,
    ordering_question,
)

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


def items() -> Iterator[QuestionDraft]:
    """Tables and lists, Years 2 to 7."""
    yield _cell(2)
    yield _most(2)
    yield _pair(2)
    yield _ordered(3)
    yield _column(4)
    yield _two_way(7, *_TRAVEL)
    yield from _lists()
    yield from _by_year_group()
    yield from _frequencies()
    yield from (_two_way(7, *row) for row in _TWO_WAYS)
    yield from (_total_missing(5, *row) for row in _TWO_WAYS[:3])
    yield from (_rest_of_two_way(8, *row) for row in _TWO_WAYS[3:])


def practice() -> Iterator[QuestionDraft]:
    """Lists and tables, Years 2 and 4, for practice alone."""
    yield how_many(_shown("list", 2, SURVEYS[4], (6, 3, 8, 5)), 2)
    yield how_many_more(_shown("table", 4, SURVEYS[2], (43, 26, 37, 18)), 0, 1)


_SMALL = (
    (7, 4, 9, 5),
    (3, 8, 6, 2),
    (9, 5, 7, 3),
    (6, 2, 8, 4),
    (5, 9, 3, 7),
    (8, 6, 4, 9),
    (2, 7, 5, 8),
    (4, 3, 9, 6),
)
_MIDDLE = ((24, 17, 31, 28), (35, 42, 19, 26), (16, 38, 27, 45), (52, 29, 36, 18), (47, 33, 25, 39), (21, 46, 34, 58))
_LARGE = ((124, 86, 153, 97), (208, 175, 64, 139), (96, 231, 118, 187))


def _shown(item: str, year: int, survey: Survey, values: Sequence[int]) -> Shown:
    rows = survey.rows(values)
    return Shown(item, "data-tables", year, rows, _counted(survey.title, survey.what, CHILDREN_HEAD, rows), {})


def _lists() -> Iterator[QuestionDraft]:
    def listed(k: int, turn: int = 0) -> Shown:
        return _shown("list", 2, SURVEYS[(k + 1 + 4 * turn) % len(SURVEYS)], turned(_SMALL[k], turn))

    yield how_many(listed(0), 2)
    yield either(listed(1), 0, 2)
    yield how_many_more(listed(2), 0, 3)
    yield most_popular(listed(3))
    yield least_popular(listed(4))
    yield in_order(listed(5))
    yield altogether(listed(6))
    yield how_many_more(listed(7), 2, 0)
    yield either(listed(5, 1), 0, 2)
    yield how_many(listed(6, 1), 0)
    yield how_many_more(listed(4, 1), 0, 1)


def _frequencies() -> Iterator[QuestionDraft]:
    def counts(k: int, turn: int = 0) -> Shown:
        return _shown("table", 4, SURVEYS[(k + 4 * turn) % len(SURVEYS)], turned(_MIDDLE[k], turn))

    def large(k: int, turn: int = 0) -> Shown:
        return _shown("table", 5, SURVEYS[(k + 5 + 2 * turn) % len(SURVEYS)], turned(_LARGE[k], turn))

    yield either(counts(0), 1, 3)
    yield how_many_more(counts(1), 1, 2)
    yield altogether(counts(2))
    yield in_order(counts(3))
    yield how_many_more(counts(4), 0, 3)
    yield altogether(counts(5))
    yield either(counts(3, 1), 3, 0)
    yield how_many_more(large(0), 2, 1)
    yield altogether(large(1))
    yield either(large(2), 1, 3)
    yield how_many_more(large(2, 1), 0, 3)


def _by_year_group() -> Iterator[QuestionDraft]:
    """A table with two columns, one of which is asked about."""
    groups = zip(SURVEYS, _SMALL, reversed(_SMALL), strict=False)
    for place, (survey, one, other) in enumerate(groups):
        yield _in_column(3, survey, [5 + n for n in one], [6 + n for n in other], place % 4, 3 + place % 2)


def _in_column(
    year: int, survey: Survey, three: Sequence[int], four: Sequence[int], place: int, group: int
) -> QuestionDraft:
    heads = (survey.what, Text("Blwyddyn 3", "Year 3"), Text("Blwyddyn 4", "Year 4"))
    rows = [(name, str(a), str(b)) for (name, a), (_, b) in zip(survey.rows(three), survey.rows(four), strict=True)]
    name, column = survey.choices[place], three if group == 3 else four
    prompt = make_prompt(
        f"Faint o blant Blwyddyn {group} ddewisodd ‘{name.cy}’?",
        f"How many Year {group} children chose ‘{name.en}’?",
        table(survey.title, heads, rows),
    )
    item = f"columns/{survey.id}-{group}"
    return number_question(item, "data-tables", year, prompt, column[place], irrelevant_number=1, direct=1)


def _counted(caption: Text, what: Text, how_many: Text, rows: Sequence[tuple[Text, int]]) -> Text:
    return table(caption, (what, how_many), [(name, str(n)) for name, n in rows])


_CHILDREN = Text("Nifer y plant", "Number of children")


def _cell(year: int) -> QuestionDraft:
    figure = _counted(Text("Hoff ffrwyth", "Favourite fruit"), Text("Ffrwyth", "Fruit"), _CHILDREN, _FRUIT)
    prompt = make_prompt("Faint o blant sy’n hoffi banana orau?", "How many children like banana best?", figure)
    return number_question("fruit/cell", "data-tables", year, prompt, 6, direct=1, within_ten=1)


def _most(year: int) -> QuestionDraft:
    figure = _counted(Text("Hoff liw", "Favourite colour"), Text("Lliw", "Colour"), _CHILDREN, _COLOURS)
    prompt = make_prompt(
        "Pa liw mae’r nifer mwyaf o blant yn ei hoffi orau?", "Which colour do most children like best?", figure
    )
    wrong = {"first-in-the-list": _COLOURS[0][0], "fewest-for-most": _COLOURS[2][0], "last-in-the-list": _COLOURS[3][0]}
    return choice_question("colour/most", "data-tables", year, prompt, _COLOURS[1][0], wrong, direct=1)


def _pair(year: int) -> QuestionDraft:
    days = Text("Nifer y dyddiau", "Number of days")
    figure = _counted(Text("Tywydd mis Chwefror", "Weather in February"), Text("Tywydd", "Weather"), days, _WEATHER)
    prompt = make_prompt("Sawl diwrnod oedd yn gymylog neu’n wyntog?", "How many days were cloudy or windy?", figure)
    return number_question("weather/pair", "data-tables", year, prompt, 12, carry=1)


def _in_two_columns(caption: Text, heads: Sequence[Text], rows: Sequence[tuple[Text, int, int]]) -> Text:
    return table(caption, heads, [(name, str(a), str(b)) for name, a, b in rows])


def _ordered(year: int) -> QuestionDraft:
    heads = (Text("Clwb", "Club"), Text("Blwyddyn 3", "Year 3"), Text("Blwyddyn 4", "Year 4"))
    prompt = make_prompt(
        "Edrycha ar golofn Blwyddyn 3.\nRho’r clybiau mewn trefn.\nRho’r clwb â’r nifer lleiaf yn gyntaf.",
        "Look at the Year 3 column.\nPut the clubs in order.\nPut the club with the fewest first.",
        _in_two_columns(Text("Aelodau’r clybiau", "Members of the clubs"), heads, _CLUBS),
    )
    ordered = [name for name, _, _ in sorted(_CLUBS, key=lambda club: club[1])]
    return ordering_question("clubs/order", "data-tables", year, prompt, ordered, irrelevant_number=1, direct=1)


def _column(year: int) -> QuestionDraft:
    heads = (Text("Sioe", "Show"), Text("Dydd Gwener", "Friday"), Text("Dydd Sadwrn", "Saturday"))
    prompt = make_prompt(
        "Faint o docynnau a werthwyd i gyd ddydd Sadwrn?",
        "How many tickets were sold altogether on Saturday?",
        _in_two_columns(Text("Tocynnau a werthwyd", "Tickets sold"), heads, _SHOWS),
    )
    return number_question("shows/column", "data-tables", year, prompt, 42, irrelevant_number=1, carry=1, second_step=1)


_Pair = tuple[Text, Text]
_BUS: _Pair = (Text("Bws", "Bus"), Text("Cerdded", "Walk"))
_TRAVEL = ("travel", Text("Teithio i’r ysgol", "Travelling to school"), Text("Sut", "How"), _BUS, (64, 57, 38, 45))
_TWO_WAYS = (
    (
        "meals",
        Text("Cinio ysgol", "School lunch"),
        Text("Cinio", "Lunch"),
        (Text("Poeth", "Hot"), Text("Oer", "Cold")),
        (72, 65, 41, 58),
    ),
    (
        "clubs",
        Text("Clwb ar ôl ysgol", "After-school club"),
        Text("Clwb", "Club"),
        (Text("Codio", "Coding"), Text("Cerdd", "Music")),
        (53, 48, 67, 74),
    ),
    (
        "swim",
        Text("Gwersi nofio", "Swimming lessons"),
        Text("Amser", "Time"),
        (Text("Bore", "Morning"), Text("Prynhawn", "Afternoon")),
        (86, 39, 54, 77),
    ),
    (
        "bikes",
        Text("Dod i’r ysgol ar feic", "Coming to school by bike"),
        Text("Sut", "How"),
        (Text("Beic", "Bike"), Text("Arall", "Other")),
        (29, 46, 94, 83),
    ),
    (
        "trips",
        Text("Dewis trip", "Choice of trip"),
        Text("Lle", "Place"),
        (Text("Castell", "Castle"), Text("Traeth", "Beach")),
        (58, 83, 62, 39),
    ),
    (
        "language",
        Text("Gwersi iaith", "Language lessons"),
        Text("Iaith", "Language"),
        (Text("Ffrangeg", "French"), Text("Sbaeneg", "Spanish")),
        (75, 68, 47, 56),
    ),
)


def _cells(rows: _Pair, cells: Sequence[int], hidden: int) -> list[tuple[Text, str, str, str]]:
    a, b, c, d = cells
    numbers = [a, b, a + b, c, d, c + d, a + c, b + d, sum(cells)]
    shown = ["?" if place == hidden else str(n) for place, n in enumerate(numbers)]
    names = (*rows, Text("Cyfanswm", "Total"))
    return [(name, shown[3 * k], shown[3 * k + 1], shown[3 * k + 2]) for k, name in enumerate(names)]


def _two_way_table(title: Text, head: Text, rows: _Pair, cells: Sequence[int], hidden: int) -> Text:
    heads = (
        head,
        Text("Blwyddyn 7", "Year 7"),
        Text("Blwyddyn 8", "Year 8"),
        Text("Cyfanswm", "Total"),
    )
    return table(title, heads, _cells(rows, cells, hidden))


def _two_way(year: int, name: str, title: Text, head: Text, rows: _Pair, cells: Sequence[int]) -> QuestionDraft:
    """A missing cell of a two-way table, found from its row or column total."""
    prompt = make_prompt(
        "Pa rif sydd ar goll yn y tabl?",
        "Which number is missing in the table?",
        _two_way_table(title, head, rows, cells, 1),
    )
    features = {"subtraction": 1, "borrow": 1, "irrelevant_number": 1, "unknown_not_last": 1}
    return number_question(f"{name}/two-way", "data-tables", year, prompt, cells[1], **features)


def _total_missing(year: int, name: str, title: Text, head: Text, rows: _Pair, cells: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Pa gyfanswm sydd ar goll yn y tabl?",
        "Which total is missing in the table?",
        _two_way_table(title, head, rows, cells, 5),
    )
    features = {"irrelevant_number": 1, "carry": 1}
    return number_question(f"{name}/total", "data-tables", year, prompt, cells[2] + cells[3], **features)


def _rest_of_two_way(year: int, name: str, title: Text, head: Text, rows: _Pair, cells: Sequence[int]) -> QuestionDraft:
    """The share of one year group that made the first choice, to the nearest whole per cent."""
    prompt = make_prompt(
        f"Pa ganran o ddisgyblion Blwyddyn 7 ddewisodd ‘{rows[0].cy}’?\nTalgrynna i’r rhif cyfan agosaf.",
        f"What percentage of Year 7 pupils chose ‘{rows[0].en}’?\nRound to the nearest whole number.",
        _two_way_table(title, head, rows, cells, -1),
    )
    answer = round(100 * cells[0] / (cells[0] + cells[2]))
    features = {"division": 1, "second_step": 1, "third_step": 1, "irrelevant_number": 1}
    return number_question(f"{name}/share", "data-tables", year, prompt, Quantity(answer, after="%"), **features)
