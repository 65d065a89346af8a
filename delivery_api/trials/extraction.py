"""The use cases of extracts: register and write them, and see whether they are where they were written."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.school_attributes.attribute_file import MEDIUM
from delivery_api.identity.school_attributes.store import all_attributes
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.record.event_types import Event
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_verification import false_results_of
from delivery_api.sittings.service import school_mark
from delivery_api.sittings.storage.store import of_programme_unchecked
from delivery_api.sittings.values import Programme
from delivery_api.trials import store
from delivery_api.trials.disclosure import few_who_switched
from delivery_api.trials.extract import WrittenExtract, data_file, write_extract
from delivery_api.trials.extract_columns import Forms, GivenPerson
from delivery_api.trials.extract_manifest import ExtractOrigin
from delivery_api.trials.extract_people import SchoolFacts, given_people, traits_of
from delivery_api.trials.extract_tables import ExtractFormat, TableWriter
from delivery_api.trials.participation.store import require_objections, sample_of
from delivery_api.trials.participation.teacher_survey import ChoiceCount, count_choices, teacher_surveys
from delivery_api.trials.seats import withdrawal_mark
from delivery_api.trials.service import TrialOver, find
from delivery_api.trials.store import PlanRecord
from delivery_api.trials.trial_plans import read_planned
from itembank.atomic_write import partial_path
from itembank.compilation.trial_version import booklet_name
from reports.disclosure.smallest_group import FEWEST

TOO_FEW_OF_THE_YEAR = "too few of the year group"
"""Why a sitting of a booklet is left out: its items tell the year group, which fewer than ten persons have."""

FEW_SWITCHED = "answered in both languages"
"""Why a sitting is left out: its language changed between questions, as that of few of the year group did."""


_TELLING = ("started", "presented", "answered", "omitted", "finished")
"""The kinds of events that tell of a person: the start, and the languages of answers and of what waits for one."""


class PathTaken(Declined):
    """The path is occupied, or is inside an extract; overwriting another's would hide it from its destruction."""


class TooFewPersons(Declined):
    """An extract would have the answers of fewer than ten persons."""


@dataclass(frozen=True)
class ExtractRequest:
    """An extract that somebody asks for.

    Parameters
    ----------
    path : of its folder
    with_responses : whether it has what was answered, and not only how it was scored
    """

    programme: str
    path: Path
    with_responses: bool = False


def register_extract(
    connection: Connection, ledger: Ledger, request: ExtractRequest, decision: Decision, now: datetime
) -> None:
    """Record where an extract will be written; committed before the first byte, so that no copy is unknown.

    Raises
    ------
    UnknownTrial
    TrialOver : the day of destruction has come, or the responses are destroyed
    PathTaken
    """
    programme, path, today = request.programme, request.path, london_date(now)
    _require_before_destruction(find(connection, programme), today)
    require_own_path(connection, programme, path)
    store.add_extract(connection, programme, path, today)
    act = "extracted a trial with raw responses" if request.with_responses else "extracted a trial"
    audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, programme, decision))
    ledger.append(connection, now, EntryKind.EXTRACT_REGISTERED, programme=programme, path=str(path))


def require_extractable(
    connection: Connection, ring: KeyRing, request: ExtractRequest, now: datetime, *, all_recorded: bool = True
) -> None:
    """Refuse what `extract` would refuse, before anything is registered or written.

    Raises
    ------
    UnknownTrial, TrialOver, PathTaken
    TooFewPersons : fewer than ten persons may be told of
    """
    trial = find(connection, request.programme)
    _require_before_destruction(trial, london_date(now))
    require_own_path(connection, trial.id, request.path)
    _require_enough(trial, _told_sittings(connection, ring, trial, all_recorded=all_recorded))


def _require_enough(trial: Programme, told: _ToldSittings) -> None:
    """Whose the answers are could be told in a table of fewer than ten persons, whatever else it leaves out."""
    if len(told.people) < FEWEST:
        raise TooFewPersons(Reason.EXTRACT_OF_FEW, trial=trial.id, fewest=FEWEST)


