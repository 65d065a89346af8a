"""The SQL of a trial's schools, objections and teachers' surveys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from delivery_api.audit.row_traces import RowTrace, contradicted_acts, note_added, trace_of_added
from delivery_api.audit.store import rows_of_actions
from delivery_api.audit.values import AuditRow
from delivery_api.identity.tables import classes, memberships, people
from delivery_api.row_authentication.row_authenticator import refuse_row, row_signer_of, signed
from delivery_api.row_authentication.store import change_rows, end_rows, genuine_rows, replace_rows
from delivery_api.sittings.storage.store import has_gone_with_programme
from delivery_api.sittings.storage.tables import attendance, programmes
from delivery_api.storage.database import dialect_insert
from delivery_api.trials.participation.tables import objections, sampled_schools, teacher_surveys
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.trials.store import invited
from delivery_api.trials.tables import invitations

OBJECTED = "noted an objection to a trial"
OBJECTION_TAKEN_BACK = "took back an objection to a trial"


def add_schools(connection: Connection, schools: Collection[SampledSchool], now: datetime) -> None:
    """Store the schools of a sample, of which the audit tells: each has its weight, or said no."""
    sign = row_signer_of(connection, sampled_schools)
    connection.execute(sampled_schools.insert(), [{**vars(each), "mac": sign(vars(each))} for each in schools])
    for each in schools:
        note_added(connection, now, sampled_schools, each.programme, each.school)


def sample_of(connection: Connection, programme: str) -> tuple[SampledSchool, ...]:
    """The schools of a trial's sample, with those that stand by, by stratum."""
    return _read(connection, sampled_schools.c.programme == programme)


def schools_asked(connection: Connection, school: UUID) -> tuple[SampledSchool, ...]:
    """What one school was asked, trial by trial; not where it stands by."""
    asked = and_(sampled_schools.c.school == school, sampled_schools.c.state != SchoolState.RESERVE)
    sampled = _read(connection, asked)
    known = {each.programme for each in sampled}
    named = invited(connection, connection.scalars(select(classes.c.id).where(classes.c.school == school)))
    return (*sampled, *(_of_classes(each, school) for each in named if each not in known))


def school_asked(connection: Connection, programme: str, school: UUID) -> SampledSchool | None:
    """What a trial asked of one school; None where it asked nothing."""
    return next((each for each in schools_asked(connection, school) if each.programme == programme), None)


def _of_classes(programme: str, school: UUID) -> SampledSchool:
    """A school of no sample, classes of which were named when the trial was created."""
    return SampledSchool(programme, school, "", None, 0, 1.0, SchoolState.CLASSES)


def sampled_school(connection: Connection, programme: str, school: UUID, *, lock: bool = False) -> SampledSchool | None:
    """A school of a trial's sample; None for any other.

    Parameters
    ----------
    lock : whether nobody else can answer for it until the transaction ends
    """
    query = select(sampled_schools).where(*_here(programme, school))
    found = genuine_rows(connection, sampled_schools, query.with_for_update() if lock else query)
    return _school(found[0]) if found else None


def change_school(connection: Connection, programme: str, school: UUID, **changes: Any) -> None:  # noqa: ANN401
    """Set columns of a school of a sample."""
    change_rows(connection, sampled_schools, and_(*_here(programme, school)), changes)


def has_invitations(connection: Connection, programme: str) -> bool:
    """Whether a trial invited any class."""
    return (
        connection.scalar(select(invitations.c["class"]).where(invitations.c.programme == programme).limit(1))
        is not None
    )


def asks(connection: Connection, programme: str, class_ids: Iterable[UUID]) -> bool:
    """Whether a trial takes learners of some classes: their school accepted, or without a sample it invited one.

    Raises
    ------
    RowForged
    """
    there = list(class_ids)
    if _has_sample(connection, programme):
        return programme in accepted_trials(connection, there)
    query = select(invitations).where(invitations.c.programme == programme, invitations.c["class"].in_(there))
    return bool(genuine_rows(connection, invitations, query))


def accepted_trials(connection: Connection, class_ids: Iterable[UUID]) -> frozenset[str]:
    """The trials that the school of one of some classes accepted: it takes part with the classes that it has by then.

    Raises
    ------
    RowForged
    """
    schools = select(classes.c.school).where(classes.c.id.in_(list(class_ids)))
    there = _read(connection, sampled_schools.c.school.in_(schools))
    return frozenset(each.programme for each in there if each.state is SchoolState.ACCEPTED)


def _has_sample(connection: Connection, programme: str) -> bool:
    query = select(sampled_schools.c.school).where(sampled_schools.c.programme == programme).limit(1)
    return connection.scalar(query) is not None


