"""The provisional difficulty model: a year's mean, increments for features, a template's effect (docs/item-bank.md)."""

import math
import re
from collections.abc import Mapping

from itembank.content.item_versions import Feature, LogisticParameters
from itembank.numeracy.question_draft import QuestionDraft

YEAR_MEAN = {2: -3.4, 3: -2.1, 4: -0.9, 5: 0.0, 6: 0.8, 7: 1.2, 8: 1.6, 9: 2.0}
YEAR_SD = 1.3

INCREMENTS: Mapping[str, float] = {
    "extra_digit": 0.25,
    "carry": 0.2,
    "borrow": 0.5,
    "borrow_across_zero": 0.8,
    "subtraction": 0.4,
    "hard_table": 0.6,
    "division": 0.4,
    "remainder": 0.5,
    "decimal_lengths": 0.6,
    "unknown_not_last": 0.6,
    "second_step": 0.9,
    "third_step": 0.6,
    "unit_conversion": 0.7,
    "irrelevant_number": 0.4,
    "inconsistent_wording": 0.6,
    "scale_step": 0.5,
    "between_marks": 0.7,
    "ten_words": 0.1,
    "choice": 0.1,
    # guesses beyond the features of the literature
    "direct": -1.3,
    "within_ten": -0.8,
    "extra_card": 0.2,
    "extra_place": 0.2,
    "recalled_rule": 0.4,
    "symbols": -0.6,
    "fraction": 0.45,
    "step_value": 0.7,
    "tempting_answer": 0.7,
}
"""Logits added by each occurrence; guesses, to be replaced by estimates from responses.

Those of ``carry``, ``choice``, ``direct``, ``within_ten`` and the last four are rounded from the first two sets of
expert judgements, 380 items (docs/item-bank.md)."""

PRACTISED = frozenset({"carry", "extra_digit", "subtraction", "hard_table", "unknown_not_last"})
"""Features of calculating with whole numbers. In items introduced from Year `PRACTISED_FROM` on they count half: the
skill was taught years before, and is part of a longer task."""

PRACTISED_FROM = 5

CEILING = 2.0
"""Upper limit of what features add to the mean of the year, logits."""

_WORDS = 25
_SUM = 'class="item-sum"'
_MULTIPLIED = ("multiplying", "dividing", "tables")
_TAGS = re.compile(r"<table.*?</table>|<svg.*?</svg>|<[^>]+>", re.DOTALL)


def item_features(draft: QuestionDraft) -> tuple[Feature, ...]:
    """A draft's features, including those of its wording and topic, by name; features with count 0 are left out."""
    words = len(_TAGS.sub(" ", draft.prompt.en).split())
    counts = {
        **draft.features,
        "ten_words": max(0, words - _WORDS) // 10,
        "symbols": int(_in_symbols(draft)),
        "fraction": int(draft.topic == "fractions"),
    }
    return tuple(Feature(name, counts[name]) for name in sorted(counts) if counts[name])


def _in_symbols(draft: QuestionDraft) -> bool:
    """Whether a calculation is given in symbols alone, and is not a multiplication or a division."""
    multiplied = draft.topic in _MULTIPLIED or draft.features.get("division") or draft.features.get("hard_table")
    return _SUM in draft.prompt.en and not multiplied


def provisional_parameters(
    year: int, features: tuple[Feature, ...], chance: float, effect: float = 0.0
) -> LogisticParameters:
    """Parameters with a = 1 and b = `modelled_difficulty` + the effect of the item's template, in logits.

    Parameters
    ----------
    chance : lower asymptote c, from `chance_floors`
    effect : what judges say that items of the template are harder than modelled, from `template_effect`

    Raises
    ------
    KeyError : a feature the model has no increment for
    """
    return LogisticParameters(
        1.0, round(modelled_difficulty(year, features) + effect, 2), chance, 1.0, provisional=True
    )


def modelled_difficulty(year: int, features: tuple[Feature, ...]) -> float:
    """The year's mean + `saturated_increment` of Σ count × increment, in logits.

    Increments of `PRACTISED` features are halved from Year `PRACTISED_FROM` on.

    Raises
    ------
    KeyError : a feature the model has no increment for
    """
    return YEAR_MEAN[year] + saturated_increment(sum(each.count * increment(each.name, year) for each in features))


def increment(feature: str, year: int) -> float:
    """Logits that each occurrence of a feature adds in items introduced in a year."""
    practised = feature in PRACTISED and year >= PRACTISED_FROM
    return INCREMENTS[feature] / 2 if practised else INCREMENTS[feature]


def saturated_increment(total: float) -> float:
    """What increments that sum to ``total`` add to the year's mean, logits.

    Many increments together overstate difficulty, since a task taught in a year is not years beyond it. So a sum S
    above 0 saturates: it counts as C (1 − exp(−S/C)), with C = `CEILING`.
    """
    return CEILING * -math.expm1(-total / CEILING) if total > 0 else total
