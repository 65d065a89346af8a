"""Errors of a command as a sentence in the user's language and exit code 2."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import typer
from rich.console import Console

from calibration import CalibrationError
from calibration.sentences.sentences import chosen_language, error_sentence, translate
from itembank.language import Language


@contextmanager
def report_errors(lang: str | None) -> Iterator[Language]:
    """Choose the language of a command, and report a `CalibrationError` in it.

    Yields
    ------
    the language, ``cy`` or ``en``

    Raises
    ------
    typer.Exit
        with code 2, after the error has been printed to stderr
    """
    language = chosen_language(None, os.environ)
    try:
        language = chosen_language(lang, os.environ)
        yield cast("Language", language)
    except CalibrationError as error:
        message = f"mesur: {error_sentence(error, language)}\n{translate('Nothing was written.', language)}"
        Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False).print(message)
        raise typer.Exit(2) from None
