"""Holds the booklets of a trial against its plan.

A booklet's row shows who wrote it, not that others were deleted: without any, sittings of the trial would have the
questions of live ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.booklets.store import booklet_banks
from delivery_api.trials import store
from delivery_api.trials.store import PlanRecord
from delivery_api.trials.trial_plans import read_planned


def has_its_booklets(connection: Connection, programme: str, plan: PlanRecord) -> bool:
    """Whether a trial has booklets, all of them of its plan's bank version."""
    return set(booklet_banks(connection, programme).values()) == {plan.bank_version}


def false_plans(connection: Connection) -> Iterator[str]:
    """Find the trials whose plan does not verify, or that have other booklets than it names; not destroyed ones."""
    for programme in store.planned_programmes(connection):
        try:
            if not _is_as_planned(connection, programme):
                yield programme
        except RowForged:
            yield programme


def _is_as_planned(connection: Connection, programme: str) -> bool:
    trial, plan = sittings.programme(connection, programme), store.plan_of(connection, programme)
    if trial is None or plan is None or trial.destroyed_on is not None:
        return True
    planned = read_planned(plan.document, programme)
    complete = len(booklet_banks(connection, programme)) == len(planned.booklets)
    return complete and planned.trial_bank == plan.bank_version and has_its_booklets(connection, programme, plan)
