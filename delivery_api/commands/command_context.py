"""Finds the settings of a command, and reports errors in the reader's language."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.access.refusals import Declined, Refused
from delivery_api.commands.command_lifetime import when_command_ends
from delivery_api.commands.translated_help import preferred_language
from delivery_api.foreseen_faults import ForeseenFault
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS, KeyNotCreated
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_protection import KeyFilePlain, ProtectionMissing
from delivery_api.lifecycle.service_setup import Service, open_service
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.settings import InvalidSettings, read_settings
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure
from delivery_api.web.message_catalogue import translations

DEMO_SETTINGS = Path("var/demo/settings.toml")

SettingsFile = typer.Option(
    DEMO_SETTINGS,
    "--settings",
    envvar="MESUR_SETTINGS",
    help="The service’s settings file (TOML). The default is the one that `mesur demo` makes.",
)


def console() -> Console:
    """Return the console for messages to people."""
    return Console(highlight=False)


def listing(*heads: str | Column, title: str | None = None, show_header: bool = True) -> Table:
    """Return a table of which no cell is cut where the terminal is narrow: what does not fit goes on below."""
    columns = (head if isinstance(head, Column) else Column(head) for head in heads)
    return Table(*(replace(each, overflow="fold") for each in columns), title=title, show_header=show_header)


def reader_sentences() -> NullTranslations:
    """Return the translations for MESUR_LANG, else LANG, else English."""
    return translations(preferred_language())


@contextmanager
def exit_on_refusal(*kinds: type[Exception], passing: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """Turn foreseen errors into one line on standard error and exit code 2.

    Refusals, missing keys and failures of the database are reported in the reader's language.

    Parameters
    ----------
    kinds : further exceptions, reported with their own messages
    passing : an exception that is raised all the same
    """
    known = (InvalidSettings, Declined, Refused, KeyNotCreated, KeyGone, DBAPIError, PoolTimeout)
    foreseen: tuple[type[Exception], ...] = (*known, *kinds)
    try:
        yield
    except foreseen as error:
        if isinstance(error, passing) or _is_program_error(error):
            raise
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"mesur: {failure_text(error)}", markup=False)
        raise typer.Exit(2) from None


@contextmanager
def dated_transaction(service: Service, now: datetime) -> Iterator[Connection]:
    """Begin a transaction that ends with a leaver's day, or another one that time is counted from.

    Raises
    ------
    ClockDoubted : the day may be wrong
    LedgerRefused
    """
    service.ledger.require_known_clock(now)
    with service.engine.begin() as connection:
        yield connection


def failure_text(error: Exception) -> str:
    """Return what went wrong, in the reader's language where the error is foreseen."""
    from delivery_api.commands import refusal_messages

    say = reader_sentences()
    if isinstance(error, ForeseenFault):
        return error.said(say.gettext)
    if isinstance(error, KeyNotCreated):
        return _not_created_text(error, say)
    if isinstance(error, Declined):
        return refusal_messages.declined_sentence(error, say)
    if isinstance(error, Refused):
        return _refused_text(error, say)
    if isinstance(error, KeyGone):
        return _key_text(error, say)
    if isinstance(error, DBAPIError | PoolTimeout):
        return refusal_messages.failure_sentence(
            classify_failure(error), error.orig if isinstance(error, DBAPIError) else error, say
        )
    if isinstance(error, FileNotFoundError | IsADirectoryError | PermissionError) and error.filename:
        return _file_sentence(error, say)
    return str(error)


def _not_created_text(error: KeyNotCreated, say: NullTranslations) -> str:
    purposes = {NAME_KEYS: say.gettext("names"), IDENTIFIER_KEYS: say.gettext("identifiers")}
    sentence = say.gettext("there is no key for %(purpose)s yet: `mesur setup` creates it")
    return sentence % {"purpose": purposes[str(error)]}


def _refused_text(error: Refused, say: NullTranslations) -> str:
    """What a learner or staff would be told; of an altered row, what an operator has to know."""
    from delivery_api.commands import refusal_messages

    if isinstance(error, RowForged):
        sentence = say.gettext("a row of table %(table)s was altered: `mesur audit verify` names it")
        return sentence % {"table": error.facts["table"]}
    return refusal_messages.refused_sentence(error, say)


def _key_text(error: KeyGone, say: NullTranslations) -> str:
    """What is wrong with a key's file, or that there is none."""
    from delivery_api.commands import refusal_messages

    if isinstance(error, KeyFilePlain):
        return refusal_messages.plain_key_sentence(error.key_id, say)
    if isinstance(error, ProtectionMissing):
        return refusal_messages.protected_key_sentence(error.key_id, error.protected_by, say)
    return refusal_messages.missing_key_sentence(error.key_id, say)


def _file_sentence(error: FileNotFoundError | IsADirectoryError | PermissionError, say: NullTranslations) -> str:
    """What is wrong with a file that a command was to read or write."""
    sentences = {
        FileNotFoundError: say.gettext("%(path)s: expected a file, found none"),
        IsADirectoryError: say.gettext("%(path)s: expected a file, found a folder"),
        PermissionError: say.gettext("%(path)s: expected a file that this account may use, found one that it may not"),
    }
    return sentences[type(error)] % {"path": error.filename}


def _is_program_error(error: Exception) -> bool:
    """Return whether a statement was invalid, which is a fault of the program."""
    if not isinstance(error, DBAPIError) or isinstance(error, OperationalError):
        return False
    return classify_failure(error) is DatabaseFailure.FAULT


def open_service_or_exit(settings_file: Path) -> Service:
    """Open the service of a settings file until the command ends; if that fails, report one line and exit."""
    with exit_on_refusal():
        service = open_service(read_settings(settings_file, os.environ))
    when_command_ends(service.engine.dispose)
    return service
