"""Surveys of children, and the questions common to all charts and tables of their answers.

Choices are in quotation marks so that they do not mutate in Welsh, where the mutation could give the answer away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from itembank.language import Text
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.numeracy.written_arithmetic import addition_features, subtraction_features

CHILDREN_HEAD = Text("Nifer y plant", "Number of children")

Rows = tuple[tuple[Text, int], ...]
Pick = Callable[[Sequence[int]], int]


@dataclass(frozen=True)
class Survey:
    """A survey: its title, what was chosen, and the choices."""

    id: str
    title: Text
    what: Text
    choices: tuple[Text, ...]

    def rows(self, values: Sequence[int]) -> Rows:
        """The first choices with their values, one for each value."""
        return tuple(zip(self.choices[: len(values)], values, strict=True))


def _survey(name: str, cy: str, en: str, what: tuple[str, str], *choices: tuple[str, str]) -> Survey:
    return Survey(name, Text(cy, en), Text(*what), tuple(Text(*choice) for choice in choices))


SURVEYS = (
    _survey(
        "sport", "Hoff chwaraeon", "Favourite sport", ("Chwaraeon", "Sport"),
        ("Rygbi", "Rugby"), ("Nofio", "Swimming"), ("Tennis", "Tennis"), ("Dawns", "Dance"),
    ),
    _survey(
        "pet", "Hoff anifail", "Favourite animal", ("Anifail", "Animal"),
        ("Ci", "Dog"), ("Cath", "Cat"), ("Ceffyl", "Horse"), ("Dafad", "Sheep"),
    ),
    _survey(
        "drink", "Hoff ddiod", "Favourite drink", ("Diod", "Drink"),
        ("Dŵr", "Water"), ("Llaeth", "Milk"), ("Sudd", "Juice"), ("Te", "Tea"),
    ),
    _survey(
        "season", "Hoff dymor", "Favourite season", ("Tymor", "Season"),
        ("Gwanwyn", "Spring"), ("Haf", "Summer"), ("Hydref", "Autumn"), ("Gaeaf", "Winter"),
    ),
    _survey(
        "trip", "Trip y dosbarth", "Class trip", ("Lle", "Place"),
        ("Traeth", "Beach"), ("Sŵ", "Zoo"), ("Fferm", "Farm"), ("Castell", "Castle"),
    ),
    _survey(
        "lunch", "Hoff ginio", "Favourite lunch", ("Cinio", "Lunch"),
        ("Pasta", "Pasta"), ("Cyri", "Curry"), ("Salad", "Salad"), ("Cawl", "Soup"),
    ),
    _survey(
        "instrument", "Hoff offeryn", "Favourite instrument", ("Offeryn", "Instrument"),
        ("Piano", "Piano"), ("Drymiau", "Drums"), ("Gitâr", "Guitar"), ("Ffliwt", "Flute"),
    ),
    _survey(
        "book", "Hoff fath o lyfr", "Favourite kind of book", ("Math o lyfr", "Kind of book"),
        ("Gofod", "Space"), ("Natur", "Nature"), ("Hanes", "History"), ("Jôcs", "Jokes"),
    ),
    _survey(
        "club", "Hoff glwb", "Favourite club", ("Clwb", "Club"),
        ("Celf", "Art"), ("Côr", "Choir"), ("Drama", "Drama"), ("Codio", "Coding"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A survey's answers in a figure, with what reading one value off it takes.

    Parameters
    ----------
    item : what the names of its questions begin with, such as "block"
    reading : features of every question about the figure
    """

    item: str
    topic: str
    year: int
    rows: Rows
    figure: Text
    reading: Mapping[str, int]

    def name(self, question: str) -> str:
        """The name of a question about these answers."""
        values = "-".join(str(n) for _, n in self.rows)
        return f"{self.item}-{question}/{self.rows[0][0].en.lower()}-{values}"

    def reads(self, **more: int) -> dict[str, int]:
        """The features of a question."""
        return {**self.reading, **more}


def turned(values: Sequence[int], by: int) -> tuple[int, ...]:
    """The values rotated, so that another figure shows them in another order."""
    return (*values[by:], *values[:by])


