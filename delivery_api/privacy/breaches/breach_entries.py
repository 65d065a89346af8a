"""Breaches in the ledger, so that a restored database loses none: each step is an entry with the breach as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.privacy.breaches import store
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk, Step, StepKind
from delivery_api.sittings.storage.store import programme
from delivery_api.storage.data_declaration import Purpose

_TIMES = ("began_at", "ended_at", "known_at", "closed_at")


def breach_facts(breach: Breach, number: int, step: Step) -> dict[str, Any]:
    """Return the facts of an entry: choices, times, ids and the officer's number of the breach; no words of anybody."""
    scope, times = breach.scope, {name: getattr(breach, name) for name in _TIMES}
    return {
        "breach": str(breach.id),
        "reference": breach.reference,
        "happened": breach.kind.value,
        "risk": breach.risk.value,
        "purposes": [each.value for each in scope.purposes],
        "programme": scope.programme,
        "school": str(scope.school) if scope.school else None,
        "account": str(scope.actor) if scope.actor else None,
        "step": {"number": number, "kind": step.kind.value, "at": step.at.isoformat()}
        | {"actor": str(step.actor), "detail": step.detail},
    } | {name: at.isoformat() if at else None for name, at in times.items()}


def apply_breach(connection: Connection, facts: Mapping[str, Any]) -> None:
    """Do again what an entry says of a breach: it is there, as it was after the step; safe to repeat.

    A trial or a school that the restore has lost is no bound any more: rather too many people are told than too few.
    """
    breach, step = _breach(connection, facts), facts["step"]
    store.cases.put(connection, breach)
    taken = Step(StepKind(step["kind"]), datetime.fromisoformat(step["at"]), UUID(step["actor"]), step["detail"])
    store.cases.put_step(connection, breach, step["number"], taken)


def _breach(connection: Connection, facts: Mapping[str, Any]) -> Breach:
    times = {name: datetime.fromisoformat(facts[name]) if facts[name] else None for name in _TIMES}
    school = UUID(facts["school"]) if facts["school"] else None
    scope = BreachScope(
        tuple(map(Purpose, facts["purposes"])),
        facts["programme"] if facts["programme"] and programme(connection, facts["programme"]) else None,
        school if school and store.organisations_by_id(connection, [school]) else None,
        UUID(facts["account"]) if facts["account"] else None,
    )
    kind, risk = BreachKind(facts["happened"]), Risk(facts["risk"])
    return Breach(UUID(facts["breach"]), facts["reference"], kind, risk=risk, scope=scope, **times)  # type: ignore[arg-type]
