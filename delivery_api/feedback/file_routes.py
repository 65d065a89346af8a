"""The HTTP routes of the files of a whole class and a whole school: the page that offers them, zips and a PDF."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlalchemy import Connection

from delivery_api.access.access import (
    Clock,
    FreshSignIn,
    Now,
    OpenTransaction,
    Staff,
    Transaction,
    recheck_class,
    taught_class,
    visible_school,
)
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.class_routes import TaughtClass
from delivery_api.feedback.download_responses import (
    SchoolYear,
    Subject,
    download,
    file_name,
    page_address,
    subject_links,
)
from delivery_api.feedback.file_stream import AT_ONCE, in_turn, pdf_of_class, zip_of_learners, zipped
from delivery_api.feedback.learner_files import LearnerFile, LearnerFiles, Recheck, WantedFiles, WrittenFor
from delivery_api.feedback.service import NoFeedbackYet
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.values import Organisation, SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.sitting_context import ResultChecks
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import LANGUAGES, Language
from reports import subject_name

VisibleSchool = Annotated[Organisation, Depends(visible_school)]
Both = Annotated[bool, Query(description="In both languages instead of the reader's.")]
OwnLanguage = Annotated[
    bool, Query(description="Letters for parents in the language of their learner, where one is set.")
]
ForWhom = Annotated[
    WrittenFor, Query(description="Learners' own pages, those with the page for staff, or a letter for parents.")
]
OneAClass = Annotated[bool, Query(description="One PDF for each class instead of one for each learner.")]

FILE_COUNT = "Mesur-Files"
"""The header that says how many files a zip has at most, for who shows how far it is."""

_FOLDERS = {"cy": "Cymraeg/", "en": "English/"}


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, checks: ResultChecks) -> APIRouter:
    """The files of a class or a school, made while they are sent: no request waits for another's file."""
    routes = APIRouter(prefix="/feedback")
    reading = partial(LearnerFiles, ring, bank_cache, checks, notice=pages.demonstration_notice)
    turns = anyio.Semaphore(AT_ONCE)

    @routes.get("/classes/{class_id}/files")
    def class_files(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        year: SchoolYear = "",
    ) -> HTMLResponse:
        about = _About(school_class.name, school_class.school, f"/feedback/classes/{school_class.id}")
        return _offered(request, pages, connection, person.name, about, year or _year(instant))

    @routes.get("/schools/{school_id}/files")
    def school_files(
        request: Request,
        connection: Transaction,
        school: VisibleSchool,
        person: Staff,
        instant: Now,
        year: SchoolYear = "",
    ) -> HTMLResponse:
        about = _About(school.name, "", f"/feedback/schools/{school.id}", is_school=True)
        return _offered(request, pages, connection, person.name, about, year or _year(instant))

    @routes.get("/classes/{class_id}/files.zip", dependencies=[FreshSignIn])
    def class_as_zip(
        request: Request,
        connection: Transaction,
        begin: OpenTransaction,
        clock: Clock,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
        both: Both = False,
        own: OwnLanguage = False,
        written_for: ForWhom = WrittenFor.LEARNERS,
    ) -> StreamingResponse:
        files = reading(begin, clock)
        wanted = _wanted(request, connection, subject, year or _year(instant), written_for, both=both, own=own)
        total = _require_any(files.count(connection, [school_class], wanted))
        read = files.read(school_class.id, person, wanted, _recheck(request))
        parts = zip_of_learners(read, lambda each: _FOLDERS[each.language] if both else "")
        return _sent(request, parts, turns, _named(school_class.name, wanted, request, "zip"), total)

    @routes.get("/classes/{class_id}/files.pdf", dependencies=[FreshSignIn])
    def class_as_one_pdf(
        request: Request,
        connection: Transaction,
        begin: OpenTransaction,
        clock: Clock,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
        both: Both = False,
        own: OwnLanguage = False,
        written_for: ForWhom = WrittenFor.LEARNERS,
    ) -> StreamingResponse:
        files = reading(begin, clock)
        wanted = _wanted(request, connection, subject, year or _year(instant), written_for, both=both, own=own)
        _require_any(files.count(connection, [school_class], wanted))
        read = files.read(school_class.id, person, wanted, _recheck(request))
        name = _named(school_class.name, wanted, request, "pdf")
        parts = pdf_of_class(read, name.removesuffix(".pdf"), reader_language(request), london_date(instant))
        return _sent(request, parts, turns, name, 1)

    @routes.get("/schools/{school_id}/files.zip", dependencies=[FreshSignIn])
    def school_as_zip(
        request: Request,
        connection: Transaction,
        begin: OpenTransaction,
        clock: Clock,
        school: VisibleSchool,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
        both: Both = False,
        own: OwnLanguage = False,
        written_for: ForWhom = WrittenFor.LEARNERS,
        one_a_class: OneAClass = False,
    ) -> StreamingResponse:
        files = reading(begin, clock)
        wanted = _wanted(request, connection, subject, year or _year(instant), written_for, both=both, own=own)
        today = london_date(instant)
        classes = identity.classes_at(connection, school.id, today)
        total = _require_any(files.count(connection, classes, wanted))
        read = [(each.name, partial(files.read, each.id, person, wanted, _recheck(request))) for each in classes]
        if one_a_class:
            parts, total = zipped(_class_pdfs(read, reader_language(request), today)), len(classes)
        else:
            in_order = (file for _, begin_reading in read for file in begin_reading())
            parts = zip_of_learners(in_order, partial(_folder, both=both))
        return _sent(request, parts, turns, _named(school.name, wanted, request, "zip"), total)

    return routes


