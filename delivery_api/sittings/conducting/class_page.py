"""What the pages about a class and a subject have in common: absences, bookings and the monitor."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from fastapi import Request
from sqlalchemy import Connection

from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import subjects_in_use
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity.values import SchoolClass
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from reports import subject_name


@dataclass(frozen=True)
class ClassPage:
    """A class, the subject that a request chose, and the language of its page."""

    school_class: SchoolClass
    subject: str
    language: Language

    @property
    def say(self) -> NullTranslations:
        """The translations of the page."""
        return translations(self.language)

    @property
    def context(self) -> dict[str, Any]:
        """What the page's template reads of it."""
        label = subject_name(self.subject, self.say)
        return {"school_class": self.school_class, "subject": self.subject, "subject_label": label}


def class_page(request: Request, connection: Connection, school_class: SchoolClass, subject: str) -> ClassPage:
    """Return what a request about a class is about: a subject in use, the first unless it names one."""
    chosen = requested_subject(subject, subjects_in_use(connection))
    return ClassPage(school_class, chosen, reader_language(request))
