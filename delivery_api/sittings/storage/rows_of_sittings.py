"""The rows of several sittings in a table whose keys begin with programme and sitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Table, and_

from delivery_api.sittings.values import Sitting

Thing = TypeVar("Thing")

BATCH = 250
"""Sittings read at once: a few megabytes, and far below the limit of 32,766 parameters in a statement."""


def of_sittings(table: Table, wanted: Sequence[Sitting]) -> ColumnElement[bool]:
    """The rows of some sittings; the programmes are named as well, since PostgreSQL finds the partitions by them."""
    programmes = {sitting.programme for sitting in wanted}
    return and_(table.c.programme.in_(programmes), table.c.sitting.in_([sitting.id for sitting in wanted]))


def in_batches(wanted: Sequence[Thing], size: int = BATCH) -> Iterator[Sequence[Thing]]:
    """Sittings, or whatever else is asked for, in parts that one statement can read."""
    return (wanted[first : first + size] for first in range(0, len(wanted), size))
