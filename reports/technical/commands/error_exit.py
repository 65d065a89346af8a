"""Errors of a command as a sentence in the user's language and exit code 2."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import typer
from rich.console import Console

from calibration import CalibrationError
from calibration.sentences.sentences import chosen_language, error_sentence, translate
from itembank.language import Language


@contextmanager
def report_errors(lang: str | None, data: Path | None = None) -> Iterator[Language]:
    """Choose the language of a command, and report a `CalibrationError` in it.

    Parameters
    ----------
    data : the file of the responses, which errors in a line name where they name no other

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
        named = error.in_file(data.name) if data is not None and "row" in error.fields else error
        message = f"mesur: {error_sentence(named, language)}\n{translate('Nothing was written.', language)}"
        Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False).print(message)
        raise typer.Exit(2) from None
