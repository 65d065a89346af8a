"""Sorts and filters the rows of a class page by the parameters of its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from delivery_api.web.name_order import Order, surname_first

if TYPE_CHECKING:
    from reports.scales.reporting_scale import ScaleScore

Row = Mapping[str, Any]

SITTING_STATES = (
    "unassigned",
    "assigned",
    "reassigned",
    "absent",
    "disapplied",
    "started",
    "restarted",
    "paused",
    "completed",
    "stopped",
    "expired",
    "unverified",
)
OPEN_STATES = ("assigned", "reassigned", "absent", "disapplied", "started", "restarted", "paused")


def rows_in_state(rows: Iterable[Row], state: str | None) -> list[Row]:
    """Return the rows in a state; all rows if the state is None or unknown."""
    if state not in SITTING_STATES:
        return list(rows)
    return [row for row in rows if row["state"] == state]


def rows_to_assign(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of learners without an open sitting, who would be assigned one."""
    return [row for row in rows if row["state"] not in OPEN_STATES]


def sorted_rows(rows: Iterable[Row], by: str | None, descending: str | None) -> list[Row]:
    """Return the rows in order of name (surname first) or of the column ``by``; learners without a score come last."""
    rows = sorted(rows, key=_name)
    if by == "score":
        scored = [row for row in rows if _scale(row)]
        return sorted(scored, key=_score, reverse=bool(descending)) + [row for row in rows if not _scale(row)]
    return sorted(rows, key=_KEYS.get(by or "name", _name), reverse=bool(descending))


def _name(row: Row) -> Order:
    return surname_first(row["name"])


def _scale(row: Row) -> ScaleScore | None:
    return row["report"].scale if row["report"] else None


def _score(row: Row) -> int:
    scale = _scale(row)
    return scale.score if scale else 0


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "name": _name,
    "year": lambda row: row["year"] or 0,
    "state": lambda row: SITTING_STATES.index(row["state"]),
}
