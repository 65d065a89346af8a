"""Fetches the results of finished sittings for `reports` to put into words; never those of trials."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.bank.named_tests import named_design
from delivery_api.dates.school_calendar import london_date, school_year_end
from delivery_api.feedback.asked_questions import asked_questions
from delivery_api.feedback.score_background import with_background, with_standardised_scores
from delivery_api.identity.restriction.store import restricted_people
from delivery_api.identity.school_history import store as stays
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event, HandedOver, Replied, finished, replies_as_scored, rescored
from delivery_api.sittings.record.left_out_items import left_out_items
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.reported_reading import reported_results
from delivery_api.sittings.record.reported_results import bank_scored_under
from delivery_api.sittings.record.response_time_effort import RAPID_SECONDS, is_low_effort, is_rapid, response_times
from delivery_api.sittings.record.result_records import ResultUnverified, verified_logs
from delivery_api.sittings.record.scored_sittings import ended_early, is_scored
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import OPEN_STATES, Sitting, SittingState
from itembank import SUBJECTS, BankVersion, Barrier, ItemVersion, PartialCreditParameters
from itembank.compilation.adopted_share import is_provisional
from itembank.compilation.eligible_items import eligible_items
from itembank.versions.adopted_parameters import AdoptedParameters
from itembank.versions.difficulty_errors import difficulty_sd
from reports import AnsweredItem, SittingResult, Topic
from reports.claims.area_posterior import area_claims
from reports.claims.topic_posterior import sitting_posterior, topic_claims
from reports.claims.year_pool import Prior, YearPool, year_pool
from reports.feedback.school_feedback import CountedResult
from reports.feedback.sitting_results import Effort, LeftOut
from reports.scales.working_year import working_year

UNVERIFIED = "unverified"
"""The state of a learner with a result that does not verify."""


class NoFeedbackYet(Refused):
    """The learner has not finished an assessment."""

    code = "no_feedback"


@dataclass(frozen=True)
class Results:
    """The states and results of learners, by learner, and the topics that the results refer to, by topic id.

    Attributes
    ----------
    unverified : the sittings whose results do not verify, by learner; these learners have the state "unverified" and
        no result
    years : the school years in which one of the learners finished a sitting of the subject, the latest first,
        whichever year was asked for
    """

    states: Mapping[UUID, str] = field(default_factory=dict)
    finished: Mapping[UUID, SittingResult] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    unverified: Mapping[UUID, Sitting] = field(default_factory=dict)
    years: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchoolResults:
    """The results that a school's figures of a school year count.

    Attributes
    ----------
    counted : one for each learner
    years : the school years in which one of the learners finished a sitting of the subject, the latest first
    """

    counted: tuple[CountedResult, ...]
    years: tuple[str, ...]


# of several sittings of a learner the state of the open one is shown, then that of the finished one
_LEAST_RELEVANT_FIRST = (SittingState.DISCARDED, SittingState.EXPIRED, SittingState.COMPLETED, *OPEN_STATES)


def results(
    context: SittingContext,
    learners: Sequence[UUID],
    subject: str | None,
    *,
    year: str | None = None,
    with_claims: bool = False,
    with_norms: bool = False,
) -> Results:
    """The states and results of learners' live sittings.

    The state is that of the open sitting, if there is one; the result is that of the last finished sitting, of those
    that have a score if any has one.

    Parameters
    ----------
    subject : None for any
    year : the school year that the sittings belong to, as "2026-27"; None for any
    with_claims : whether to work out what one learner's report needs: what may be claimed, 20 ms a learner, what is
        expected of the year group, and what stands beside the score
    with_norms : whether to work out what norms say of the scores; `with_claims` does so anyway
    """
    believed, forged = store.of_learners_with_forged(context.connection, learners, subject)
    years, done_before = _years_finished(believed), _completed(context.key_ring, believed) if with_claims else ()
    believed, forged = (_of_year(each, year) for each in (believed, forged))
    held = _readable(context.key_ring, believed)
    completed = [sitting for sitting in held if sitting.state == "completed"]
    aside = _set_aside(context.connection, held)
    checks = _checks(context)
    logs, false = verified_logs(context.connection, context.key_ring, completed, all_recorded=checks.all_recorded())
    done = [sitting for sitting in completed if sitting.id in logs]
    doubted = (*forged, *(sitting for sitting in completed if sitting.id in false))
    unverified = {sitting.learner: sitting for sitting in doubted if sitting.learner}
    standing = sorted(held, key=lambda sitting: _LEAST_RELEVANT_FIRST.index(SittingState(sitting.state)))
    states = {s.learner: str(s.state) for s in standing if s.learner and s.state != SittingState.DISCARDED}
    found: dict[UUID, SittingResult] = {}
    told: dict[UUID, Sitting] = {}
    topics: dict[str, Topic] = {}
    unconfirmed = unconfirmed_sittings(context, done, logs)
    not_told = doubtful_sittings(context, done_before) if with_claims else frozenset()
    for sitting in sorted(done, key=lambda each: (is_scored(logs[each.id]), _ended(logs[each.id]))):
        bank = bank_scored_under(context.connection, context.bank_cache, sitting, logs[sitting.id])
        if sitting.learner is not None and sitting.learner not in unverified:
            is_aside = (sitting.learner, sitting.subject, sitting.programme) in aside
            doubtful = sitting.id in unconfirmed
            result = _result(bank, sitting, logs[sitting.id], unconfirmed=doubtful, set_aside=is_aside)
            if with_claims:
                result = replace(result, item_map=asked_questions(bank, logs[sitting.id]))
                told_of = {each.id: each for each in done_before if each.id not in not_told and _same(each, sitting)}
                with_all = _with_claims(context, bank, sitting, result)
                result = with_background(context, sitting, with_all, told_of, all_recorded=checks.all_recorded())
            found[sitting.learner], told[sitting.learner] = result, sitting
        topics |= {topic.id: topic for topic in bank.topics}
    if with_norms and not with_claims:
        found = with_standardised_scores(context, found, told, all_recorded=checks.all_recorded())
    return Results(states | dict.fromkeys(unverified, UNVERIFIED), found, topics, unverified, years)


def result_of(
    context: SittingContext, learner: UUID, subject: str | None, year: str | None = None
) -> tuple[SittingResult, Mapping[str, Topic]]:
    """A learner's last result in a subject and a school year, each any if None, with the topics it refers to.

    Raises
    ------
    NoFeedbackYet, ResultUnverified
    """
    found = results(context, [learner], subject, year=year, with_claims=True)
    if learner in found.unverified:
        false = found.unverified[learner]
        raise ResultUnverified(programme=false.programme, sitting=str(false.id))
    if learner not in found.finished:
        raise NoFeedbackYet
    return found.finished[learner], found.topics


def finished_subjects(connection: Connection, learner: UUID) -> tuple[str, ...]:
    """The subjects of which a learner has finished a sitting, in display order."""
    held = {sitting.subject for sitting in store.of_learners(connection, [learner]) if sitting.state == "completed"}
    return tuple(subject for subject in SUBJECTS if subject in held)


def finished_years(connection: Connection, learner: UUID, subject: str) -> tuple[str, ...]:
    """The school years in which a learner has finished a sitting of a subject, the latest first."""
    return _years_finished(store.of_learners(connection, [learner], subject))


def first_results(
    context: SittingContext, school: UUID, subject: str, year: str, today: date, *, still_there: bool = False
) -> SchoolResults:
    """The first result of a school year of each learner who was at the school in it, for the school's figures.

    Those whose data are restricted are left out, and results that do not verify or are unconfirmed, that staff ended
    early, or that have no score. Learners who have left are counted: a figure that changed when one leaves would reveal
    that learner's result.

    Parameters
    ----------
    year : the school year, as "2026-27"
    still_there : whether only learners who are at the school today are counted, whose results its head may open
    """
    connection, ring = context.connection, context.key_ring
    learners = _learners_of(connection, school, year, today, still_there=still_there)
    of_all_years = store.of_learners_with_forged(connection, learners, subject)[0]
    held = _readable(ring, _of_year(of_all_years, year))
    completed = [each for each in held if each.state == "completed"]
    reported, _ = reported_results(context, completed, all_recorded=_checks(context).all_recorded())
    unconfirmed = doubtful_sittings(context, completed)
    first: dict[UUID, CountedResult] = {}
    for sitting in completed:
        result = reported.get(sitting.id)
        if result is None or result.ended_early or result.too_few:
            continue
        if sitting.learner is None or sitting.id in unconfirmed:
            continue
        counted = CountedResult(sitting.year, result.theta, result.finished_at, str(sitting.id), result.provisional)
        known = first.setdefault(sitting.learner, counted)
        first[sitting.learner] = min(known, counted, key=lambda each: (each.at, each.key))
    return SchoolResults(tuple(first.values()), _years_finished(of_all_years))


def _learners_of(connection: Connection, school: UUID, year: str, today: date, *, still_there: bool) -> Sequence[UUID]:
    """The learners who were at a school in a school year, without those whose data are restricted."""
    last = school_year_end(year)
    first = last.replace(year=last.year - 1) + timedelta(days=1)
    there = set(stays.learners_ever_at(connection, school, first, min(last, today))) if first <= today else set()
    if still_there:
        there &= set(stays.learners_ever_at(connection, school, today, today))
    return sorted(there - restricted_people(connection))


def note_unverified(connection: Connection, now: datetime, learner: UUID, sitting: str) -> None:
    """Note that a result was asked for and does not verify."""
    audit_log.record(connection, now, "met a result that does not verify", learner=learner, thing=sitting)
    raise_alert(connection, now, AlertKind.UNVERIFIED, learner, sitting=UUID(sitting))


def _readable(ring: KeyRing, held: Sequence[Sitting]) -> list[Sitting]:
    """Leave out the sittings of programmes that are overdue for destruction, unless there are no others.

    Raises
    ------
    ReadingOverdue
    """
    readable = [each for each in held if each.programme not in ring.withheld]
    if held and not readable:
        ring.require_readable(held[0].programme)
    return readable


def _completed(ring: KeyRing, held: Sequence[Sitting]) -> Sequence[Sitting]:
    return [each for each in held if each.state == "completed" and each.programme not in ring.withheld]


def _same(one: Sitting, other: Sitting) -> bool:
    return (one.learner, one.subject) == (other.learner, other.subject)


def _years_finished(held: Sequence[Sitting]) -> tuple[str, ...]:
    return tuple(sorted({each.programme for each in held if each.state == "completed"}, reverse=True))


def _of_year(held: Sequence[Sitting], year: str | None) -> tuple[Sitting, ...]:
    return tuple(each for each in held if year in (None, each.programme))


def _ended(log: Sequence[Event]) -> float:
    end = finished(log)
    return end.at.timestamp() if end else 0.0


def _set_aside(connection: Connection, held: Sequence[Sitting]) -> frozenset[tuple[UUID | None, str, str]]:
    """The learners, subjects and school years of which a finished result was discarded."""
    discarded = [each for each in held if each.state == SittingState.DISCARDED]
    ended = logbook.finished_ids(connection, discarded)
    return frozenset((each.learner, each.subject, each.programme) for each in discarded if each.id in ended)


def _checks(context: SittingContext) -> ResultChecks:
    if context.checks is None:
        msg = "results are read with a SittingContext that has checks; received one without"
        raise ValueError(msg)
    return context.checks


def doubtful_sittings(context: SittingContext, completed: Sequence[Sitting]) -> frozenset[UUID]:
    """As `unconfirmed_sittings`, reading only the logs of learners with a visit that nobody has confirmed."""
    visits = _checks(context).doubtful_visits(
        context.connection, [each.learner for each in completed if each.learner is not None]
    )
    doubted = [each for each in completed if each.learner is not None and visits.get(each.learner)]
    logs = logbook.logs(context.connection, context.key_ring, doubted, altered=False) if doubted else {}
    return unconfirmed_sittings(context, doubted, logs)


def unconfirmed_sittings(
    context: SittingContext, completed: Sequence[Sitting], logs: Mapping[UUID, Sequence[Event]]
) -> frozenset[UUID]:
    """The sittings of which something happened in a visit by class PIN that nobody has confirmed."""
    checks, learners = _checks(context), [each.learner for each in completed if each.learner is not None]
    visits = checks.doubtful_visits(context.connection, learners)
    return frozenset(
        each.id
        for each in completed
        if each.learner is not None
        for visit in visits.get(each.learner, ())
        if any(visit <= event.at < visit + checks.longest_visit for event in logs.get(each.id, ()))
    )


def _scored_items(bank: BankVersion, log: Sequence[Event]) -> list[tuple[Replied, ItemVersion]]:
    return [(event, bank.item(event.item)) for event in replies_as_scored(log) if event.scored]


def _moved_on(log: Sequence[Event]) -> date | None:
    moves = [event.at for event in log if isinstance(event, HandedOver)]
    return london_date(moves[-1]) if moves else None


def _result(
    bank: BankVersion,
    sitting: Sitting,
    log: Sequence[Event],
    *,
    unconfirmed: bool,
    set_aside: bool,
) -> SittingResult:
    end = finished(log)
    if end is None:
        msg = f"sitting {sitting.id}: completed, but its log has no end"
        raise ValueError(msg)
    latest = rescored(log)
    counts = latest or end
    items = _scored_items(bank, log)
    pinned = sitting.pinned
    dependence = named_design(bank, pinned.design_name, sitting.year).dependence if pinned else 0.0
    return SittingResult(
        subject=sitting.subject,
        year=sitting.year,
        theta=counts.theta,
        se=counts.se,
        status=counts.status,
        finished_on=london_date(end.at),
        items=tuple(
            _answered(number, event, item, bank.adopted, dependence)
            for number, (event, item) in enumerate(items, start=1)
        ),
        provisional=is_provisional([item for _, item in items], counts.theta),
        rescored_on=london_date(latest.at) if latest else None,
        unconfirmed=unconfirmed,
        moved_on=_moved_on(log),
        set_aside=set_aside,
        ended_early=ended_early(end),
        too_few=not is_scored(log),
        school_year=sitting.programme,
        effort=_effort(log, {item.id for _, item in items}),
        left_out=_left_out(bank, log),
    )


def _left_out(bank: BankVersion, log: Sequence[Event]) -> tuple[LeftOut, ...]:
    """What was not asked because of a screen reader, by reason."""
    gone = left_out_items(log)
    topics: dict[Barrier, set[str]] = {}
    for item in bank.all_items if gone else ():
        if item.id in gone:
            topics.setdefault(gone[item.id], set()).add(item.topic)
    return tuple(LeftOut(why, tuple(sorted(topics[why]))) for why in Barrier if why in topics)


def _effort(log: Sequence[Event], scored: Container[str]) -> Effort:
    """The effort in the scored questions, of which alone the page tells."""
    return Effort(RAPID_SECONDS, is_low_effort([each for each in response_times(log) if each.item in scored]))


def _with_claims(context: SittingContext, bank: BankVersion, sitting: Sitting, result: SittingResult) -> SittingResult:
    """The result with what one learner's report needs beyond it, nothing if it has no score."""
    if result.too_few or sitting.pinned is None:
        return result
    name, year = sitting.pinned.design_name, sitting.year
    design = named_design(bank, name, year)
    expected = design.population(year)
    prior = Prior(expected.mean, expected.sd)
    pool = _year_pool(context, bank, name, year, prior)
    posterior = sitting_posterior(result.items, pool)
    return replace(
        result,
        claims=topic_claims(posterior, pool),
        area_claims=area_claims(result.items, posterior, pool),
        population=prior,
        working_year=working_year(result.theta, {each: design.population(each).mean for each in design.years}),
    )


