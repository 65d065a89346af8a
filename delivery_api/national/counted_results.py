"""Whose results a national release counts: the first of each learner in the school year, as on the school's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.service import doubtful_sittings
from delivery_api.identity.restriction.store import restricted_people
from delivery_api.identity.school_attributes.attribute_file import MEDIUM
from delivery_api.identity.school_attributes.store import all_attributes
from delivery_api.identity.school_history.store import MainEnrolment, main_enrolments
from delivery_api.sittings.record.reported_reading import reported_results
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.storage.rows_of_sittings import in_batches
from delivery_api.sittings.values import Sitting
from reports.disclosure.smallest_group import FEWEST
from reports.national.release_tables import PAGES
from reports.national.release_values import CountedLearner

UNKNOWN_MEDIUM = "unknown"
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class CountedResults:
    """What a release is made of.

    Parameters
    ----------
    learners : by the id of the sitting that counts
    bank_versions : SHA-256 of each that a result rests on
    provisional : how many of the results are provisional
    """

    learners: Mapping[UUID, CountedLearner]
    bank_versions: frozenset[str]
    provisional: int


@dataclass(frozen=True, slots=True)
class _First:
    sitting: UUID
    year: int
    school: UUID | None
    result: ReportedResult


def counted_results(context: SittingContext, checks: ResultChecks, year: str, subject: str) -> CountedResults:
    """Find the results that count.

    Left out are learners whose data are restricted, and results that do not verify, that nobody has confirmed, that
    staff ended early, or that have no score.

    Parameters
    ----------
    year : a school year that can be read

    Raises
    ------
    KeyGone, NewerRelease, RowForged
    """
    connection = context.connection
    restricted = restricted_people(connection)
    completed = [each for each in store.completed_of_year(connection, year, subject) if each.learner not in restricted]
    first: dict[UUID, _First] = {}
    for batch in in_batches(completed, _BATCH):
        for learner, found in _believed(context, checks, batch):
            first[learner] = min(first.get(learner, found), found, key=_order)
    media = {school: values.get(MEDIUM, UNKNOWN_MEDIUM) for school, values in all_attributes(connection).items()}
    placed = _at_schools(context, first)
    on_pages = _on_pages(placed)
    learners = {each.sitting: _learner(each, media, on_pages) for each in placed}
    return CountedResults(
        learners,
        frozenset(each.result.bank_version for each in placed),
        sum(each.result.provisional for each in placed),
    )


def _order(found: _First) -> tuple[float, str]:
    return found.result.finished_at.timestamp(), str(found.sitting)


def _believed(context: SittingContext, checks: ResultChecks, batch: Sequence[Sitting]) -> Iterator[tuple[UUID, _First]]:
    """The results of a batch that count, by learner."""
    reported, _ = reported_results(context, batch, all_recorded=checks.all_recorded())
    doubted = doubtful_sittings(context, batch)
    for sitting in batch:
        result = reported.get(sitting.id)
        if result is None or result.ended_early or result.too_few:
            continue
        if sitting.learner is not None and sitting.id not in doubted:
            yield sitting.learner, _First(sitting.id, sitting.year, None, result)


def _at_schools(context: SittingContext, first: Mapping[UUID, _First]) -> list[_First]:
    """The results with the school that each learner was mainly enrolled at on the day."""
    stays = main_enrolments(context.connection, list(first))
    return [replace(each, school=_school(stays.get(who, ()), each.result)) for who, each in first.items()]


def _school(stays: Iterable[MainEnrolment], result: ReportedResult) -> UUID | None:
    day = london_date(result.finished_at)
    return next((each.school for each in stays if each.holds_on(day)), None)


def _on_pages(placed: Sequence[_First]) -> frozenset[UUID]:
    """The sittings that schools' pages count: of each school and year group the whole tens, in order of finishing."""
    groups: dict[tuple[UUID | None, int], list[_First]] = defaultdict(list)
    for each in placed:
        groups[each.school, each.year].append(each)
    return frozenset(
        each.sitting
        for (school, _), group in groups.items()
        if school is not None
        for each in sorted(group, key=_order)[: len(group) // FEWEST * FEWEST]
    )


def _learner(found: _First, media: Mapping[UUID, str], on_pages: frozenset[UUID]) -> CountedLearner:
    result = found.result
    medium = media.get(found.school, UNKNOWN_MEDIUM) if found.school is not None else UNKNOWN_MEDIUM
    releases = frozenset({PAGES}) if found.sitting in on_pages else frozenset()
    return CountedLearner(found.year, result.language, medium, result.theta, result.se, releases)
