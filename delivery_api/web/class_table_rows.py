"""The rows of a class page as its address asks for them: sorted and filtered."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.feedback.reporting_scale import ScaleScore

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
    "expired",
)
TO_DO = ("assigned", "reassigned", "absent", "disapplied", "started", "restarted", "paused")


def rows_in_state(rows: Iterable[Row], state: str | None) -> list[Row]:
    """The rows in a state; all of them when no state, or one that does not exist, is asked for."""
    if state not in SITTING_STATES:
        return list(rows)
    return [row for row in rows if row["state"] == state]


def rows_to_assign(rows: Iterable[Row]) -> list[Row]:
    """The rows of those with no assessment to do, who would be given one."""
    return [row for row in rows if row["state"] not in TO_DO]


def sorted_rows(rows: Iterable[Row], by: str | None, down: str | None) -> list[Row]:
    """The rows by surname and first name, or by what ``by`` names; a learner without a score comes last either way."""
    rows = sorted(rows, key=_name)
    if by == "score":
        scored = [row for row in rows if _scale(row)]
        return sorted(scored, key=_score, reverse=bool(down)) + [row for row in rows if not _scale(row)]
    return sorted(rows, key=_KEYS.get(by or "name", _name), reverse=bool(down))


def surname_first(name: str) -> list[str]:
    """What names are put in order by: the last word, then those before it; accents and capitals make no difference."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).split()[::-1]


def _name(row: Row) -> list[str]:
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
