"""The counts of a fault run as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.faults.fault_plan import KILLS, REQUEST_FAULTS


def summary(counts: Counter[str]) -> str:
    """The faults by kind, then the counts of answers, then the other counts."""
    faults = Counter({name: counts[name] for name in (*REQUEST_FAULTS, *KILLS)})
    rest = [name for name in counts if name not in faults and name not in _ANSWERS]
    return "\n".join(
        (
            f"{faults.total():,} faults: {_listed(counts, faults)}",
            f"answers: {answer_summary(counts)}",
            f"besides: {_listed(counts, sorted(rest))}",
        )
    )


def answer_summary(counts: Counter[str]) -> str:
    """The numbers of answers acknowledged, stored, lost and stored twice."""
    return _listed(counts, _ANSWERS)


_ANSWERS = ("acknowledged", "in the logs", "lost", "twice")


def _listed(counts: Counter[str], names: Iterable[str]) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in names if counts[name] or name in _ANSWERS)
