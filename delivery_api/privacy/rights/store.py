"""The SQL of rights cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.identity.tables import classes, people, schools
from delivery_api.privacy.dated_cases.store import CaseStore
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    IdentityCheck,
    Requester,
    RightsCase,
    Step,
    StepKind,
)
from delivery_api.privacy.rights.tables import case_steps, rights_cases
from delivery_api.row_authentication.row_mac import Row


def _row(case: RightsCase) -> Mapping[str, Any]:
    return {name: value for name, value in vars(case).items() if name != "requester"} | vars(case.requester)


def _case(row: Row) -> RightsCase:
    requester = Requester(
        Capacity(row["capacity"]),
        IdentityCheck(row["identity"]),
        Authority(row["authority"]),
        Competence(row["competence"]),
    )
    days = (row["received_on"], row["closed_on"])
    return RightsCase(row["id"], row["person"], CaseKind(row["kind"]), requester, row["reference"], *days)


def _step(row: Row) -> Step:
    return Step(StepKind(row["kind"]), row["on"], row["actor"], row["detail"])


cases: CaseStore[RightsCase, Step] = CaseStore(
    rights_cases,
    case_steps,
    "received_on",
    "closed_on",
    ("identity", "closed_on"),
    _row,
    lambda case, step: {"person": case.person} | vars(step),
    _case,
    _step,
)
"""The cases and their steps; whom a case is about stays, also where the ledger says it again."""


def roles(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the roles of those of some ids that are people's."""
    rows = connection.execute(select(people.c.id, people.c.kind, people.c.post).where(people.c.id.in_(ids)))
    return {row.id: row.post or ("teacher" if row.kind == "staff" else "learner") for row in rows}


def places(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the names of those of some ids that are of classes or schools."""
    return {
        row.id: row.name
        for table in (classes, schools)
        for row in connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))
    }
