"""What a blind reply earns: the distribution of the score of a learner who answers at random among what is offered."""

from collections.abc import Iterator, Sequence
from math import comb, factorial

from itembank.content.response_types import (
    Choice,
    GapFill,
    Hotspot,
    Matching,
    MultipleChoice,
    Option,
    Response,
    SelectText,
)
from itembank.content.scoring_rules import ExactList, ExactOrder, ExactSet, Rule
from itembank.scoring.scoring import credit_score, set_score

GUESSING_SHARE = 0.8
"""Lower asymptote as a share of what blind replies earn.

Learners of low ability score below chance, because distractors attract them (Lord, 1974, cited by Hambleton,
Swaminathan & Rogers, 1991, Fundamentals of Item Response Theory, p. 17), and some choose "I can't do this" instead. For
one of four options the share gives 0.20, which is 1/k − 0.05."""


def chance_scores(response: Response, rule: Rule, most: int) -> tuple[float, ...]:
    """P(score) for each score from 0 to ``most`` under a random reply; (1, 0, …) where nothing is offered to choose.

    One option of k is drawn evenly; of several options every selection that the form allows is equally likely; cards
    are in random order; each row, or gap, has an option of its own drawn evenly. Numbers that are written, and bars
    and markers that are placed, are not guessed.
    """
    shares = [0.0] * (most + 1)
    for score, probability in _outcomes(response, rule, most):
        shares[score] += probability
    return tuple(shares)


def chance_floors(response: Response, rule: Rule, most: int) -> tuple[float, ...]:
    """Probability of each score from 1 to ``most``, or more, by chance alone: `GUESSING_SHARE` of a random reply's."""
    shares = chance_scores(response, rule, most)
    return tuple(round(GUESSING_SHARE * sum(shares[score:]), 3) for score in range(1, most + 1))


def expected_chance_credit(response: Response, rule: Rule, most: int) -> float:
    """Expected share of the highest score under a random reply, 0 to 1."""
    return sum(score * share for score, share in enumerate(chance_scores(response, rule, most))) / most


def _outcomes(response: Response, rule: Rule, most: int) -> Iterator[tuple[int, float]]:
    """Scores with their probabilities; a score may come several times."""
    match response, rule:
        case ((Choice(options=options) | Hotspot(areas=options)), _):
            yield from _two_outcomes(1 / len(options), most)
        case ((MultipleChoice() | SelectText()), ExactSet()):
            yield from _selections(response, rule, most)
        case _, ExactOrder(order=order):
            yield from _two_outcomes(1 / factorial(len(order)), most)
        case Matching(rows=rows, options=options), ExactList():
            yield from _places([options] * len(rows), rule, most)
        case GapFill(gaps=gaps), ExactList():
            yield from _places([gap.options for gap in gaps], rule, most)
        case _:
            yield 0, 1.0


def _two_outcomes(right: float, most: int) -> Iterator[tuple[int, float]]:
    yield 0, 1 - right
    yield most, right


def _selections(response: MultipleChoice | SelectText, rule: ExactSet, most: int) -> Iterator[tuple[int, float]]:
    options = response.options if isinstance(response, MultipleChoice) else response.stretches
    keys, others = len(rule.keys), len(options) - len(rule.keys)
    all_selections = sum(comb(len(options), picks) for picks in range(response.least, response.most + 1))
    for picks in range(response.least, response.most + 1):
        for hits in range(max(0, picks - others), min(keys, picks) + 1):
            ways = comb(keys, hits) * comb(others, picks - hits)
            yield set_score(rule, hits, picks, most), ways / all_selections


def _places(options: Sequence[Sequence[Option]], rule: ExactList, most: int) -> Iterator[tuple[int, float]]:
    """Scores by the number of places right, the distribution of which is built up place by place."""
    shares = [1.0]
    for offered in options:
        right = 1 / len(offered)
        shares = [
            (shares[n] if n < len(shares) else 0.0) * (1 - right) + (shares[n - 1] * right if n else 0.0)
            for n in range(len(shares) + 1)
        ]
    for right_places, share in enumerate(shares):
        yield credit_score(rule.credit, right_places, len(options), most), share
