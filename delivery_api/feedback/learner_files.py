"""The files of a class's learners: which there are, and each read in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.feedback.download_responses import file_name
from delivery_api.feedback.service import NoFeedbackYet, note_unverified, result_of
from delivery_api.identity import store as identity
from delivery_api.identity.languages.opening_languages import opening_languages
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from delivery_api.web.message_catalogue import translations
from delivery_api.web.name_order import surname_first
from delivery_api.web.reader_language import Language
from reports import learner_feedback, learner_messages, subject_name
from reports.feedback.learner_feedback import LearnerFeedback
from reports.feedback.staff_messages import staff_messages
from reports.formats.letter import LETTERS, letter_pages, with_notice
from reports.formats.pdf import LEARNERS, Pages, learner_pages
from reports.parents.parent_report import parent_report

Transactions = Callable[[], AbstractContextManager[Connection]]
Recheck = Callable[[Connection, UUID, datetime], SchoolClass]
"""The class, if whoever asked may still read it; otherwise it raises `Refused`."""


class WrittenFor(StrEnum):
    """For whom the files are written."""

    LEARNERS = "learners"
    """Their own pages, a file a subject."""

    STAFF = "staff"
    """As for learners, with the page for staff."""

    PARENTS = "parents"
    """A letter over all the subjects."""


@dataclass(frozen=True)
class WantedFiles:
    """What is asked of the files of classes.

    Parameters
    ----------
    subjects : those of which a learner's results are wanted
    year : the school year, as "2026-27"
    languages : one, or both
    written_for : whether learners, staff or parents read them
    own : whether the language is the learner's, where one is set for them or their school
    """

    subjects: Sequence[str]
    year: str
    languages: Sequence[Language]
    written_for: WrittenFor = WrittenFor.LEARNERS
    own: bool = False


@dataclass(frozen=True)
class LearnerFile:
    """A file about one learner in one language: its template and what that reads, and how it is named."""

    school_class: str
    language: Language
    name: str
    pages: Pages
    on: date
    template: str = LEARNERS


@dataclass(frozen=True)
class LearnerFiles:
    """Reads the files of classes for a member of staff, and records in the audit whose results went out.

    Parameters
    ----------
    notice : what each file says of a demonstration; empty in a service
    """

    ring: KeyRing
    bank_cache: BankCache
    checks: ResultChecks
    begin: Transactions
    clock: Callable[[], datetime]
    notice: Callable[[Language], str] = lambda _: ""

    def count(self, connection: Connection, classes: Sequence[SchoolClass], wanted: WantedFiles) -> int:
        """How many files there are at most; results that do not verify make none."""
        found = sum(len(_told_together(_finished(connection, each, wanted), wanted)) for each in classes)
        return found * len(wanted.languages)

    def read(
        self, school_class: UUID, person: SignedIn, wanted: WantedFiles, recheck: Recheck
    ) -> Generator[LearnerFile]:
        """Yield the files of a class, in the order of its list and of the subjects, for as long as it may be read.

        What a file tells is read in a transaction of its own, so that nobody's answer waits for a whole class.

        Raises
        ------
        Refused
        """
        with self.begin() as connection:
            there = recheck(connection, school_class, self.clock())
            together = _told_together(_finished(connection, there, wanted), wanted)
            people = identity.persons(connection, self.ring, list({learner for learner, _ in together}))
            (school,) = there.schools
            own = opening_languages(connection, list(people), school) if wanted.own else {}
        order = {subject: place for place, subject in enumerate(wanted.subjects)}
        for learner, subjects in sorted(
            together, key=lambda each: (surname_first(people[each[0]].name), order[each[1][0]])
        ):
            with self.begin() as connection:
                now = self.clock()
                if learner not in recheck(connection, school_class, now).learners:
                    continue
                told = self._results(connection, learner, person, subjects, wanted.year, now)
            languages = [own[learner]] if learner in own else wanted.languages
            for language in languages if told else ():
                yield _FILES[wanted.written_for](there, people[learner].name, told, language, self.notice(language))

    def _results(
        self,
        connection: Connection,
        learner: UUID,
        person: SignedIn,
        subjects: Sequence[str],
        year: str,
        now: datetime,
    ) -> list[LearnerFeedback]:
        """What a file tells: nothing if one of its results does not verify, since it would pass for all of them."""
        context = SittingContext(connection, self.ring, self.bank_cache, checks=self.checks)
        told = []
        for subject in subjects:
            try:
                told.append(learner_feedback(*result_of(context, learner, subject, year)))
            except ResultUnverified as refused:
                note_unverified(connection, now, learner, str(refused.facts["sitting"]))
                return []
            except NoFeedbackYet:
                continue
        if told:
            audit_log.record(connection, now, "saw feedback (class file)", actor=person.person, learner=learner)
        return told


def _finished(connection: Connection, school_class: SchoolClass, wanted: WantedFiles) -> set[tuple[UUID, str]]:
    """The learners and subjects with a finished sitting of the year."""
    held = store.of_learners(connection, list(school_class.learners))
    return {
        (each.learner, each.subject)
        for each in held
        if each.state == SittingState.COMPLETED and each.programme == wanted.year and each.subject in wanted.subjects
        if each.learner is not None
    }


def _told_together(finished: set[tuple[UUID, str]], wanted: WantedFiles) -> list[tuple[UUID, tuple[str, ...]]]:
    """Which of a learner's subjects stand in one file, in the order in which they are wanted."""
    if wanted.written_for is not WrittenFor.PARENTS:
        return [(learner, (subject,)) for learner, subject in finished]
    by_learner = {learner: tuple(s for s in wanted.subjects if (learner, s) in finished) for learner, _ in finished}
    return list(by_learner.items())


def _own_file(
    school_class: SchoolClass,
    name: str,
    told: Sequence[LearnerFeedback],
    language: Language,
    notice: str,
    *,
    for_staff: bool,
) -> LearnerFile:
    (feedback,), say = told, translations(language)
    subject = subject_name(feedback.subject, say)
    pages = learner_pages(
        feedback,
        learner_messages(feedback, language, say),
        name,
        language,
        staff_messages(feedback, language, say) if for_staff else None,
        _where(school_class),
        f"{name} · {subject}",
        notice,
    )
    named = file_name(name, subject, feedback.finished_on.isoformat(), kind="pdf")
    return LearnerFile(school_class.name, language, named, pages, feedback.finished_on)


def _letter_file(
    school_class: SchoolClass, name: str, told: Sequence[LearnerFeedback], language: Language, notice: str
) -> LearnerFile:
    say, on = translations(language), max(each.finished_on for each in told)
    report = parent_report(name, told, language, say)
    pages = letter_pages(with_notice(report.letter, notice), language, report.bands, _where(school_class))
    named = file_name(name, say.gettext("for parents"), on.isoformat(), kind="pdf")
    return LearnerFile(school_class.name, language, named, pages, on, LETTERS)


def _where(school_class: SchoolClass) -> str:
    return f"{school_class.school} · {school_class.name}"


_FILES: Mapping[WrittenFor, Callable[[SchoolClass, str, Sequence[LearnerFeedback], Language, str], LearnerFile]] = {
    WrittenFor.LEARNERS: partial(_own_file, for_staff=False),
    WrittenFor.STAFF: partial(_own_file, for_staff=True),
    WrittenFor.PARENTS: _letter_file,
}
