"""The use cases of a national release: it is frozen, registered before its first byte, and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, school_year_end
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.national import store
from delivery_api.national.counted_results import CountedResults
from delivery_api.national.lost_releases import RELEASED, lost_releases
from delivery_api.national.release_folder import write_release
from delivery_api.national.store import ReleaseMembers, mark_of
from delivery_api.sittings.values import Programme
from delivery_api.trials import store as extracts
from delivery_api.trials.extract_tables import TableWriter
from delivery_api.trials.extraction import require_own_path
from reports.disclosure.frequency_table import Microcell
from reports.disclosure.smallest_group import FEWEST
from reports.disclosure.suppression import AlreadyTold
from reports.national.release_tables import TooFewResults, national_release
from reports.national.release_values import CountedLearner, NationalRelease, ReleaseName

MOST_PROVISIONAL = 0.02
"""Largest share of provisional results in a release. To leave these out would bias means, since who has one depends on
ability; more of them would rest the release on parameters that nobody has measured."""


class NoRelease(Declined):
    """A release may not be made: too early, few or provisional results, told already, or an earlier one is lost."""


@dataclass(frozen=True)
class MadeRelease:
    """A release, and whether it is a new one: unchanged results make none."""

    release: NationalRelease
    is_new: bool


def require_over(programme: Programme, now: datetime) -> None:
    """Refuse a school year that is not over: later results would differ from the release by a few learners.

    Raises
    ------
    NoRelease
    """
    if london_date(now) <= school_year_end(programme.id):
        raise NoRelease(Reason.RELEASE_TOO_EARLY, year=programme.id, last=school_year_end(programme.id))


def require_none_lost(connection: Connection, ledger: Ledger, year: str, subject: str) -> None:
    """Refuse while the database lacks an earlier release: who came or left since then would be told.

    One of another school year, which a restored backup may not have had, only costs the comparison with it.

    Raises
    ------
    NoRelease, LedgerRefused
    """
    for lost in lost_releases(connection, ledger):
        if lost.name.subject == subject and (lost.name.year == year or not lost.before_restore):
            raise NoRelease(Reason.RELEASE_LOST, release=lost.name, entry=lost.entry.number)


def freeze_release(
    connection: Connection,
    ring: KeyRing,
    ledger: Ledger,
    programme: Programme,
    subject: str,
    counted: CountedResults,
    decision: Decision,
    now: datetime,
) -> MadeRelease:
    """Make a release of a school year's results and freeze it, unless the last one is the same.

    Raises
    ------
    NoRelease, LedgerRefused, KeyGone
    """
    _require_measured(counted)
    require_none_lost(connection, ledger, programme.id, subject)
    all_of_subject = store.releases_of(connection, subject)
    earlier = [each for each in all_of_subject if each.name.year == programme.id]
    members = {str(each.name): store.members_of(connection, ring, each.name) for each in earlier}
    now_counted = ReleaseMembers({mark_of(sitting): each.values for sitting, each in counted.learners.items()})
    name = ReleaseName(programme.id, subject, len(earlier) + 1)
    release = _made(name, now, counted, now_counted, earlier, members, _baseline(all_of_subject, programme.id))
    if earlier and release.rows == earlier[-1].rows and now_counted == members[str(earlier[-1].name)]:
        return MadeRelease(earlier[-1], is_new=False)
    store.add_release(connection, ring.read(programme.key_id), release, now_counted)
    noted = record_decision(connection, ledger, now, RELEASED, str(name), decision)
    audit_log.record(connection, now, RELEASED, thing=noted)
    return MadeRelease(release, is_new=True)


def register_folder(connection: Connection, ledger: Ledger, year: str, path: Path, now: datetime) -> None:
    """Record where a release will be written; committed before the first byte, so that no copy is unknown.

    Raises
    ------
    PathTaken, LedgerRefused
    """
    require_own_path(connection, year, path)
    extracts.add_extract(connection, year, path, london_date(now))
    ledger.append(connection, now, EntryKind.EXTRACT_REGISTERED, programme=year, path=str(path))


def write_registered(
    connection: Connection, path: Path, release: NationalRelease, write_parquet: TableWriter | None
) -> None:
    """Write a registered release, and register its hashes."""
    extracts.save_hashes(connection, release.name.year, path, write_release(path, release, write_parquet))


def _require_measured(counted: CountedResults) -> None:
    if len(counted.learners) < FEWEST:
        raise NoRelease(Reason.RELEASE_TOO_SMALL, least=FEWEST)
    share = counted.provisional / len(counted.learners)
    if share > MOST_PROVISIONAL:
        facts = {"share": f"{100 * share:.0f}%", "most": f"{100 * MOST_PROVISIONAL:.0f}%"}
        raise NoRelease(Reason.RELEASE_PROVISIONAL, **facts)


def _baseline(releases: Sequence[NationalRelease], year: str) -> NationalRelease | None:
    """The latest release of the first school year that has one, if it is an earlier one."""
    before = [each for each in releases if each.name.year < year]
    first = [each for each in before if each.name.year == before[0].name.year]
    return first[-1] if first else None


def _made(
    name: ReleaseName,
    now: datetime,
    counted: CountedResults,
    now_counted: ReleaseMembers,
    earlier: Sequence[NationalRelease],
    members: Mapping[str, ReleaseMembers],
    baseline: NationalRelease | None,
) -> NationalRelease:
    learners = [
        replace(each, releases=each.releases | _counted_alike(mark_of(sitting), each, members))
        for sitting, each in counted.learners.items()
    ]
    former = _former(now_counted, members)
    try:
        return national_release(
            name, london_date(now), learners, sorted(counted.bank_versions), earlier, former, baseline
        )
    except TooFewResults:
        raise NoRelease(Reason.RELEASE_TOO_SMALL, least=FEWEST) from None
    except AlreadyTold as told:
        raise NoRelease(Reason.RELEASE_ALREADY_TOLD, group=str(told)) from None


def _counted_alike(mark: str, learner: CountedLearner, members: Mapping[str, ReleaseMembers]) -> frozenset[str]:
    return frozenset(name for name, there in members.items() if there.values.get(mark) == learner.values)


def _former(now_counted: ReleaseMembers, members: Mapping[str, ReleaseMembers]) -> Counter[Microcell]:
    """Learners whom earlier releases count, where this one does not count them there."""
    places: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for name, there in members.items():
        for mark, values in there.values.items():
            if now_counted.values.get(mark) != values:
                places.setdefault((mark, values), set()).add(name)
    return Counter(Microcell(values, frozenset(names)) for (_, values), names in places.items())
