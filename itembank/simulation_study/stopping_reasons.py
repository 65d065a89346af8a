"""How sittings end, and what had to give way in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine import Simulation


@dataclass(frozen=True)
class Share:
    """A share of sittings, 0 to 1, by what they have in common."""

    name: str
    share: float


@dataclass(frozen=True)
class Endings:
    """How the sittings of some simulees ended.

    Parameters
    ----------
    lengths : share of sittings of each number of presented items
    reasons : of each reason for ending
    statuses : of each status of the reported estimate
    relaxed : that had to give up each of the blueprint's constraints
    lifted : share of sittings in which exposure control had to give way at some item
    lifted_items : how many items of a sitting that was, on average over all sittings
    """

    lengths: tuple[Share, ...]
    reasons: tuple[Share, ...]
    statuses: tuple[Share, ...]
    relaxed: tuple[Share, ...]
    lifted: float
    lifted_items: float


def endings(done: Simulation) -> Endings:
    """How these sittings ended; one or more."""
    sittings = len(done.reasons)
    return Endings(
        lengths=_shares(map(str, sorted(done.lengths.tolist())), sittings),
        reasons=_shares(sorted(str(reason) for reason in done.reasons), sittings),
        statuses=_shares(sorted(str(status) for status in done.statuses), sittings),
        relaxed=_shares((name for names in done.relaxed for name in sorted(names)), sittings),
        lifted=float((done.lifted > 0).mean()),
        lifted_items=float(done.lifted.mean()),
    )


def _shares(names: Iterable[str], sittings: int) -> tuple[Share, ...]:
    return tuple(Share(name, times / sittings) for name, times in Counter(names).items())
