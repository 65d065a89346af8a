"""Whether a sitting's answers may all be guesses: then they say how high a level may be, and not how low."""

import math
from collections.abc import Iterable
from itertools import pairwise

from reports.claims.answer_evidence import Answer, answer_evidence

_CHI_SQUARE_90 = 2.706  # of one degree of freedom


def may_be_chance(theta: float, answers: Iterable[Answer]) -> bool:
    """Whether no level, however low, is refuted by the answers.

    Parameters
    ----------
    theta : estimated ability, logits

    Notes
    -----
    A 90 % likelihood interval holds each θ with 2(ℓ(θ̂) − ℓ(θ)) ≤ 2.706. As θ falls, ℓ tends to the log-probability that
    chance alone gives these scores. Where that is inside, the interval has no lower end. A right answer to a question
    that cannot be guessed refutes chance.
    """
    answered = tuple(answers)
    by_chance = [_by_chance(answer) for answer in answered]
    if not all(chance > 0 for chance in by_chance):
        return False
    known = math.fsum(math.log(answer_evidence(theta, answer).chance) for answer in answered)
    return 2 * (known - math.fsum(map(math.log, by_chance))) <= _CHI_SQUARE_90


def _by_chance(answer: Answer) -> float:
    """The probability of the score for somebody who knows nothing."""
    floors = answer.floors or (0.0,) * (len(answer.steps) or 1)
    return [one - more for one, more in pairwise((1.0, *floors, 0.0))][answer.score]
