"""The declarations of all kinds of files: a kind without one, or without a bounded time, stops build and start.

A folder of the settings that no kind declares is such a kind; so is a module that writes files and that no kind names
(`tests/meta/test_files.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from delivery_api.ledger.ledger_entries import FACTS_MONTHS
from delivery_api.storage.data_declaration import Purpose, Term, UnboundedDeclaration


class FileKind(StrEnum):
    """The kinds of files that the service or its users make."""

    EXTRACTS = "extracts"
    FITS = "fits"
    REPORTS = "reports"
    EXPORTS = "exports"
    COPIES = "copies"
    SPILL = "spill"
    RECORDINGS = "recordings"
    LOGS = "logs"
    BACKUPS = "backups"
    KEYS = "keys"
    KEY_BACKUPS = "key backups"
    BROWSER_STORAGE = "browser storage"
    CERTIFICATES = "certificates"
    LEDGER = "ledger"
    AUDIT_HEADS = "audit heads"
    LOG_HEADS = "log heads"
    REGISTERS = "registers"
    PROGRAM_FILES = "program files"


class FileEnd(StrEnum):
    """What ends a file that has no date."""

    SHOWN = "shown"
    BROWSER = "browser"


@dataclass(frozen=True)
class FileWithProgramme:
    """A retention run destroys the file with its trial or school year; its path is known before the first byte."""


@dataclass(frozen=True)
class FileWithKey:
    """A retention run destroys the file when the key that it holds is destroyed."""


@dataclass(frozen=True)
class FileKept:
    """The operator's machine removes the file some time after it was written, at the latest.

    Parameters
    ----------
    term : how long after it
    """

    term: Term


@dataclass(frozen=True)
class FactsRemoved:
    """A retention run removes from the file what is about persons some time after it was written.

    Parameters
    ----------
    term : how long after it
    """

    term: Term


@dataclass(frozen=True)
class FileAsConfigured:
    """The service removes the file after as many days as a setting gives.

    Parameters
    ----------
    setting : its name
    """

    setting: str


@dataclass(frozen=True)
class FileEnds:
    """The file goes with what it was made for.

    Parameters
    ----------
    end : what that is
    """

    end: FileEnd


@dataclass(frozen=True)
class NothingOfPersons:
    """The file is kept, because nothing in it is about a person."""


@dataclass(frozen=True)
class NeverWritten:
    """No such file is written; an issue that brings one brings its declaration."""


FileRule = (
    FileWithProgramme
    | FileWithKey
    | FileKept
    | FactsRemoved
    | FileAsConfigured
    | FileEnds
    | NothingOfPersons
    | NeverWritten
)


@dataclass(frozen=True)
class FileDeclaration:
    """What a kind of file declares.

    Parameters
    ----------
    kind : which kind
    why : what the files hold and why, in a sentence
    purpose : what they are held for
    rule : when they go, and by what
    settings : the settings that name their folders; empty where somebody chooses the folder
    writers : the modules that write them
    """

    kind: FileKind
    why: str
    purpose: Purpose
    rule: FileRule
    settings: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()


DECLARED_FILES = (
    FileDeclaration(
        FileKind.EXTRACTS,
        "a trial’s responses without pseudonyms, for calibration; a sample for norms; a national release’s figures",
        Purpose.TRIAL,
        FileWithProgramme(),
        ("extracts",),
        (
            "delivery_api/national/release_folder.py",
            "delivery_api/norms/sample_files.py",
            "delivery_api/trials/extract.py",
            "delivery_api/trials/parquet_extract.py",
            "delivery_api/privacy/retention/extract_destruction.py",
        ),
    ),
    FileDeclaration(
        FileKind.FITS,
        "parameters of items and how well they fit; nothing of one person",
        Purpose.TRIAL,
        NothingOfPersons(),
        writers=("calibration/results/atomic_write.py", "calibration/results/calibration_document.py"),
    ),
    FileDeclaration(
        FileKind.REPORTS,
        "what somebody looks at or downloads is made for the request and not kept by the service",
        Purpose.FEEDBACK,
        FileEnds(FileEnd.SHOWN),
    ),
    FileDeclaration(
        FileKind.EXPORTS,
        "documents about the service as a whole: the registers, the ledger that is published",
        Purpose.ACCOUNTABILITY,
        NothingOfPersons(),
        writers=(
            "delivery_api/commands/breach.py",
            "delivery_api/commands/privacy.py",
            "delivery_api/commands/report_commands/year_reporting.py",
            "delivery_api/commands/trial_commands/reporting.py",
            "delivery_api/drill/drill_report.py",
            "delivery_api/drill/drill_service.py",
            "delivery_api/drill/service_log.py",
            "delivery_api/drill/walk.py",
            "delivery_api/privacy/published_log/publication.py",
        ),
    ),
    FileDeclaration(
        FileKind.COPIES,
        "the copy of what is held about one person, until it is given to whoever asked",
        Purpose.RIGHTS,
        FileKept(Term(months=3)),
        writers=("delivery_api/commands/rights.py",),
    ),
    FileDeclaration(
        FileKind.SPILL,
        "what does not fit into memory; calibration writes none",
        Purpose.TRIAL,
        NeverWritten(),
    ),
    FileDeclaration(
        FileKind.RECORDINGS,
        "sentences that are read aloud, by a machine or by a speaker; no learner’s voice is ever recorded",
        Purpose.ASSESSMENT,
        NothingOfPersons(),
        ("recordings",),
        ("delivery_api/voice/recording_making.py", "delivery_api/voice/voice_engine.py"),
    ),
    FileDeclaration(
        FileKind.LOGS,
        "what went wrong: times and reference numbers, never a person, an answer or an address",
        Purpose.OPERATION,
        FileKept(Term(months=3)),
        writers=("delivery_api/server/supervisor.py",),
    ),
    FileDeclaration(
        FileKind.BACKUPS,
        "copies of the database, sealed as it is",
        Purpose.OPERATION,
        FileAsConfigured("backup_days"),
        writers=("delivery_api/lifecycle/database_backup.py", "delivery_api/lifecycle/database_restore.py"),
    ),
    FileDeclaration(
        FileKind.KEYS,
        "what opens sealed rows, outside the database and its backups",
        Purpose.OPERATION,
        FileWithKey(),
        ("keys",),
        (
            "delivery_api/keys/destroyed_keys.py",
            "delivery_api/keys/key_ring.py",
            "delivery_api/row_authentication/first_signing.py",
            "delivery_api/storage/secret_files.py",
        ),
    ),
    FileDeclaration(
        FileKind.KEY_BACKUPS,
        "copies of the keys; `mesur keys backup` destroys what was destroyed since",
        Purpose.OPERATION,
        FileWithKey(),
        writers=("delivery_api/lifecycle/key_management.py",),
    ),
    FileDeclaration(
        FileKind.BROWSER_STORAGE,
        "an answer until the server has it, the question on the screen and its draft, the player without anybody’s "
        "data, and how a page is to look",
        Purpose.ASSESSMENT,
        FileEnds(FileEnd.BROWSER),
    ),
    FileDeclaration(
        FileKind.CERTIFICATES,
        "the proof of destructions: counts and dates",
        Purpose.ACCOUNTABILITY,
        NothingOfPersons(),
        ("certificates",),
        ("delivery_api/privacy/retention/programme_destruction.py",),
    ),
    FileDeclaration(
        FileKind.LEDGER,
        "what must outlive a restore: ids of trials, keys and people, hashes, and who took a decision",
        Purpose.ACCOUNTABILITY,
        FactsRemoved(Term(months=FACTS_MONTHS)),
        writers=(
            "delivery_api/audit/written_rows.py",
            "delivery_api/ledger/ledger_file.py",
            "delivery_api/ledger/ledger_lines.py",
            "delivery_api/row_authentication/standing_rows.py",
            "delivery_api/row_authentication/superseded_codes.py",
        ),
    ),
    FileDeclaration(
        FileKind.AUDIT_HEADS,
        "the heads of the audit’s chain, and anchors of audit and ledger: hashes",
        Purpose.ACCOUNTABILITY,
        NothingOfPersons(),
        writers=("delivery_api/commands/audit.py", "delivery_api/audit/anchors/anchor_files.py"),
    ),
    FileDeclaration(
        FileKind.LOG_HEADS,
        "how many events each sitting has, and whose it is, under marks that only the programme’s key opens",
        Purpose.ACCOUNTABILITY,
        FileWithProgramme(),
        writers=(
            "delivery_api/sittings/storage/log_heads/bucket_files.py",
            "delivery_api/sittings/storage/log_heads/head_files.py",
            "delivery_api/sittings/storage/log_heads/learner_files.py",
        ),
    ),
    FileDeclaration(
        FileKind.REGISTERS,
        "the controller’s processors, regions and decisions",
        Purpose.ACCOUNTABILITY,
        NothingOfPersons(),
        ("registers",),
    ),
    FileDeclaration(
        FileKind.PROGRAM_FILES,
        "the program’s own: packages, question banks, sentences, locks and made-up people of the demonstration",
        Purpose.OPERATION,
        NothingOfPersons(),
        ("node_modules",),
        (
            "delivery_api/demo/run.py",
            "delivery_api/releases/live_releases.py",
            "delivery_api/storage/job_lock.py",
            "delivery_api/web/catalogue_extraction.py",
            "itembank/atomic_write.py",
            "itembank/authoring/review_file.py",
            "itembank/commands/command_output.py",
            "itembank/exposure/frozen_exposure.py",
            "itembank/exposure/solved_years.py",
            "itembank/freeze_exposure.py",
            "itembank/freeze_template_effects.py",
            "itembank/reading/check.py",
        ),
    ),
)
"""What each kind of file declares."""


def require_declared_files(folders: Iterable[str], declared: Iterable[FileDeclaration] = DECLARED_FILES) -> None:
    """Refuse a kind of file that is not declared, or whose time is not bounded.

    Parameters
    ----------
    folders : the settings that name folders or files
    declared : what the kinds declare

    Raises
    ------
    UnboundedDeclaration
    """
    known = {each.kind: each for each in declared}
    for kind in FileKind:
        if kind not in known:
            _refuse(kind, "expected a declaration, found none")
    for each in known.values():
        if not each.why.strip():
            _refuse(each.kind, "expected a sentence that says why it is held, got none")
        if isinstance(each.rule, FileKept | FactsRemoved) and each.rule.term == Term():
            _refuse(each.kind, "expected a length of time, got none")
    named = {setting for each in known.values() for setting in each.settings}
    for setting in folders:
        if setting not in named:
            _refuse(setting, "no kind of file is declared for the folder of this setting")


def _refuse(name: str, wrong: str) -> None:
    msg = f"{name}: {wrong}"
    raise UnboundedDeclaration(msg)
