"""Testlets of a calibration: how far the answers to one passage depend on each other."""

from collections import Counter

import numpy as np

from calibration.results.calibration_result import Calibration
from itembank.html_report.html_tables import count, table
from itembank.language import Language
from reports.technical import technical_messages as phrases
from reports.technical.page_parts import formatted, formatted_error, paragraph, sentence

Row = tuple[str, int, float, float | None]
"""Name of a testlet, number of its items, standard deviation of its dimension and its standard error."""


def testlet_rows(fit: Calibration) -> list[Row]:
    """The testlets of a fit, the most dependent first; none where it has none.

    With free slopes the standard deviation is the root mean square of specific over general slopes, without an error.
    """
    if fit.testlets is None:
        return []
    sizes = Counter(label for label in fit.testlets.label if label is not None)
    sds, errors = fit.testlets.effect_size(fit.a), fit.testlets.sd_error
    rows: list[Row] = [(name, sizes[name], sd, errors.get(name)) for name, sd in sds.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def testlet_sentences(fit: Calibration, language: Language) -> list[str]:
    """A sentence for each testlet."""
    return [
        sentence(phrases.TESTLET_SHORT, language, name, formatted(sd, 3), formatted_error(_known(error), 3), items)
        for name, items, sd, error in testlet_rows(fit)
    ]


def testlet_part(fit: Calibration, language: Language) -> str:
    """The testlets as a section of the report; empty where there are none."""
    rows = testlet_rows(fit)
    if not rows:
        return ""
    shown = [
        (name, count(items), formatted(sd, 3), formatted_error(_known(error), 3)) for name, items, sd, error in rows
    ]
    listed = table(sentence(phrases.TESTLETS, language), phrases.TESTLET_HEADS, shown, language)
    told = paragraph(sentence(phrases.TESTLET_EXPLAINED, language))
    return f'<section id="testlets"><h2>{sentence(phrases.TESTLETS, language)}</h2>{told}{listed}</section>'


def _known(error: float | None) -> float | None:
    return error if error is not None and np.isfinite(error) else None
