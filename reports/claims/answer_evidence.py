"""What one answer tells of ability: the derivative of its log-likelihood, the information, and the expected score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Protocol


class Answer(Protocol):
    """One scored answer with the parameters of its item."""

    @property
    def score(self) -> int:
        """0 to the item's maximum."""
        ...

    @property
    def difficulty(self) -> float:
        """Difficulty b of a dichotomous item, logits."""
        ...

    @property
    def steps(self) -> tuple[float, ...]:
        """Step parameters b_v of a partial-credit item, logits; empty for a dichotomous one."""
        ...

    @property
    def floors(self) -> tuple[float, ...]:
        """Probability that chance alone earns score v or more, for each v; empty for none."""
        ...

    @property
    def slope(self) -> float:
        """Slope a."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerEvidence:
    """What an answer tells at an ability.

    Parameters
    ----------
    chance : P(score)
    rise : derivative by θ of log P(score)
    information : the variance of `rise`
    expected : expected score
    """

    chance: float
    rise: float
    information: float
    expected: float


def answer_evidence(theta: float, answer: Answer) -> AnswerEvidence:
    """What an answer tells at the ability θ, logits.

    Notes
    -----
    The model is the generalized partial credit model (Muraki, 1992), of which Rasch and 2PL items are those with one
    step, with floors of chance where options are offered.
    """
    chances, rises = _chances_and_rises(theta, answer)
    information = sum(rise * rise / chance for chance, rise in zip(chances, rises, strict=True))
    expected = sum(score * chance for score, chance in enumerate(chances))
    chance = chances[answer.score]
    return AnswerEvidence(chance, rises[answer.score] / chance, information, expected)


def _chances_and_rises(theta: float, answer: Answer) -> tuple[Sequence[float], Sequence[float]]:
    """P(k) and its derivative, P(k) ∝ exp(Σ a(θ − b_v), v = 1 … k), lifted by the floors of chance.

    With floors g the score is what is known or what is guessed, whichever is more:
    P(v or more) = g_v + (1 − g_v) P(v or more, known).
    """
    logits = (answer.slope * (theta - b) for b in answer.steps or (answer.difficulty,))
    weights = [math.exp(total) for total in accumulate(logits, initial=0.0)]
    known = [weight / sum(weights) for weight in weights]
    expected = sum(k * chance for k, chance in enumerate(known))
    rises = [answer.slope * chance * (k - expected) for k, chance in enumerate(known)]
    if not answer.floors:
        return known, rises
    reached = [1.0, *answer.floors, 0.0]
    at_most, exactly = [1 - floor for floor in reached[1:]], [a - b for a, b in pairwise(reached)]

    def lifted(values: Sequence[float]) -> Sequence[float]:
        return [at_most[k] * value + exactly[k] * sum(values[:k]) for k, value in enumerate(values)]

    return lifted(known), lifted(rises)
