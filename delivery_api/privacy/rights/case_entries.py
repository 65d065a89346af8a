"""Cases in the ledger, so that a restored database loses none: each step is an entry with the case as it then was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.privacy.rights import store
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


def case_facts(case: RightsCase, number: int, step: Step) -> dict[str, Any]:
    """Return the facts of an entry: choices, days, ids and the officer's number of the case; no words of anybody."""
    return {
        "case": str(case.id),
        "person": str(case.person),
        "asked": case.kind.value,
        "requester": {name: value.value for name, value in vars(case.requester).items()},
        "reference": case.reference,
        "received_on": case.received_on.isoformat(),
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
        "step": {"number": number, "kind": step.kind.value, "on": step.on.isoformat()}
        | {"actor": str(step.actor), "detail": step.detail},
    }


def apply_case(connection: Connection, facts: Mapping[str, Any]) -> None:
    """Do again what an entry says of a case: it is there, as it was after the step; safe to repeat."""
    case = store.cases.put(connection, _case(facts))
    step = facts["step"]
    taken = Step(StepKind(step["kind"]), date.fromisoformat(step["on"]), UUID(step["actor"]), step["detail"])
    store.cases.put_step(connection, case, step["number"], taken)


def reopen_lost_corrections(connection: Connection, forgotten: Iterable[Entry], today: date) -> None:
    """Open again the cases of which a restore has lost a correction, and say so in them.

    The ledger has no values, so that a correction cannot be done again from it.
    """
    for facts in _corrections(forgotten):
        case = store.cases.find(connection, UUID(facts["case"]))
        if case is not None:
            actor, field = UUID(facts["step"]["actor"]), facts["step"]["detail"]
            store.cases.add_step(connection, case, Step(StepKind.CORRECTION_LOST, today, actor, field))
            store.cases.save(connection, replace(case, closed_on=None))


def lost_corrections(forgotten: Iterable[Entry]) -> tuple[str, ...]:
    """Return the numbers of the cases whose corrections are to be done again, sorted."""
    return tuple(sorted({facts["reference"] for facts in _corrections(forgotten)}))


def _corrections(forgotten: Iterable[Entry]) -> Iterable[Mapping[str, Any]]:
    """Return what forgotten entries say of corrections, one of each value of a case."""
    steps = [each.facts for each in forgotten if each.kind == EntryKind.RIGHTS_CASE and each.facts]
    made = [facts for facts in steps if facts["step"]["kind"] == StepKind.RECTIFIED]
    return {(facts["case"], facts["step"]["detail"]): facts for facts in made}.values()


def _case(facts: Mapping[str, Any]) -> RightsCase:
    asks = facts["requester"]
    requester = Requester(
        Capacity(asks["capacity"]),
        IdentityCheck(asks["identity"]),
        Authority(asks["authority"]),
        Competence(asks["competence"]),
    )
    closed_on = date.fromisoformat(facts["closed_on"]) if facts["closed_on"] else None
    received_on = date.fromisoformat(facts["received_on"])
    ids = UUID(facts["case"]), UUID(facts["person"])
    return RightsCase(*ids, CaseKind(facts["asked"]), requester, facts["reference"], received_on, closed_on)