def how_many(shown: Shown, place: int) -> QuestionDraft:
    """One value."""
    name, n = shown.rows[place]
    prompt = make_prompt(f"Faint o blant ddewisodd ‘{name.cy}’?", f"How many children chose ‘{name.en}’?", shown.figure)
    features = shown.reads(direct=1, within_ten=int(n <= 10))
    return number_question(shown.name("one"), shown.topic, shown.year, prompt, n, **features)


def misread_value(shown: Shown, place: int, wrong: Mapping[str, str]) -> QuestionDraft:
    """One value, with the misreadings it is confused with."""
    name, n = shown.rows[place]
    prompt = make_prompt(f"Faint o blant ddewisodd ‘{name.cy}’?", f"How many children chose ‘{name.en}’?", shown.figure)
    return choice_question(shown.name("read"), shown.topic, shown.year, prompt, str(n), wrong, **shown.reads(direct=1))


def how_many_more(shown: Shown, more: int, fewer: int) -> QuestionDraft:
    """The difference of two values."""
    (one, a), (other, b) = shown.rows[more], shown.rows[fewer]
    prompt = make_prompt(
        f"Faint yn fwy o blant ddewisodd ‘{one.cy}’ na ‘{other.cy}’?",
        f"How many more children chose ‘{one.en}’ than ‘{other.en}’?",
        shown.figure,
    )
    features = shown.reads(**_plain(subtraction_features(a, b)))
    return number_question(shown.name("more"), shown.topic, shown.year, prompt, a - b, **features)


def either(shown: Shown, first: int, second: int) -> QuestionDraft:
    """The sum of two values."""
    (one, a), (other, b) = shown.rows[first], shown.rows[second]
    prompt = make_prompt(
        f"Faint o blant ddewisodd ‘{one.cy}’ neu ‘{other.cy}’?",
        f"How many children chose ‘{one.en}’ or ‘{other.en}’?",
        shown.figure,
    )
    features = shown.reads(**_plain(addition_features(a, b)))
    return number_question(shown.name("either"), shown.topic, shown.year, prompt, a + b, **features)


def altogether(shown: Shown) -> QuestionDraft:
    """The sum of all values."""
    total = sum(n for _, n in shown.rows)
    prompt = make_prompt("Faint o blant oedd yn yr arolwg?", "How many children were in the survey?", shown.figure)
    features = shown.reads(second_step=1, carry=int(total > 10), third_step=int(total > 50))
    return number_question(shown.name("all"), shown.topic, shown.year, prompt, total, **features)


def _plain(features: Mapping[str, int]) -> dict[str, int]:
    """Features without the reduction for small numbers, which does not apply to charts."""
    return {name: n for name, n in features.items() if name != "within_ten"}


def most_popular(shown: Shown) -> QuestionDraft:
    """The choice of the largest value."""
    prompt = make_prompt("Pa ddewis oedd y mwyaf poblogaidd?", "Which was the most popular choice?", shown.figure)
    return _extreme(shown, "most", prompt, max, min, "fewest-for-most")


def least_popular(shown: Shown) -> QuestionDraft:
    """The choice of the smallest value."""
    prompt = make_prompt("Pa ddewis oedd y lleiaf poblogaidd?", "Which was the least popular choice?", shown.figure)
    return _extreme(shown, "least", prompt, min, max, "most-for-fewest")


_PLACES = ("first-in-the-list", "second-in-the-list", "third-in-the-list", "last-in-the-list")


def _extreme(shown: Shown, question: str, prompt: Text, best: Pick, opposite: Pick, confused: str) -> QuestionDraft:
    values = [n for _, n in shown.rows]
    key, other = values.index(best(values)), values.index(opposite(values))
    wrong = {confused: shown.rows[other][0]}
    wrong |= {_PLACES[at]: name for at, (name, _) in enumerate(shown.rows) if at not in (key, other)}
    name = shown.rows[key][0]
    return choice_question(shown.name(question), shown.topic, shown.year, prompt, name, wrong, **shown.reads(direct=1))


def in_order(shown: Shown) -> QuestionDraft:
    """The choices in ascending order of value."""
    prompt = make_prompt(
        "Rho’r dewisiadau mewn trefn.\nRho’r lleiaf poblogaidd yn gyntaf.",
        "Put the choices in order.\nPut the least popular first.",
        shown.figure,
    )
    ordered = [name for name, _ in sorted(shown.rows, key=lambda row: row[1])]
    return ordering_question(shown.name("order"), shown.topic, shown.year, prompt, ordered, **shown.reads(direct=1))
