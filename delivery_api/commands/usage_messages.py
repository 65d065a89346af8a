"""Translates what typer says of a command line that it cannot read; each sentence is a key of the catalogue of help."""

from __future__ import annotations

import re
from collections.abc import Callable

USAGE_ERRORS = (
    "No such command {}. Did you mean {}?",
    "No such command {}.",
    "Missing command.",
    "Missing argument {}. Choose from:{}",
    "Missing argument {}.",
    "Missing option {}. Choose from:{}",
    "Missing option {}.",
    "No such option: {} (Possible options: {})",
    "No such option: {}",
    "Got unexpected extra argument(s) ({})",
    "Option {} requires an argument.",
    "Option {} does not take a value.",
    "Invalid value for {}: {}",
    "Value error, {}",
    "{} is not one of {}.",
    "{} does not match the formats {}.",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {}",
    "Input should be less than or equal to {}",
    "file {} does not exist.",
    "file {} is a directory.",
    "file {} is not readable.",
)
"""What typer and its parsers say, with a place for each name or value; of two that fit, the first is meant."""

Translate = Callable[[str], str]


def translated_usage_error(message: str, translate: Translate) -> str:
    """What typer says of a command line, translated; as it is where no sentence fits."""
    for english in USAGE_ERRORS:
        if fits := re.fullmatch(re.escape(english).replace(r"\{\}", "(.+?)"), message, re.DOTALL):
            return translate(english).format(*(translated_usage_error(part, translate) for part in fits.groups()))
    return message
