"""The files of a class's learners: which there are, and each read in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.feedback.download_responses import file_name
from delivery_api.feedback.service import NoFeedbackYet, note_unverified, result_of
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from delivery_api.web.message_catalogue import translations
from delivery_api.web.name_order import surname_first
from delivery_api.web.reader_language import Language
from reports import SittingResult, Topic, learner_feedback, learner_messages, subject_name
from reports.feedback.staff_messages import staff_messages
from reports.formats.pdf import Pages, learner_pages

Transactions = Callable[[], AbstractContextManager[Connection]]
Recheck = Callable[[Connection, UUID, datetime], SchoolClass]
"""The class, if whoever asked may still read it; otherwise it raises `Refused`."""


@dataclass(frozen=True)
class WantedFiles:
    """What is asked of the files of classes.

    Parameters
    ----------
    subjects : those of which a learner's results are wanted
    year : the school year, as "2026-27"
    languages : one, or both
    for_staff : whether each has the page for staff
    """

    subjects: Sequence[str]
    year: str
    languages: Sequence[Language]
    for_staff: bool


@dataclass(frozen=True)
class LearnerFile:
    """One learner's result in one language: what its pages are made of, and how its file is named."""

    school_class: str
    language: Language
    name: str
    pages: Pages
    on: date


@dataclass(frozen=True)
class LearnerFiles:
    """Reads the files of classes for a member of staff, and records in the audit whose results went out."""

    ring: KeyRing
    bank_cache: BankCache
    checks: ResultChecks
    begin: Transactions
    clock: Callable[[], datetime]

    def count(self, connection: Connection, classes: Sequence[SchoolClass], wanted: WantedFiles) -> int:
        """How many files there are at most; results that do not verify make none."""
        found = sum(len(_finished(connection, each, wanted)) for each in classes)
        return found * len(wanted.languages)

    def read(
        self, school_class: UUID, person: SignedIn, wanted: WantedFiles, recheck: Recheck
    ) -> Generator[LearnerFile]:
        """Yield the files of a class, in the order of its list and of the subjects, for as long as it may be read.

        Each result is read in a transaction of its own, so that nobody's answer waits for a whole class.

        Raises
        ------
        Refused
        """
        with self.begin() as connection:
            there = recheck(connection, school_class, self.clock())
            results = _finished(connection, there, wanted)
            people = identity.persons(connection, self.ring, [learner for learner, _ in results])
        order = {subject: place for place, subject in enumerate(wanted.subjects)}
        for learner, subject in sorted(results, key=lambda each: (surname_first(people[each[0]].name), order[each[1]])):
            with self.begin() as connection:
                now = self.clock()
                if learner not in recheck(connection, school_class, now).learners:
                    continue
                found = self._result(connection, learner, person, subject, wanted.year, now)
            if found is not None:
                for language in wanted.languages:
                    yield _file(there, people[learner].name, *found, language, for_staff=wanted.for_staff)

    def _result(
        self, connection: Connection, learner: UUID, person: SignedIn, subject: str, year: str, now: datetime
    ) -> tuple[SittingResult, dict[str, Topic]] | None:
        context = SittingContext(connection, self.ring, self.bank_cache, checks=self.checks)
        try:
            result, topics = result_of(context, learner, subject, year)
        except ResultUnverified as refused:
            note_unverified(connection, now, learner, str(refused.facts["sitting"]))
            return None
        except NoFeedbackYet:
            return None
        audit_log.record(connection, now, "saw feedback (class file)", actor=person.person, learner=learner)
        return result, dict(topics)


def _finished(connection: Connection, school_class: SchoolClass, wanted: WantedFiles) -> set[tuple[UUID, str]]:
    """The learners and subjects with a finished sitting of the year."""
    held = store.of_learners(connection, list(school_class.learners))
    return {
        (each.learner, each.subject)
        for each in held
        if each.state == SittingState.COMPLETED and each.programme == wanted.year and each.subject in wanted.subjects
        if each.learner is not None
    }


def _file(
    school_class: SchoolClass,
    name: str,
    result: SittingResult,
    topics: dict[str, Topic],
    language: Language,
    *,
    for_staff: bool,
) -> LearnerFile:
    say = translations(language)
    feedback = learner_feedback(result, topics)
    subject = subject_name(result.subject, say)
    pages = learner_pages(
        feedback,
        learner_messages(feedback, language, say),
        name,
        language,
        staff_messages(feedback, language, say) if for_staff else None,
        f"{school_class.school} · {school_class.name}",
        f"{name} · {subject}",
    )
    told = file_name(name, subject, result.finished_on.isoformat(), kind="pdf")
    return LearnerFile(school_class.name, language, told, pages, result.finished_on)
