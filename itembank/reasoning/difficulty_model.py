"""The provisional difficulty model of reasoning: that of procedural numeracy with more features (docs/item-bank.md)."""

from collections.abc import Mapping

from itembank.content.item_versions import Feature, LogisticParameters, PartialCreditParameters
from itembank.numeracy import difficulty_model as procedural
from itembank.numeracy.difficulty_model import YEAR_MEAN, above_the_year
from itembank.reasoning.scenario import (
    Answer,
    ChooseOne,
    ChooseSeveral,
    FillChart,
    FillGaps,
    FillTable,
    MatchRows,
    Part,
    PutInOrder,
)

INCREMENTS: Mapping[str, float] = {
    **procedural.INCREMENTS,
    # guesses of this bank beyond those of procedural numeracy
    "claim": 0.3,
    "every_option": 0.4,
    "extra_place": 0.2,
}
"""Logits each occurrence adds; starting guesses, to be replaced by estimates from responses."""

STEP = 0.6
"""Half the distance between neighbouring steps of a part that scores above 1, logits."""

_WORDS = 25


def described(part: Part) -> tuple[Feature, ...]:
    """The part's features with those of its words and its way of answering, in name order, without those it has not."""
    counts = {
        **part.features,
        "claim": int(part.process == "review"),
        "ten_words": max(0, len(part.ask.en.split()) - _WORDS) // 10,
        **_of_answer(part.answer),
    }
    return tuple(Feature(name, counts[name]) for name in sorted(counts) if counts[name])


def _of_answer(answer: Answer) -> dict[str, int]:
    match answer:
        case ChooseOne() | FillGaps():
            return {"choice": 1}
        case ChooseSeveral():
            return {"every_option": 1}
        case PutInOrder(cards=cards):
            return {"extra_card": max(0, len(cards) - 3)}
        case MatchRows(rows=rows):
            return {"choice": 1, "extra_place": max(0, len(rows) - 2)}
        case FillTable(blanks=blanks) | FillChart(blanks=blanks):
            return {"extra_place": max(0, len(blanks) - 2)}
    return {}


def provisional_parameters(
    year: int, features: tuple[Feature, ...], most: int
) -> LogisticParameters | PartialCreditParameters:
    """Rasch parameters, or steps of partial credit with a = 1, about b = the year's mean and what the features add.

    With m the highest score, step v is b + 2 `LEVEL_STEP` (v − (m + 1) / 2): the mean of the steps is b.
    """
    total = sum(feature.count * INCREMENTS[feature.name] for feature in features)
    b = YEAR_MEAN[year] + above_the_year(total)
    if most == 1:
        return LogisticParameters(1.0, round(b, 2), 0.0, 1.0, provisional=True)
    steps = tuple(round(b + 2 * STEP * (v - (most + 1) / 2), 2) for v in range(1, most + 1))
    return PartialCreditParameters(1.0, steps, provisional=True)