def _require_before_destruction(trial: Programme, today: date) -> None:
    """From the day of destruction on nothing is extracted, whether or not the run was there, or a hold keeps it."""
    if trial.destroyed_on is not None:
        raise TrialOver(Reason.TRIAL_DESTROYED, trial=trial.id, on=trial.destroyed_on)
    if trial.trial_due_by <= today:
        raise TrialOver(Reason.EXTRACT_TOO_LATE, trial=trial.id, due=trial.trial_due_by)


def require_own_path(connection: Connection, programme: str, path: Path) -> None:
    """Refuse a path that is occupied, or inside an extract.

    Raises
    ------
    PathTaken
    """
    owner = store.extract_owner(connection, path)
    if owner != programme and (owner is not None or path.exists()):
        raise PathTaken(Reason.PATH_TAKEN if owner else Reason.PATH_TAKEN_BY_A_FILE, path=path, owner=owner)
    for folder in path.parents:
        if (owner := store.extract_owner(connection, folder)) is not None:
            raise PathTaken(Reason.PATH_TAKEN, path=path, owner=owner)


def extract(
    connection: Connection,
    ring: KeyRing,
    request: ExtractRequest,
    write_table: TableWriter,
    kind: ExtractFormat,
    now: datetime,
    *,
    all_recorded: bool = True,
) -> WrittenExtract:
    """Write a trial's responses to a registered folder, and register its hashes.

    Learners who withdrew or whose data are restricted are left out, sittings whose records do not verify, those whose
    items would tell a year group of fewer than ten persons, and those in both languages where fewer than ten of the
    year group are. What is told of a person is told only where at least ten share it.

    Raises
    ------
    UnknownTrial, TrialOver
    TooFewPersons : nothing is written then
    """
    trial = find(connection, request.programme)
    _require_before_destruction(trial, london_date(now))
    told = _told_sittings(connection, ring, trial, all_recorded=all_recorded)
    _require_enough(trial, told)
    plan, people, forms = store.plan_of(connection, trial.id), told.people, told.forms
    origin = _origin(trial, request, plan, told, now)
    given = ((people[sitting], log) for sitting, log in _logs(connection, ring, trial.id, people))
    teachers = count_choices(teacher_surveys(connection, ring, trial.id))
    written = write_extract(request.path, given, origin, forms, write_table, kind, teachers)
    store.save_hashes(connection, trial.id, request.path, written)
    return written


@dataclass(frozen=True)
class _ToldSittings:
    """The sittings of a trial that may be told, with what may be told of their persons, and how many others there are.

    Parameters
    ----------
    left_out : by reason
    bank_versions : that sittings are pinned to, sorted
    """

    people: Mapping[UUID, GivenPerson]
    left_out: Mapping[str, int]
    forms: Forms
    bank_versions: Sequence[str]


def _told_sittings(connection: Connection, ring: KeyRing, trial: Programme, *, all_recorded: bool) -> _ToldSittings:
    """Find out which sittings may be told.

    Raises
    ------
    RowForged
    """
    left_out = _left_out(connection, ring, trial, all_recorded=all_recorded)
    pinned = {each.id: each.pinned for each in of_programme_unchecked(connection, trial.id) if each.pinned}
    booklets = {sitting: each.design_name for sitting, each in pinned.items()}
    schools, forms = _schools(connection, ring, trial), _forms(store.plan_of(connection, trial.id))
    logs = _logs(connection, ring, trial.id, pinned.keys() - frozenset().union(*left_out.values()), _TELLING)
    traits = {sitting: traits_of(log, schools, booklets[sitting], forms) for sitting, log in logs}
    switched = few_who_switched(traits)
    people = given_people({each: told for each, told in traits.items() if each not in switched}, booklets, schools)
    left_out |= {TOO_FEW_OF_THE_YEAR: traits.keys() - switched - people.keys(), FEW_SWITCHED: switched}
    counts = {reason: len(sittings) for reason, sittings in left_out.items()}
    return _ToldSittings(people, counts, forms, sorted({each.bank_version for each in pinned.values()}))


def _forms(plan: PlanRecord | None) -> Forms:
    """The forms of a trial's booklets; none without a plan."""
    if plan is None:
        return {}
    booklets = read_planned(plan.document, plan.sha256).booklets
    return {
        (booklet_name(number), year): form
        for number, booklet in enumerate(booklets, start=1)
        for year, form in booklet.items()
    }


