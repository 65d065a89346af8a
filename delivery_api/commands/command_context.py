"""How commands find their settings and say what went wrong, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.access.refusals import Declined, Refused
from delivery_api.commands.translated_help import preferred_language
from delivery_api.keys.encryption import KeyGone
from delivery_api.lifecycle.service_setup import Service, open_service
from delivery_api.settings import InvalidSettings, read_settings
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure
from delivery_api.web.message_catalogue import translations

DEMO_SETTINGS = Path("var/demo/settings.toml")

SettingsFile = typer.Option(
    DEMO_SETTINGS,
    "--settings",
    envvar="MESUR_SETTINGS",
    help="The service's settings file (TOML). The default is the one that `mesur demo` makes.",
)


def console() -> Console:
    """Where commands speak to people."""
    return Console(highlight=False)


def reader_sentences() -> NullTranslations:
    """The sentences in the language of MESUR_LANG, else LANG, else English."""
    return translations(preferred_language())


@contextmanager
def exit_on_refusal(*kinds: type[Exception]) -> Iterator[None]:
    """Turn what was wrong with the request into one line and exit code 2; nothing is half-written.

    What is declined, refused or lost, and a database that does not do its part, are said in the reader's language;
    other `kinds` say themselves what they are.
    """
    ours = (InvalidSettings, Declined, Refused, KeyGone, DBAPIError, PoolTimeout)
    foreseen: tuple[type[Exception], ...] = (*ours, *kinds)
    try:
        yield
    except foreseen as error:
        if _is_a_fault_of_ours(error):
            raise
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"mesur: {_sentence(error)}", markup=False)
        raise typer.Exit(2) from None


def _sentence(error: Exception) -> str:
    from delivery_api.commands import refusal_sentences

    say = reader_sentences()
    if isinstance(error, Declined):
        return refusal_sentences.declined_sentence(error, say)
    if isinstance(error, Refused):
        return refusal_sentences.refused_sentence(error, say)
    if isinstance(error, KeyGone):
        return refusal_sentences.missing_key_sentence(error.key_id, say)
    if isinstance(error, DBAPIError | PoolTimeout):
        return refusal_sentences.failure_sentence(
            classify_failure(error), error.orig if isinstance(error, DBAPIError) else error, say
        )
    return str(error)


def _is_a_fault_of_ours(error: Exception) -> bool:
    """Whether the database was asked for what cannot be: not a matter for a sentence."""
    if not isinstance(error, DBAPIError) or isinstance(error, OperationalError):
        return False
    return classify_failure(error) is DatabaseFailure.FAULT


def open_service_or_exit(settings_file: Path) -> Service:
    """The service of a settings file, or one line that says what is wrong with it."""
    with exit_on_refusal():
        return open_service(read_settings(settings_file))