def set_objection(connection: Connection, programme: str, learner: UUID, *, objects: bool) -> None:
    """Note that a learner objects, or take the note away."""
    if objects:
        row = signed(connection, objections, {"programme": programme, "learner": learner})
        connection.execute(dialect_insert(connection)(objections).values(row).on_conflict_do_nothing())
    else:
        here = and_(objections.c.programme == programme, objections.c.learner == learner)
        end_rows(connection, objections, here)


def objected_trials(connection: Connection, learner: UUID) -> frozenset[str]:
    """The trials that a learner objected to, also those of which the audit alone tells: a deleted row lifts none."""
    rows = genuine_rows(connection, objections, select(objections).where(objections.c.learner == learner))
    acts = rows_of_actions(connection, list(OBJECTIONS.acts), learner=learner)
    told = {act.thing: act.action == OBJECTED for act in acts if act.thing is not None}
    return frozenset(row["programme"] for row in rows) | {trial for trial, objects in told.items() if objects}


def objectors(connection: Connection, programme: str, learners: Iterable[UUID]) -> frozenset[UUID]:
    """Who of some learners objected to a trial."""
    here = and_(objections.c.programme == programme, objections.c.learner.in_(list(learners)))
    return frozenset(row["learner"] for row in genuine_rows(connection, objections, select(objections).where(here)))


def save_survey(connection: Connection, programme: str, mark: bytes, key_id: str, payload: bytes) -> None:
    """Store a teacher's answers; new ones take the place of earlier ones."""
    row = {"programme": programme, "mark": mark, "key_id": key_id, "payload": payload}
    replace_rows(connection, teacher_surveys, [row])


def surveys_of(connection: Connection, programme: str) -> Sequence[tuple[bytes, str, bytes]]:
    """The sealed answers of teachers, as (mark, key id, payload), in the order of their marks."""
    query = select(teacher_surveys).where(teacher_surveys.c.programme == programme).order_by(teacher_surveys.c.mark)
    rows = genuine_rows(connection, teacher_surveys, query)
    return [(row["mark"], row["key_id"], row["payload"]) for row in rows]


def attendance_by_school(
    connection: Connection, programme: str, schools: Mapping[UUID, object], today: date
) -> dict[UUID, int]:
    """How many learners of each school's classes took part; whoever has left the school is not counted."""
    m = memberships.c
    query = (
        select(classes.c.school, func.count(attendance.c.learner.distinct()).label("learners"))
        .join(memberships, m["class"] == classes.c.id)
        .join(attendance, attendance.c.learner == m.person)
        .where(attendance.c.programme == programme, m.role == "learner", m.joined_on <= today, _open(today))
        .where(classes.c.school.in_(list(schools)))
        .group_by(classes.c.school)
    )
    return {row.school: row.learners for row in connection.execute(query)}


def _open(today: date) -> ColumnElement[bool]:
    return or_(memberships.c.left_on.is_(None), memberships.c.left_on > today)


def _here(programme: str, school: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return sampled_schools.c.programme == programme, sampled_schools.c.school == school


def _read(connection: Connection, where: ColumnElement[bool]) -> tuple[SampledSchool, ...]:
    table = sampled_schools.c
    query = select(sampled_schools).where(where).order_by(table.programme, table.stratum, table.turn, table.school)
    return tuple(map(_school, genuine_rows(connection, sampled_schools, query)))


def _school(row: Mapping[str, Any]) -> SampledSchool:
    return SampledSchool(**{**row, "state": SchoolState(row["state"])})


def _has_gone(connection: Connection, act: AuditRow) -> bool:
    """Whether the learner was forgotten, or the responses of the trial are destroyed."""
    person = exists().where(people.c.id == act.learner)
    trial = exists().where(programmes.c.id == act.thing, programmes.c.destroyed_on.is_(None))
    return not connection.scalar(select(and_(person, trial)))


def _objections(connection: Connection) -> set[tuple[str, UUID]]:
    return {(row.programme, row.learner) for row in connection.execute(select(objections))}


OBJECTIONS = RowTrace(
    objections.name,
    {OBJECTED: True, OBJECTION_TAKEN_BACK: False},
    row_of=lambda act: (act.thing, act.learner),
    there=_objections,
    has_gone=_has_gone,
)
"""A deleted objection would let what a learner answered into the next extract."""


SAMPLED_SCHOOLS = trace_of_added(sampled_schools, "programme", "school", has_gone=has_gone_with_programme)


def require_objections(connection: Connection, programme: str) -> None:
    """Refuse a trial of which an objection was deleted, or put back after it was taken back, as the audit says.

    Raises
    ------
    RowForged
    """
    if any(act.key[:1] == (programme,) for act in contradicted_acts(connection, OBJECTIONS)):
        refuse_row(connection, objections, {"programme": programme})
