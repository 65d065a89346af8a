"""What was counted, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.faults.plan import KILLS, OF_THE_LINE


def told(counts: Counter[str]) -> str:
    """The faults by kind, then what became of the answers."""
    faults = Counter({name: counts[name] for name in (*OF_THE_LINE, *KILLS)})
    rest = [name for name in counts if name not in faults and name not in _ANSWERS]
    return "\n".join(
        (
            f"{faults.total():,} faults: {_listed(counts, faults)}",
            f"answers: {answers(counts)}",
            f"besides: {_listed(counts, sorted(rest))}",
        )
    )


def answers(counts: Counter[str]) -> str:
    """What became of the answers."""
    return _listed(counts, _ANSWERS)


_ANSWERS = ("acknowledged", "in the logs", "lost", "twice")


def _listed(counts: Counter[str], names: Iterable[str]) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in names if counts[name] or name in _ANSWERS)
