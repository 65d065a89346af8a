"""Items on scatter diagrams and correlation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from itembank.language import Text
from itembank.numeracy.drawing import graphs
from itembank.numeracy.drawing.graphs import Axis
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt, number_question
from itembank.welsh_mutations import welsh_than

Points = tuple[tuple[int, int], ...]

_UP = Scale(0, 80, 10, 20)
_WARMTH = Axis(Scale(10, 30, 2, 4), Text("Tymheredd (°C)", "Temperature (°C)"))
_COOL = Axis(Scale(0, 20, 2, 4), Text("Tymheredd (°C)", "Temperature (°C)"))
_SUN = Axis(Scale(0, 12, 1, 2), Text("Oriau o heulwen", "Hours of sunshine"))
_RAIN = Axis(Scale(0, 20, 2, 4), Text("Glaw (mm)", "Rain (mm)"))
_STUDY = Axis(Scale(0, 12, 1, 2), Text("Oriau o adolygu", "Hours of revision"))
_SIZE = Axis(Scale(0, 20, 2, 4), Text("Maint esgid", "Shoe size"))


def _sold(cy: str, en: str) -> Axis:
    return Axis(_UP, Text(cy, en))


@dataclass(frozen=True)
class Cloud:
    """Points on two axes, with an optional line of best fit."""

    id: str
    title: Text
    across: Axis
    up: Axis
    points: Points
    fitted: tuple[tuple[int, int], tuple[int, int]] | None = None

    @property
    def figure(self) -> Text:
        return graphs.scatter(self.title, self.across, self.up, self.points, self.fitted)


def _varied(cloud: Cloud, by: int) -> Cloud:
    """A variant of the data: points alternately a little higher and lower."""
    moved = tuple((x, y + by * (1 - 2 * (place % 2))) for place, (x, y) in enumerate(cloud.points))
    return replace(cloud, points=moved)


_DRINKS = Cloud(
    "drinks", Text("tymheredd a gwerthiant diodydd oer", "temperature and sales of cold drinks"),
    _WARMTH, _sold("Nifer a werthwyd", "Number sold"),
    ((12, 24), (14, 20), (16, 36), (17, 44), (20, 48), (22, 62), (24, 54), (26, 72)),
)  # fmt: skip
_BEACH = Cloud(
    "beach", Text("heulwen ac ymwelwyr â’r traeth", "sunshine and visitors to the beach"),
    _SUN, _sold("Nifer yr ymwelwyr", "Number of visitors"),
    ((1, 12), (2, 10), (4, 28), (5, 26), (7, 44), (8, 60), (9, 56), (11, 70)),
)  # fmt: skip
_COATS = Cloud(
    "coats", Text("tymheredd a chotiau", "temperature and coats"), _COOL, _sold("Cotiau a werthwyd", "Coats sold"),
    ((2, 66), (4, 60), (6, 58), (8, 46), (10, 44), (12, 30), (14, 24), (16, 20)),
)  # fmt: skip
_ICE = Cloud(
    "ice", Text("tymheredd a gwerthiant hufen iâ", "temperature and ice cream sales"),
    _WARMTH, _sold("Nifer a werthwyd", "Number sold"),
    ((12, 20), (14, 28), (16, 30), (18, 40), (20, 44), (22, 56), (24, 58), (26, 70)), ((10, 13), (28, 73)),
)  # fmt: skip
_PARK = Cloud(
    "park", Text("glaw ac ymwelwyr â’r parc", "rain and visitors to the park"),
    _RAIN, _sold("Nifer yr ymwelwyr", "Number of visitors"),
    ((1, 74), (3, 62), (5, 64), (8, 48), (10, 40), (13, 34), (15, 18), (18, 12)), ((0, 75), (20, 5)),
)  # fmt: skip
_MARKS = Cloud(
    "marks", Text("oriau o adolygu a marciau", "hours of revision and marks"), _STUDY, _sold("Marciau", "Marks"),
    ((1, 22), (2, 34), (3, 30), (5, 46), (6, 42), (8, 58), (9, 66), (11, 72)), ((0, 20), (12, 80)),
)  # fmt: skip
_UMBRELLAS = Cloud(
    "umbrellas", Text("glaw ac ymbarelau", "rain and umbrellas"),
    _RAIN, _sold("Ymbarelau a werthwyd", "Umbrellas sold"),
    ((2, 8), (4, 16), (6, 14), (9, 32), (11, 36), (14, 52), (16, 50), (19, 68)),
)  # fmt: skip
_SHOES = Cloud(
    "shoes", Text("maint esgid a marciau mathemateg", "shoe size and marks in mathematics"),
    _SIZE, _sold("Marciau", "Marks"),
    ((3, 42), (4, 66), (5, 20), (6, 54), (7, 30), (8, 62), (9, 24), (10, 46)),
)  # fmt: skip

_POSITIVE, _NEGATIVE = (
    Text("cydberthyniad positif", "positive correlation"),
    Text("cydberthyniad negatif", "negative correlation"),
)
_NONE = Text("dim cydberthyniad", "no correlation")
_MORE_SUN = (
    Text("Pan fydd mwy o heulwen, mae mwy o ymwelwyr.", "When there is more sunshine, there are more visitors."),
    Text("Pan fydd mwy o heulwen, mae llai o ymwelwyr.", "When there is more sunshine, there are fewer visitors."),
    Text("Mae mwy o ymwelwyr yn achosi mwy o heulwen.", "More visitors cause more sunshine."),
)
_MORE_RAIN = (
    Text("Pan fydd mwy o law, mae llai o ymwelwyr.", "When there is more rain, there are fewer visitors."),
    Text("Pan fydd mwy o law, mae mwy o ymwelwyr.", "When there is more rain, there are more visitors."),
    Text("Mae llai o ymwelwyr yn achosi mwy o law.", "Fewer visitors cause more rain."),
)
_MORE_WORK = (
    Text("Pan fydd mwy o adolygu, mae’r marciau’n uwch.", "When there is more revision, the marks are higher."),
    Text("Pan fydd mwy o adolygu, mae’r marciau’n is.", "When there is more revision, the marks are lower."),
    Text("Mae marciau uwch yn achosi mwy o adolygu.", "Higher marks cause more revision."),
)


def items() -> Iterator[QuestionDraft]:
    """Scatter diagrams in Year 8, correlation in Year 9."""
    yield from (_over(8, *row) for row in _OVER)
    yield from (_under(8, *row) for row in _UNDER)
    yield from (_trend(8, *row) for row in ((_BEACH, _MORE_SUN), (_varied(_PARK, 3), _MORE_RAIN), (_MARKS, _MORE_WORK)))
    yield _correlation(9, _COATS, _NEGATIVE, _POSITIVE)
    yield _correlation(9, _varied(_UMBRELLAS, -3), _POSITIVE, _NEGATIVE)
    yield _correlation(9, _varied(_DRINKS, -4), _POSITIVE, _NEGATIVE)
    yield _unrelated(9, _SHOES)
    yield from (_estimated(9, *row) for row in _ESTIMATES)


_OVER = (
    (_DRINKS, 50),
    (_varied(_ICE, 2), 35),
    (_varied(_BEACH, 3), 40),
    (_varied(_PARK, -2), 45),
    (_UMBRELLAS, 30),
)
_UNDER = ((_varied(_DRINKS, 2), 30), (_varied(_COATS, 2), 40), (_varied(_UMBRELLAS, 2), 20))
_ESTIMATES = (
    (_ICE, 19, "pan fydd hi’n 19\u00a0°C", "when it is 19\u00a0°C", (43, 30, 12, 60)),
    (_varied(_ICE, -3), 25, "pan fydd hi’n 25\u00a0°C", "when it is 25\u00a0°C", (63, 45, 16, 78)),
    (_PARK, 6, "pan fydd 6\u00a0mm o law", "when there is 6\u00a0mm of rain", (54, 70, 19, 40)),
    (_varied(_PARK, 5), 12, "pan fydd 12\u00a0mm o law", "when there is 12\u00a0mm of rain", (33, 50, 18, 20)),
    (_varied(_MARKS, 2), 4, "ar ôl 4 awr o adolygu", "after 4 hours of revision", (40, 30, 55, 20)),
    (_varied(_MARKS, -2), 10, "ar ôl 10 awr o adolygu", "after 10 hours of revision", (70, 60, 78, 45)),
)


_COUNTED = {
    "drinks": Text("o ddiodydd oer", "cold drinks sold"),
    "ice": Text("o gonau hufen iâ", "ice cream cones sold"),
    "coats": Text("o gotiau", "coats sold"),
    "umbrellas": Text("o ymbarelau", "umbrellas sold"),
}
"""What is sold on a day; the other clouds count visitors."""


def _days(cloud: Cloud, compared: Text) -> Text:
    """On how many days the number was more or fewer than the limit; a cross is said to be one day."""
    if cloud.id in _COUNTED:
        sold = _COUNTED[cloud.id]
        asked = Text(f"y gwerthwyd {compared.cy} {sold.cy}", f"were {compared.en} {sold.en}")
    else:
        asked = Text(f"y daeth {compared.cy} o ymwelwyr", f"did {compared.en} visitors come")
    return make_prompt(
        f"Mae pob croes yn dangos un diwrnod.\nAr sawl diwrnod {asked.cy}?",
        f"Each cross is one day.\nOn how many days {asked.en}?",
        cloud.figure,
    )


def _over(year: int, cloud: Cloud, limit: int) -> QuestionDraft:
    prompt = _days(cloud, Text(f"mwy {welsh_than(limit)} {limit}", f"more than {limit}"))
    answer = sum(y > limit for _, y in cloud.points)
    return number_question(f"{cloud.id}/over-{limit}", "scatter", year, prompt, answer, scale_step=1)


def _under(year: int, cloud: Cloud, limit: int) -> QuestionDraft:
    prompt = _days(cloud, Text(f"llai {welsh_than(limit)} {limit}", f"fewer than {limit}"))
    answer = sum(y < limit for _, y in cloud.points)
    features = {"scale_step": 1, "inconsistent_wording": 1}
    return number_question(f"{cloud.id}/under-{limit}", "scatter", year, prompt, answer, **features)


def _trend(year: int, cloud: Cloud, said: tuple[Text, Text, Text]) -> QuestionDraft:
    prompt = make_prompt("Beth mae’r diagram yn ei ddangos?", "What does the diagram show?", cloud.figure)
    key, reverse, swapped = said
    wrong = {
        "direction-reversed": reverse,
        "no-relation-seen": Text("Does dim cysylltiad i’w weld.", "There is no relation to be seen."),
        "axes-swapped-as-cause": swapped,
    }
    return choice_question(f"{cloud.id}/trend", "scatter", year, prompt, key, wrong)


def _kind(cloud: Cloud) -> Text:
    return make_prompt(
        "Pa fath o gydberthyniad mae’r diagram yn ei ddangos?",
        "What kind of correlation does the diagram show?",
        cloud.figure,
    )


def _correlation(year: int, cloud: Cloud, key: Text, reverse: Text) -> QuestionDraft:
    wrong = {"direction-reversed": reverse, "no-relation-seen": _NONE}
    return choice_question(f"{cloud.id}/correlation", "scatter", year, _kind(cloud), key, wrong, recalled_rule=1)


def _unrelated(year: int, cloud: Cloud) -> QuestionDraft:
    wrong = {"relation-among-scattered-points": _POSITIVE, "falls-in-one-place": _NEGATIVE}
    return choice_question(f"{cloud.id}/correlation", "scatter", year, _kind(cloud), _NONE, wrong, recalled_rule=1)


def _estimated(year: int, cloud: Cloud, at: int, cy: str, en: str, options: tuple[int, int, int, int]) -> QuestionDraft:
    """An estimate by eye, with options far enough apart."""
    key, another, swapped, beyond = map(str, options)
    asked = {
        "ice": Text("Tua faint o gonau hufen iâ sy’n cael eu gwerthu", "About how many ice cream cones are sold"),
        "park": Text("Tua faint o ymwelwyr sy’n dod", "About how many visitors are there"),
        "marks": Text("Tua faint o farciau mae rhywun yn eu cael", "About how many marks does somebody get"),
    }[cloud.id]
    prompt = make_prompt(
        f"Defnyddia’r llinell ffit orau.\n{asked.cy} {cy}?",
        f"Use the line of best fit.\n{asked.en} {en}?",
        cloud.figure,
    )
    wrong = {"reads-another-point": another, "axes-swapped": swapped, "reads-the-next-line": beyond}
    item = "ice/estimate" if at == 19 else f"{cloud.id}/estimate-{at}"
    return choice_question(item, "scatter", year, prompt, key, distractors(key, wrong), scale_step=1, between_marks=1)
