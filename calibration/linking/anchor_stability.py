"""Whether a link's anchors agree with each other: which of them moved, and what the constants owe to those."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from calibration.array_types import Floats
from calibration.linking.anchors import Anchors
from calibration.linking.linking_constants import Linkable, aligned_covariance, covariance_of
from calibration.linking.trimmed_centre import TrimmedCentre, trimmed_centre

MOVED_LOGITS, MOVED_RATIO = 0.3, 1.5
"""An anchor moved where it lies so many logits (or a ratio of slopes) away from where most of the anchors lie, and
farther than its standard error explains."""
MOST_MOVED = 0.2
"""Share of moved anchors at which a link may not be used."""
MATTERS_A, MATTERS_B = 0.05, 0.05
"""A difference that matters: of A, and of B in logits (Dorans & Feigenbaum, 1994, take half a reported unit)."""
APART = 0.1
"""Root mean square difference of the anchors' curves, in shares of the score, above which a link may not be used,
unless the standard errors of the anchors explain it."""


class LinkVerdict(StrEnum):
    """What the agreement of the anchors says of a link."""

    HOLDS = "the anchors agree"
    CONSTANTS_MOVE = "without the anchors that moved, the constants differ by more than matters"
    MANY_MOVED = "a fifth of the anchors or more moved against the others"
    CURVES_APART = "after linking the anchors’ curves still differ by more than 0.10 of the score"


@dataclass(frozen=True, slots=True)
class AnchorStability:
    """The agreement of anchors.

    Parameters
    ----------
    verdict : whether the link holds, else the first reason why not
    moved : anchors that moved against the others, the farthest first
    share : of all anchors
    without : A and B when the others link without all that moved; None where none did or too few are left
    influential, change : the anchor without which B changes most, and by how much, logits; None where none can be left
        out
    """

    verdict: LinkVerdict
    moved: tuple[str, ...]
    share: float
    without: tuple[float, float] | None
    influential: str | None
    change: float


def moved_anchors(
    anchors: Anchors, sides: tuple[Linkable, Linkable] | None = None, *, same_unit: bool
) -> tuple[str, ...]:
    """Anchors apart from where most of them lie, by their standard errors and by size, the farthest first.

    Parameters
    ----------
    sides : new and old side; where both have standard errors the anchors are judged by these, else by their own spread

    References
    ----------
    `calibration.linking.trimmed_centre` names them.
    """
    turned, places = _centres(anchors, sides, same_unit=same_unit)
    far = places.excess if same_unit else np.maximum(places.excess, turned.excess)
    order = np.argsort(-far, kind="stable")
    return tuple(anchors.items[at] for at in order.tolist() if far[at] > 0)


def detectable_move(anchors: Anchors, sides: tuple[Linkable, Linkable] | None = None, *, same_unit: bool) -> float:
    """The change of one anchor's difficulty, in logits, that `moved_anchors` would find in four of five cases."""
    return _centres(anchors, sides, same_unit=same_unit)[1].detectable


def _centres(
    anchors: Anchors, sides: tuple[Linkable, Linkable] | None, *, same_unit: bool
) -> tuple[TrimmedCentre, TrimmedCentre]:
    """Where most logarithms of ratios of slopes lie, and most differences of mean difficulty."""
    ratios = np.log(anchors.new.a / anchors.old.a)
    turned = trimmed_centre(ratios, _own_errors(anchors, sides, 1.0)[0], np.log(MOVED_RATIO))
    ratio = 1.0 if same_unit else float(np.exp(turned.value))
    places = np.nanmean(anchors.old.b, axis=1) - ratio * np.nanmean(anchors.new.b, axis=1)
    return turned, trimmed_centre(places, _own_errors(anchors, sides, ratio)[1], MOVED_LOGITS)


def _own_errors(anchors: Anchors, sides: tuple[Linkable, Linkable] | None, ratio: float) -> Floats:
    """(2, m) standard errors of the logarithms of the ratios of slopes, and of the differences of mean difficulty."""
    total = np.zeros((2, len(anchors.items)))
    for side, own, unit in zip(sides or (), (anchors.new, anchors.old), (ratio, 1.0), strict=False):
        known = covariance_of(side)
        if known is None:
            return np.zeros_like(total)
        size = own.b.shape[1] + 3
        every = np.arange(len(anchors.items))
        blocks = aligned_covariance(known, anchors.items, size)[every, :, every, :]
        steps = np.isfinite(own.b) / np.isfinite(own.b).sum(axis=1, keepdims=True)
        total[0] += blocks[:, 0, 0] / own.a**2
        total[1] += unit**2 * np.einsum("mi,mij,mj->m", steps, blocks[:, 1:-2, 1:-2], steps)
    return np.sqrt(np.maximum(total, 0.0))


def anchor_stability(
    anchors: Anchors,
    sides: tuple[Linkable, Linkable],
    constants: tuple[float, float],
    left_out: Sequence[tuple[float, float] | None],
    relink: Callable[[Sequence[str]], tuple[float, float] | None],
    *,
    same_unit: bool,
    errors: tuple[float, float] | None,
    rmsd: float,
    steepness: Floats,
) -> AnchorStability:
    """Judge a link by its anchors.

    Parameters
    ----------
    sides : new and old
    constants : A and B
    left_out : A and B without each anchor in turn
    relink : from anchors to A and B without them
    errors : standard errors of A and B; a smaller change is not told from sampling. None where unknown
    rmsd : root mean square difference of the anchors' curves after linking
    steepness : (m,) by how much a curve changes with its difficulty: root mean square, in shares of the score a logit
    """
    moved = moved_anchors(anchors, sides, same_unit=same_unit)
    without = relink(moved) if moved else None
    share = len(moved) / len(anchors.items)
    changes = np.array([np.nan if each is None else each[1] - constants[1] for each in left_out])
    known = np.isfinite(changes).any()
    limit = _apart_limit(steepness * _own_errors(anchors, sides, 1.0)[1])
    worst = int(np.nanargmax(np.abs(changes))) if known else 0
    return AnchorStability(
        _verdict(constants, without, share, errors=errors or (0.0, 0.0), rmsd=rmsd, limit=limit),
        moved,
        share,
        without,
        anchors.items[worst] if known else None,
        float(changes[worst]) if known else 0.0,
    )


def _verdict(
    constants: tuple[float, float],
    without: tuple[float, float] | None,
    share: float,
    *,
    errors: tuple[float, float],
    rmsd: float,
    limit: float,
) -> LinkVerdict:
    if without is not None:
        ratio, shift = (abs(new - old) for new, old in zip(without, constants, strict=True))
        if ratio > max(MATTERS_A, errors[0]) or shift > max(MATTERS_B, errors[1]):
            return LinkVerdict.CONSTANTS_MOVE
    if share >= MOST_MOVED:
        return LinkVerdict.MANY_MOVED
    return LinkVerdict.CURVES_APART if rmsd > limit else LinkVerdict.HOLDS


def _apart_limit(by_chance: Floats) -> float:
    """Where curves lie further apart than matters and than the errors of their anchors explain.

    The mean of m squared differences by chance has variance 2·(Σ σ⁴)/m²; the limit has two standard deviations more.

    Parameters
    ----------
    by_chance : (m,) σ, the root mean square difference of each anchor's curves by its standard error; 0 where unknown
    """
    squares = by_chance**2
    return float(np.sqrt(APART**2 + squares.mean() + 2 * np.sqrt(2 * (squares**2).sum()) / squares.size))
