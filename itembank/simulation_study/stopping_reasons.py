"""Lengths, stopping reasons and estimate statuses of simulated sittings, and how often constraints were relaxed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine import Simulation


@dataclass(frozen=True)
class NamedShare:
    """A share of sittings, 0 to 1, with the name of what they have in common."""

    name: str
    share: float


@dataclass(frozen=True)
class StoppingSummary:
    """How some simulated sittings ended.

    Parameters
    ----------
    lengths : share of sittings by number of items presented
    reasons : share of sittings by stopping reason
    statuses : share of sittings by status of the reported estimate
    relaxed : share of sittings in which each blueprint constraint was relaxed
    lifted : share of sittings in which exposure control was lifted for some item
    lifted_items : mean number of items per sitting for which exposure control was lifted
    """

    lengths: tuple[NamedShare, ...]
    reasons: tuple[NamedShare, ...]
    statuses: tuple[NamedShare, ...]
    relaxed: tuple[NamedShare, ...]
    lifted: float
    lifted_items: float


def stopping_summary(simulation: Simulation) -> StoppingSummary:
    """Summarise how one or more sittings ended."""
    sittings = len(simulation.reasons)
    return StoppingSummary(
        lengths=_shares(map(str, sorted(simulation.lengths.tolist())), sittings),
        reasons=_shares(sorted(str(reason) for reason in simulation.reasons), sittings),
        statuses=_shares(sorted(str(status) for status in simulation.statuses), sittings),
        relaxed=_shares((name for names in simulation.relaxed for name in sorted(names)), sittings),
        lifted=float((simulation.exposure_lifted > 0).mean()),
        lifted_items=float(simulation.exposure_lifted.mean()),
    )


def _shares(names: Iterable[str], sittings: int) -> tuple[NamedShare, ...]:
    return tuple(NamedShare(name, times / sittings) for name, times in Counter(names).items())
