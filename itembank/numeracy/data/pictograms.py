"""Items on pictograms."""

from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.counted_nouns import BOOK, CAKE, CHILD, TREE, count
from itembank.numeracy.data.surveys import (
    SURVEYS,
    Shown,
    Survey,
    altogether,
    either,
    how_many,
    how_many_more,
    in_order,
    least_popular,
    misread_value,
    most_popular,
    turned,
)
from itembank.numeracy.drawing.charts import pictogram
from itembank.numeracy.question_draft import (
    MisconceptionAnswers,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_BIRDS = ((Text("Robin goch", "Robin"), 4), (Text("Drudwen", "Starling"), 6), (Text("Brân", "Crow"), 3))
_FISH = ((Text("Coch", "Red"), 5), (Text("Oren", "Orange"), 4), (Text("Gwyn", "White"), 3))
_LEAVES = ((Text("Derw", "Oak"), 6), (Text("Helyg", "Willow"), 5), (Text("Ynn", "Ash"), 2))
_BOOKS = ((Text("Llun", "Monday"), 6), (Text("Mawrth", "Tuesday"), 10), (Text("Mercher", "Wednesday"), 7))
_CAKES = ((Text("Siocled", "Chocolate"), 14), (Text("Lemwn", "Lemon"), 8), (Text("Fanila", "Vanilla"), 10))
_TREES = ((Text("Derw", "Oak"), 30), (Text("Ynn", "Ash"), 15), (Text("Helyg", "Willow"), 25))


def items() -> Iterator[QuestionDraft]:
    """Pictograms: one symbol for one in Year 2, keyed symbols in Year 3."""
    yield _read(2)
    yield _altogether(2)
    yield _fewest(2)
    yield _keyed(3)
    yield _half(3)
    yield _all_trees(3)
    yield from _one_for_one()
    yield from _keyed_by_two()
    yield from _with_halves()
    yield from _by_tens()


def practice() -> Iterator[QuestionDraft]:
    """Pictograms, Years 2 and 3, for practice alone."""
    yield altogether(_shown("symbols", 2, SURVEYS[7], (5, 2, 4, 3), 1))
    yield _keyed_choice(_shown("symbols2", 3, SURVEYS[5], (12, 6, 18, 8), 2, scale_step=1), 2, 2)


_SMALL = ((4, 7, 2), (6, 3, 5), (8, 5, 3), (2, 6, 4), (7, 4, 9), (5, 8, 6), (3, 9, 5), (9, 6, 2))
_TWOS = ((8, 14, 6, 10), (12, 4, 16, 8), (6, 18, 10, 14), (16, 10, 12, 4))
_FOURS = ((10, 14, 8, 18), (6, 22, 12, 14), (18, 8, 26, 10), (14, 20, 6, 24))
_TENS = ((35, 50, 25, 40), (60, 45, 30, 55), (25, 70, 55, 40), (45, 20, 65, 30))


def _shown(item: str, year: int, survey: Survey, values: Sequence[int], each: int, **reading: int) -> Shown:
    rows = survey.rows(values)
    return Shown(item, "pictograms", year, rows, pictogram(survey.title, rows, each, count(each, CHILD)), reading)


def _one_for_one() -> Iterator[QuestionDraft]:
    def figure(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 5 * turn) % len(SURVEYS)]
        return _shown("symbols", 2, survey, turned(_SMALL[k], turn), 1)

    yield how_many(figure(0), 1)
    yield how_many_more(figure(1), 0, 1)
    yield either(figure(2), 0, 2)
    yield most_popular(figure(3))
    yield in_order(figure(4))
    yield altogether(figure(5))
    yield how_many_more(figure(6), 1, 2)
    yield least_popular(figure(7))
    yield how_many(figure(7, 1), 2)
    yield altogether(figure(3, 1))


def _keyed_by_two() -> Iterator[QuestionDraft]:
    def figure(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 1 + 4 * turn) % len(SURVEYS)]
        return _shown("symbols2", 3, survey, turned(_TWOS[k], turn), 2, scale_step=1)

    yield from (_keyed_choice(figure(k), place, 2) for k, place in enumerate((1, 2, 0, 3)))
    yield how_many_more(figure(0, 1), 0, 3)
    yield either(figure(1, 1), 3, 1)
    yield how_many_more(figure(2, 1), 0, 1)


