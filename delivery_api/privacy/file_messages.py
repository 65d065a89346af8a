"""Tells kinds of files, and when they go, in sentences."""

from __future__ import annotations

from gettext import NullTranslations

from delivery_api.privacy.declaration_messages import term_phrase
from delivery_api.privacy.declared_files import (
    FactsRemoved,
    FileAsConfigured,
    FileEnd,
    FileEnds,
    FileKept,
    FileKind,
    FileRule,
    FileWithKey,
    FileWithProgramme,
    NeverWritten,
    NothingOfPersons,
)


def file_kind_phrase(kind: FileKind, say: NullTranslations) -> str:
    """Return the name of a kind of file."""
    names = {
        FileKind.EXTRACTS: say.gettext("extracts"),
        FileKind.FITS: say.gettext("fits of item parameters"),
        FileKind.REPORTS: say.gettext("reports and downloads"),
        FileKind.EXPORTS: say.gettext("published documents"),
        FileKind.COPIES: say.gettext("copies for people who asked what is held about them"),
        FileKind.SPILL: say.gettext("calibration’s temporary files"),
        FileKind.RECORDINGS: say.gettext("recordings"),
        FileKind.LOGS: say.gettext("logs"),
        FileKind.BACKUPS: say.gettext("backups of the database"),
        FileKind.KEYS: say.gettext("keys"),
        FileKind.KEY_BACKUPS: say.gettext("backups of the keys"),
        FileKind.BROWSER_STORAGE: say.gettext("the browser’s own storage"),
        FileKind.CERTIFICATES: say.gettext("certificates of destruction"),
        FileKind.LEDGER: say.gettext("the ledger"),
        FileKind.AUDIT_HEADS: say.gettext("heads of the audit"),
        FileKind.LOG_HEADS: say.gettext("notes of how far each sitting has got"),
        FileKind.REGISTERS: say.gettext("the registers"),
        FileKind.PROGRAM_FILES: say.gettext("the program’s own files"),
    }
    return names[kind]


def file_rule_phrase(rule: FileRule, say: NullTranslations) -> str:
    """Return when the files of a kind go."""
    match rule:
        case FileWithProgramme():
            return say.gettext("with their trial or school year: a retention run destroys them")
        case FileWithKey():
            return say.gettext("each with its key: destroyed on every host, and by `mesur keys backup`")
        case FileKept(term) | FactsRemoved(term):
            return _term_sentence(rule, say) % {"term": term_phrase(term, say)}
        case FileAsConfigured(setting):
            return say.gettext("after the days that the setting `%(name)s` gives") % {"name": setting}
        case FileEnds(end):
            return _end_phrase(end, say)
        case NothingOfPersons():
            return say.gettext("kept: nothing in it is about a person")
        case NeverWritten():
            return say.gettext("never written")


def _term_sentence(rule: FileRule, say: NullTranslations) -> str:
    if isinstance(rule, FactsRemoved):
        return say.gettext("%(term)s after it was written, what is about persons is removed by a retention run")
    return say.gettext("%(term)s after they were written: the operator’s machine removes them")


def _end_phrase(end: FileEnd, say: NullTranslations) -> str:
    phrases = {
        FileEnd.SHOWN: say.gettext("when they have been sent"),
        FileEnd.BROWSER: say.gettext(
            "an answer and a draft when the question is answered, a question when the assessment ends; what is sealed "
            "also goes after two days, when anybody opens one of our pages, and a draft that is not sealed when the "
            "tab is closed; the player and how a page is to look stay"
        ),
    }
    return phrases[end]
