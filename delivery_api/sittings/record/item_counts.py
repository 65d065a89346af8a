"""Counts of the answers to each item over months and abilities, without persons: what exposure is watched by."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain
from math import floor
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.restriction.store import restricted_people
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event, finished, replies_as_scored, rescored
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.altered_rows.store import believed_programmes
from delivery_api.sittings.values import SittingState
from reports.disclosure.smallest_group import FEWEST

BIN_WIDTH, BINS = 0.5, 12
"""Width of a bin of ability in logits, and bins on either side of 0."""

Cell = tuple[str, str, int]
"""An item, a month such as 2026-11, and a bin of ability."""

Sums = tuple[int, int, int]
"""Answers, the sum of their scores, and of their squares."""


def live_item_counts(connection: Connection, ring: KeyRing) -> dict[Cell, Sums]:
    """Count the scored answers of all completed sittings of school years, without practice and restricted persons.

    Sittings that were altered are left out: `mesur audit verify` names them.

    Raises
    ------
    ReadingOverdue, KeyGone
    """
    years = [each for each in believed_programmes(connection) if each.kind == "year" and each.destroyed_on is None]
    restricted = restricted_people(connection)
    return counts_of(chain.from_iterable(_counted_logs(connection, ring, year.id, restricted) for year in years))


def _counted_logs(
    connection: Connection, ring: KeyRing, year: str, restricted: frozenset[UUID]
) -> Iterator[Sequence[Event]]:
    counted = {
        each.id
        for each in store.of_programme(connection, year)
        if each.state == SittingState.COMPLETED and each.practised_on is None and each.learner not in restricted
    }
    yield from (log for _, log in logbook.stream_logs(connection, ring, year, wanted=counted, altered=False))


def counts_of(logs: Iterable[Sequence[Event]]) -> dict[Cell, Sums]:
    """Count the scored answers of logs; cells with fewer than ten are left out."""
    sums: dict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])
    for log in logs:
        end = rescored(log) or finished(log)
        if end is None:
            continue
        place = max(-BINS, min(BINS, floor(end.theta / BIN_WIDTH)))
        for reply in replies_as_scored(log):
            if reply.scored:
                cell = sums[reply.item, f"{london_date(reply.at):%Y-%m}", place]
                for at, value in enumerate((1, reply.score, reply.score**2)):
                    cell[at] += value
    return {cell: (n, score, squares) for cell, (n, score, squares) in sorted(sums.items()) if n >= FEWEST}


def counts_csv(counts: Mapping[Cell, Sums]) -> str:
    """The counts as `mesur drift` reads them."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("item", "window", "bin", "responses", "score", "squares"))
    writer.writerows((*cell, *sums) for cell, sums in counts.items())
    return out.getvalue()