def _keyed_choice(figure: Shown, place: int, each: int) -> QuestionDraft:
    n = figure.rows[place][1]
    wrong = {"symbol-is-one": n // each, "adds-the-key": n // each + each, "doubles-twice": 2 * n}
    return misread_value(figure, place, distractors(str(n), wrong))


def _with_halves() -> Iterator[QuestionDraft]:
    """A pictogram with four for a symbol and two for half a symbol."""

    def figure(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 4 + 3 * turn) % len(SURVEYS)]
        return _shown("symbols4", 3, survey, turned(_FOURS[k], turn), 4, scale_step=1, between_marks=1)

    yield from (_half_choice(figure(k), place) for k, place in enumerate((3, 0, 2, 0)))
    yield how_many_more(figure(0, 1), 0, 3)
    yield either(figure(1, 1), 0, 2)


def _half_choice(figure: Shown, place: int) -> QuestionDraft:
    n = figure.rows[place][1]
    wrong: MisconceptionAnswers = {
        "symbol-is-one": f"{n // 4}½",
        "half-symbol-is-one": n - 1,
        "half-symbol-is-whole": n + 2,
    }
    return misread_value(figure, place, distractors(str(n), wrong))


def _by_tens() -> Iterator[QuestionDraft]:
    def figure(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 2 + 4 * turn) % len(SURVEYS)]
        return _shown("symbols10", 4, survey, turned(_TENS[k], turn), 10, scale_step=1, between_marks=1)

    yield how_many(figure(0), 0)
    yield how_many_more(figure(1), 3, 2)
    yield either(figure(2), 0, 2)
    yield altogether(figure(3))
    yield how_many_more(figure(2, 1), 0, 1)
    yield how_many(figure(3, 1), 1)


def _read(year: int) -> QuestionDraft:
    key = Text("1 aderyn", "1 bird")
    figure = pictogram(Text("Adar yn yr ardd", "Birds in the garden"), _BIRDS, 1, key)
    prompt = make_prompt("Sawl robin goch sydd yn yr ardd?", "How many robins are in the garden?", figure)
    return number_question("birds/read", "pictograms", year, prompt, 4, direct=1, within_ten=1)


def _altogether(year: int) -> QuestionDraft:
    figure = pictogram(Text("Pysgod yn y pwll", "Fish in the pond"), _FISH, 1, Text("1 pysgodyn", "1 fish"))
    prompt = make_prompt("Sawl pysgodyn sydd yn y pwll i gyd?", "How many fish are in the pond altogether?", figure)
    return number_question("fish/all", "pictograms", year, prompt, 12, carry=1)


def _fewest(year: int) -> QuestionDraft:
    key = Text("1 ddeilen", "1 leaf")
    figure = pictogram(Text("Dail a gasglodd Elin", "Leaves that Elin collected"), _LEAVES, 1, key)
    prompt = make_prompt(
        "Pa fath o ddeilen sydd â’r nifer lleiaf?", "Which kind of leaf has the smallest number?", figure
    )
    wrong = {"most-for-fewest": _LEAVES[0][0], "middle-of-the-list": _LEAVES[1][0]}
    return choice_question("leaves/fewest", "pictograms", year, prompt, _LEAVES[2][0], wrong, direct=1)


def _keyed(year: int) -> QuestionDraft:
    figure = pictogram(Text("Llyfrau a werthwyd", "Books sold"), _BOOKS, 2, count(2, BOOK))
    prompt = make_prompt("Sawl llyfr a werthwyd ddydd Mawrth?", "How many books were sold on Tuesday?", figure)
    wrong = {"symbol-is-one": "5", "adds-the-key": "7", "doubles-twice": "20"}
    return choice_question("books/tuesday", "pictograms", year, prompt, "10", wrong, scale_step=1, direct=1)


def _half(year: int) -> QuestionDraft:
    figure = pictogram(Text("Cacennau a werthwyd", "Cakes sold"), _CAKES, 4, count(4, CAKE))
    prompt = make_prompt("Sawl cacen siocled a werthwyd?", "How many chocolate cakes were sold?", figure)
    wrong = {"symbol-is-one": "3½", "half-symbol-is-one": "13", "half-symbol-is-whole": "16"}
    return choice_question("cakes/chocolate", "pictograms", year, prompt, "14", wrong, scale_step=1, between_marks=1)


def _all_trees(year: int) -> QuestionDraft:
    figure = pictogram(Text("Coed a blannwyd", "Trees planted"), _TREES, 10, count(10, TREE))
    prompt = make_prompt("Sawl coeden a blannwyd i gyd?", "How many trees were planted altogether?", figure)
    return number_question("trees/all", "pictograms", year, prompt, 70, scale_step=1, between_marks=1, second_step=1)