def _year_pool(context: SittingContext, bank: BankVersion, design: str, year: int, prior: Prior) -> YearPool:
    """The questions that a claim is about, worked out once a worker: half a second for the largest bank."""
    pools, name = context.bank_cache.pools, (bank.hash, design, year)
    if name not in pools:
        asked = eligible_items(context.bank_cache.test(context.connection, *name))
        questions = [question(item, bank.adopted) for item, may in zip(bank.items, asked, strict=True) if may]
        pools[name] = year_pool(questions, prior, dependence=named_design(bank, design, year).dependence)
    return pools[name]


def question(item: ItemVersion, adopted: AdoptedParameters | None = None, dependence: float = 0.0) -> AnsweredItem:
    """An item as claims see the questions of a year group: as one that nobody has answered."""
    return _answered(1, None, item, adopted, dependence)


def _answered(
    number: int, event: Replied | None, item: ItemVersion, adopted: AdoptedParameters | None, dependence: float
) -> AnsweredItem:
    known = item.parameters
    return AnsweredItem(
        number,
        item.topic,
        item.strand,
        item.introduced_year,
        known.difficulty,
        event.score if event else 0,
        event is not None and event.response is None,
        known.b if isinstance(known, PartialCreditParameters) else (),
        known.floors if isinstance(known, PartialCreditParameters) else (known.c,) if known.c else (),
        known.a,
        item.id,
        difficulty_sd(item, adopted),
        event is not None and is_rapid(event),
        item.stimulus or "",
        dependence,
    )