def _schools(connection: Connection, ring: KeyRing, trial: Programme) -> dict[str, SchoolFacts]:
    """What is known of each school, by what stands for it in the trial's logs."""
    key, attributes = ring.read(trial.key_id), all_attributes(connection)
    sampled = {each.school: each for each in sample_of(connection, trial.id)}
    media = {school: values.get(MEDIUM, "") for school, values in attributes.items()}
    return {
        school_mark(key, school): SchoolFacts(sampled[school].stratum, media.get(school, ""), sampled[school].weight)
        if school in sampled
        else SchoolFacts(medium=media[school])
        for school in {*sampled, *media}
    }


def _origin(
    trial: Programme,
    request: ExtractRequest,
    plan: PlanRecord | None,
    told: _ToldSittings,
    now: datetime,
) -> ExtractOrigin:
    return ExtractOrigin(
        trial.id,
        trial.subject or "",
        plan.sha256 if plan else None,
        read_planned(plan.document, plan.sha256).plan.years if plan else (),
        told.bank_versions,
        london_date(now),
        trial.completed_on,
        trial.trial_due_by,
        str(request.path),
        request.with_responses,
        told.left_out,
    )


def _left_out(connection: Connection, ring: KeyRing, trial: Programme, *, all_recorded: bool) -> dict[str, Set[UUID]]:
    """By reason, the sittings that are not extracted.

    Raises
    ------
    RowForged : an objection, or the mark of what is left out, was deleted or made up
    """
    require_objections(connection, trial.id)
    marks, key = store.withdrawn_marks(connection, trial.id), ring.read(trial.key_id)
    there = [each.id for each in of_programme_unchecked(connection, trial.id)] if marks else ()
    withdrawn = frozenset(sitting for sitting in there if withdrawal_mark(key, sitting) in marks)
    false = false_results_of(connection, ring, trial.id, all_recorded=all_recorded)
    return {
        "withdrawn or restricted": withdrawn,
        "does not verify": frozenset(each.sitting for each in false) - withdrawn,
    }


def _logs(
    connection: Connection, ring: KeyRing, programme: str, wanted: Container[UUID], kinds: Sequence[str] = ()
) -> Iterator[tuple[UUID, tuple[Event, ...]]]:
    """The logs of some sittings, in random order."""
    yield from logbook.stream_logs(connection, ring, programme, kinds, wanted=wanted)


def trials_with_absent_extracts(connection: Connection) -> tuple[str, ...]:
    """The trials with an extract that this host does not find where it was written, and that nobody answers for."""
    held = store.extracts_to_be_destroyed(connection)
    return tuple(sorted({trial for trial, path in held if not (is_in_place(path) or partial_path(path).exists())}))


def is_in_place(path: Path) -> bool:
    """Whether an extract is where it was written, with its responses; before this release it was a file."""
    return path.is_file() or data_file(path) is not None


@dataclass(frozen=True)
class KeptSittings:
    """The sittings that an extract of a trial would have.

    Parameters
    ----------
    left_out : by reason, how many others there are
    logs : of each its booklet and log, in random order
    forms : of the booklets
    teachers : how many teachers chose what in the closing survey
    """

    left_out: Mapping[str, int]
    logs: Iterator[tuple[str, tuple[Event, ...]]]
    forms: Forms
    teachers: Sequence[ChoiceCount] = ()


def kept_sittings(
    connection: Connection, ring: KeyRing, trial: Programme, today: date, *, all_recorded: bool = True
) -> KeptSittings:
    """The sittings of a trial without those that no extract has.

    Raises
    ------
    TrialOver : the day of destruction has come, or the responses are destroyed
    """
    _require_before_destruction(trial, today)
    told = _told_sittings(connection, ring, trial, all_recorded=all_recorded)
    logs = _logs(connection, ring, trial.id, told.people)
    return KeptSittings(
        told.left_out,
        ((told.people[sitting].booklet, log) for sitting, log in logs),
        told.forms,
        count_choices(teacher_surveys(connection, ring, trial.id)),
    )
