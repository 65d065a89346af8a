"""The rows of several sittings in a table whose keys begin with programme and sitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Table, and_

from delivery_api.sittings.values import Sitting

BATCH = 250
"""Sittings read at once: a few megabytes, and far below the limit of 32,766 parameters in a statement."""


def of_sittings(table: Table, wanted: Sequence[Sitting]) -> ColumnElement[bool]:
    """The rows of some sittings; the programmes are named as well, since PostgreSQL finds the partitions by them."""
    programmes = {sitting.programme for sitting in wanted}
    return and_(table.c.programme.in_(programmes), table.c.sitting.in_([sitting.id for sitting in wanted]))


def in_batches(wanted: Sequence[Sitting]) -> Iterator[Sequence[Sitting]]:
    """Sittings in parts that one statement can read."""
    return (wanted[first : first + BATCH] for first in range(0, len(wanted), BATCH))