@dataclass(frozen=True)
class _About:
    """Whose files a page offers, and the page that they belong to."""

    name: str
    where: str
    page: str
    is_school: bool = False


def _offered(
    request: Request, pages: Pages, connection: Connection, signed_in: str, about: _About, year: str
) -> HTMLResponse:
    language = reader_language(request)
    page = pages.render(
        "files.html",
        language=language,
        url=page_address(request),
        signed_in=signed_in,
        about=about,
        school_year=year,
        subjects=subject_links(subjects_in_use(connection), language),
    )
    return HTMLResponse(page)


def _wanted(
    request: Request,
    connection: Connection,
    subject: str,
    year: str,
    written_for: WrittenFor,
    *,
    both: bool,
    own: bool,
) -> WantedFiles:
    offered = subjects_in_use(connection)
    subjects = (requested_subject(subject, offered),) if subject else offered
    languages: Sequence[Language] = LANGUAGES if both else (reader_language(request),)
    return WantedFiles(
        subjects, year, languages, written_for, own=own and not both and written_for is WrittenFor.PARENTS
    )


def _year(instant: datetime) -> str:
    return school_year(london_date(instant))


def _require_any(total: int) -> int:
    if not total:
        raise NoFeedbackYet
    return total


def _recheck(request: Request) -> Recheck:
    def rechecked(connection: Connection, class_id: UUID, now: datetime) -> SchoolClass:
        return _as_class(recheck_class(taught_class, request, class_id, connection, now))

    return rechecked


def _as_class(found: Any) -> SchoolClass:  # noqa: ANN401 - access.py knows no room's values
    school_class: SchoolClass = found
    return school_class


def _class_pdfs(
    read: Sequence[tuple[str, Callable[[], Generator[LearnerFile]]]], language: Language, today: date
) -> Iterator[tuple[str, date, bytes]]:
    for name, begin_reading in read:
        for pdf in pdf_of_class(begin_reading(), name, language, today):
            yield file_name(name, kind="pdf"), today, pdf


def _folder(file: LearnerFile, *, both: bool) -> str:
    return f"{file_name(file.school_class, kind='')}/{_FOLDERS[file.language] if both else ''}"


def _named(whose: str, wanted: WantedFiles, request: Request, kind: str) -> str:
    say = translations(reader_language(request))
    told = subject_name(wanted.subjects[0], say) if len(wanted.subjects) == 1 else say.gettext("All subjects")
    return file_name(whose, told, wanted.year, kind=kind)


def _sent(
    request: Request, parts: Generator[bytes], turns: anyio.Semaphore, name: str, total: int
) -> StreamingResponse:
    lanes = request.app.state.lanes
    kind = "application/zip" if name.endswith(".zip") else "application/pdf"
    headers = download(name) | {FILE_COUNT: str(total)}
    return StreamingResponse(in_turn(parts, turns, lambda: lanes.draining), media_type=kind, headers=headers)
