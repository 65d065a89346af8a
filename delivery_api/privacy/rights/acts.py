"""The acts that answer a case: each is done and recorded in one transaction, in the officer's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, NotFound
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.identity.roster_import.field_checks import is_of_school_age
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy import person_rights
from delivery_api.privacy.dated_cases.case_input import IncompleteCase, StepNotPossible, read_choice
from delivery_api.privacy.rights import service, store
from delivery_api.privacy.rights.case_clock import Holidays
from delivery_api.privacy.rights.case_rules import require_step
from delivery_api.privacy.rights.rights_cases import CaseKind, RightsCase, StepKind

YEAR_GROUPS = range(2, 10)
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Act:
    """What the officer does.

    Parameters
    ----------
    kind : rectified, erased, restricted, or one of these lifted
    identifier : of the person, which alone leads to what they answered in trials, and to an erasure; never stored
    name, birth_date, year_group : the right values, for a rectification
    ground : of a restriction; that of an objection follows from the case
    """

    kind: StepKind
    identifier: str | None = None
    name: str | None = None
    birth_date: date | None = None
    year_group: int | None = None
    ground: RestrictionGround | None = None


@dataclass(frozen=True)
class OfficerAtWork:
    """The officer in whose name something is done.

    Parameters
    ----------
    id : for the case and the audit
    name : for the ledger, which names who decided
    """

    id: UUID
    name: str


def perform(
    connection: Connection,
    ledger: Ledger,
    case: RightsCase,
    act: Act,
    officer: OfficerAtWork,
    now: datetime,
    holidays: Holidays,
) -> None:
    """Do what answers a case that was found with its lock, and record it.

    Raises
    ------
    StepNotPossible, IncompleteCase, NotFound
    """
    require_step(case, service.steps_of(connection, case), act.kind, "", london_date(now), holidays)
    try:
        details = _done(connection, ledger, case, act, officer, now)
    except Declined as error:
        raise StepNotPossible(step=act.kind.value) from error
    standing = store.cases.find(connection, case.id)
    if standing is None:
        raise NotFound(thing="case")
    for detail in details:
        service.record_step(connection, ledger, standing, act.kind, officer.id, now, detail)


def read_act(form: Mapping[str, str], birth_date: date | None) -> Act:
    """Read an act from the officer's form, in which the date of birth is typed otherwise than in a command.

    Raises
    ------
    IncompleteCase
    """
    year = form.get("year_group", "").strip()
    if year and year not in map(str, YEAR_GROUPS):
        raise IncompleteCase(field="year_group")
    act = Act(
        read_choice(StepKind, form, "act"),
        form.get("identifier", "").strip() or None,
        form.get("name", "").strip() or None,
        birth_date,
        int(year) if year else None,
        read_choice(RestrictionGround, form, "ground") if form.get("ground") else None,
    )
    if act.name and len(act.name) > _LONGEST_NAME:
        raise IncompleteCase(field="name")
    return act


def _done(
    connection: Connection, ledger: Ledger, case: RightsCase, act: Act, officer: OfficerAtWork, now: datetime
) -> tuple[str, ...]:
    """Do it. Returns the details of its steps."""
    ring, person, decision = ledger.ring, case.person, Decision(officer.name, f"case {case.reference}")
    match act.kind:
        case StepKind.RECTIFIED:
            return _rectify(connection, ledger, case, act, officer, now)
        case StepKind.ERASED:
            person_rights.erase(connection, ring, ledger, person, decision, now, identifier=act.identifier)
        case StepKind.ERASURE_LIFTED:
            if act.identifier is None:
                raise IncompleteCase(field="identifier")
            person_rights.lift_erasure(connection, ring, ledger, act.identifier, decision, now)
        case StepKind.RESTRICTED:
            ground = RestrictionGround.OBJECTION if case.kind is CaseKind.OBJECTION else act.ground
            if ground is None:
                raise IncompleteCase(field="ground")
            act = replace(act, ground=ground)
            person_rights.restrict(connection, ring, ledger, person, ground, decision, now, identifier=act.identifier)
            return (ground.value,)
        case StepKind.RESTRICTION_LIFTED:
            person_rights.lift_restriction(connection, ring, ledger, person, decision, now, identifier=act.identifier)
        case _:
            raise StepNotPossible(step=act.kind.value)
    return ("",)


def _rectify(
    connection: Connection, ledger: Ledger, case: RightsCase, act: Act, officer: OfficerAtWork, now: datetime
) -> tuple[str, ...]:
    given = {"name": act.name, "birth_date": act.birth_date, "year_group": act.year_group}
    fields = tuple(name for name, value in given.items() if value is not None)
    if not fields:
        raise IncompleteCase(field="name")
    if act.birth_date is not None and not is_of_school_age(act.birth_date, london_date(now)):
        raise IncompleteCase(field="born")
    person_rights.rectify(
        connection,
        ledger.ring,
        case.person,
        now,
        actor=officer.id,
        reference=case.reference,
        name=act.name,
        birth_date=act.birth_date,
        year_group=act.year_group,
    )
    return fields
