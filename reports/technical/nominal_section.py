"""Distractors by the nominal model: which options draw the able, as sentences and as a section of the report."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calibration import ResponseMatrix
from calibration.nominal.nominal_model import NominalCalibration, nominal_model
from calibration.responses.raw_options import OptionLabels
from calibration.results.calibration_result import FitStatus
from calibration.sentences.sentences import status_phrase
from itembank.html_report.html_tables import count, table
from itembank.language import Language
from reports.technical import technical_messages as phrases
from reports.technical.item_evidence import FEWEST_PRINTED
from reports.technical.page_parts import formatted, formatted_error, paragraph, sentence

TEXT_COLUMNS = 3


@dataclass(frozen=True, slots=True, eq=False)
class FittedOptions:
    """A nominal fit with the names of the options.

    Parameters
    ----------
    fit : the nominal model
    options : by item of the fit, its options in the order of their codes
    key : (n,) code of each item's correct option
    counts : (n, K) persons who chose each
    """

    fit: NominalCalibration
    options: tuple[tuple[str, ...], ...]
    key: tuple[int, ...]
    counts: np.ndarray


def fit_options_chosen(data: ResponseMatrix, chosen: OptionLabels, correct: Mapping[str, str]) -> FittedOptions:
    """Fit the nominal model to the options of items with one correct option.

    An option that fewer than ten persons chose counts as no response.

    Parameters
    ----------
    data : the responses
    chosen : (R,) the option chosen in each
    correct : by item id, the correct option

    Raises
    ------
    CalibrationError
        as `nominal_model`
    """
    code = np.full(len(data), -1, dtype=np.int16)
    names: list[tuple[str, ...]] = []
    kept: list[bool] = []
    for at, item in enumerate(data.items):
        rows = np.flatnonzero(data.item == at)
        found, sizes = np.unique(chosen[rows], return_counts=True)
        listed = [str(name) for name, size in zip(found, sizes, strict=True) if name and size >= FEWEST_PRINTED]
        kept.append(correct.get(item) in listed and len(listed) > 1)
        if kept[-1]:
            names.append(tuple(listed))
            for place, name in enumerate(listed):
                code[rows[chosen[rows] == name]] = place
    there = (code >= 0) & np.array(kept, dtype=bool)[data.item]
    renumbered = np.cumsum(kept) - 1
    items = tuple(item for item, keep in zip(data.items, kept, strict=True) if keep)
    options = ResponseMatrix(
        data.person[there],
        renumbered[data.item[there]].astype(np.int32),
        code[there].astype(np.int8),
        data.persons,
        items,
    )
    key = tuple(listed.index(correct[item]) for item, listed in zip(items, names, strict=True))
    fit = nominal_model(options, key=key)
    return FittedOptions(fit, tuple(names), key, options.responses_per_category())


def abler_options(found: FittedOptions) -> list[tuple[str, str]]:
    """Items with a wrong option whose slope is above the correct one's: the abler choose it more."""
    return [
        (item, option)
        for at, item in enumerate(found.fit.items)
        for place, option in enumerate(found.options[at])
        if found.fit.a[at, place] > found.fit.a[at, found.key[at]]
    ]


def nominal_sentences(found: FittedOptions, language: Language) -> list[str]:
    """How the fit ended, and the options to look at."""
    status = status_phrase(found.fit.status, language)
    first = sentence(phrases.NOMINAL_SHORT, language, len(found.fit.items), status)
    return [first, *(sentence(phrases.NOMINAL_ABLER, language, item, name) for item, name in abler_options(found))]


def nominal_part(found: FittedOptions, language: Language) -> str:
    """The options as a section of the report."""
    told = "".join(map(paragraph, (sentence(phrases.NOMINAL_TOLD, language), *nominal_sentences(found, language))))
    rows = [_row(found, at, place, language) for at, each in enumerate(found.options) for place in range(len(each))]
    caption = sentence(phrases.NOMINAL, language)
    listed = table(caption, phrases.NOMINAL_HEADS, rows, language, TEXT_COLUMNS)
    shown = listed if found.fit.status is FitStatus.CONVERGED else ""
    return f'<section id="nominal"><h2>{caption}</h2>{told}{shown}</section>'


def _row(found: FittedOptions, at: int, place: int, language: Language) -> tuple[str, ...]:
    error = float(found.fit.a_error[at, place])
    return (
        found.fit.items[at],
        found.options[at][place],
        sentence(phrases.RIGHT, language) if place == found.key[at] else "",
        count(int(found.counts[at, place])),
        formatted(float(found.fit.a[at, place]), signed=True),
        formatted_error(error if np.isfinite(error) else None),
    )
