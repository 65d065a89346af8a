"""The rows of a class page as its address asks for them: sorted and filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.scale import ScaleScore

Row = Mapping[str, Any]

STATES = ("none", "assigned", "started", "completed")


def in_state(rows: Iterable[Row], state: str | None) -> list[Row]:
    """The rows in a state; all of them when no state, or one that does not exist, is asked for."""
    if state not in STATES:
        return list(rows)
    return [row for row in rows if state_of(row) == state]


def in_order(rows: Iterable[Row], by: str | None, down: str | None) -> list[Row]:
    """The rows by name, or by what ``by`` names; a learner without a score comes last either way."""
    rows = sorted(rows, key=_name)
    if by == "score":
        scored = [row for row in rows if _scale(row)]
        return sorted(scored, key=_score, reverse=bool(down)) + [row for row in rows if not _scale(row)]
    return sorted(rows, key=_KEYS.get(by or "name", _name), reverse=bool(down))


def state_of(row: Row) -> str:
    return row["state"] or "none"


def _name(row: Row) -> str:
    return str(row["name"]).casefold()


def _scale(row: Row) -> ScaleScore | None:
    return row["report"].scale if row["report"] else None


def _score(row: Row) -> int:
    scale = _scale(row)
    return scale.score if scale else 0


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "name": _name,
    "year": lambda row: row["year"] or 0,
    "state": lambda row: STATES.index(state_of(row)),
}
