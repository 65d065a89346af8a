"""The provisional difficulty model of reasoning: the procedural model with more features (docs/item-bank.md)."""

from collections.abc import Mapping

from itembank.content.item_versions import Feature, LogisticParameters, PartialCreditParameters
from itembank.numeracy import difficulty_model as procedural
from itembank.numeracy.difficulty_model import YEAR_MEAN, saturated_increment
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
    # as they were for procedural items too, before these were ranked blind
    "carry": 0.35,
    "choice": -0.1,
    "direct": -0.8,
    "within_ten": -0.5,
    # guesses beyond those of procedural numeracy
    "claim": 0.3,
    "every_option": 0.4,
    "extra_place": 0.2,
}
"""Logits added by each occurrence; guesses, to be replaced by estimates from responses."""

_DERIVED = ("claim", "ten_words", "choice", "every_option", "extra_card", "extra_place", "symbols", "fraction")
"""Features that follow from a part's wording and answer, or that no scenario has."""

WRITTEN = tuple(name for name in INCREMENTS if name not in _DERIVED)
"""Features that an author writes."""

STEP = 0.6
"""Half the distance between neighbouring steps of a part that scores above 1, logits."""

_WORDS = 25


def item_features(part: Part) -> tuple[Feature, ...]:
    """A part's features, including those from its wording and answer type; features with count 0 are left out."""
    counts = {
        **part.features,
        "claim": int(part.process == "review"),
        "ten_words": max(0, len(part.ask.en.split()) - _WORDS) // 10,
        **_answer_features(part.answer),
    }
    return tuple(Feature(name, counts[name]) for name in sorted(counts) if counts[name])


def _answer_features(answer: Answer) -> dict[str, int]:
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
    year: int, features: tuple[Feature, ...], most: int, floors: tuple[float, ...]
) -> LogisticParameters | PartialCreditParameters:
    """Logistic parameters or, for a maximum score m above 1, partial-credit steps, with a = 1 and floors of chance.

    The difficulty b is the year's mean plus `saturated_increment` of Σ count × increment, logits. Step v is
    b + 2 `STEP` (v − (m + 1) / 2), so that the mean of the steps is b.

    Parameters
    ----------
    floors : probability of each score from 1 to ``most``, or more, by chance: `chance_floors`
    """
    total = sum(feature.count * INCREMENTS[feature.name] for feature in features)
    b = YEAR_MEAN[year] + saturated_increment(total)
    if most == 1:
        return LogisticParameters(1.0, round(b, 2), floors[0], 1.0, provisional=True)
    steps = tuple(round(b + 2 * STEP * (v - (most + 1) / 2), 2) for v in range(1, most + 1))
    return PartialCreditParameters(1.0, steps, provisional=True, floors=floors if floors[0] else ())
