"""A population for people to read, and as a table for spreadsheets."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO

import numpy as np

from calibration import Calibration, FitStatus
from calibration.population.national_table import TableRow
from calibration.sentences.sentences import status_phrase
from itembank.html_report.html_tables import count, percent, table
from itembank.language import Language
from reports.technical import population_words as phrases
from reports.technical.item_evidence import FEWEST_PRINTED
from reports.technical.page_parts import (
    definition_list,
    formatted,
    formatted_error,
    html_page,
    paragraph,
    sentence,
    suppressed_count,
    verdict,
)


@dataclass(frozen=True, slots=True, eq=False)
class PopulationReport:
    """All that is told of a population.

    Parameters
    ----------
    file, items : names of the data's file and of that with the item parameters
    fit : of the regression
    rows : estimates by group
    draws, replicates : numbers of plausible values for each person, and of replicate weights
    not_conditioned : variables in the rows that are not among the regressors
    """

    file: str
    items: str
    fit: Calibration
    rows: tuple[TableRow, ...]
    draws: int
    replicates: int
    not_conditioned: tuple[str, ...]


def population_page(found: PopulationReport, language: Language) -> str:
    """The report as HTML in one language."""
    title = sentence(phrases.TITLE, language, found.file)
    first, *others = population_sentences(found, language)
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            verdict(first, holds=found.fit.status is FitStatus.CONVERGED),
            *map(paragraph, others),
            f"<section><h2>{sentence(phrases.GROUPS, language)}</h2>{_tables(found.rows, language)}</section>",
            _regression(found, language),
            _guide(language),
        )
    )
    return html_page(title, body, language)


def population_sentences(found: PopulationReport, language: Language) -> list[str]:
    """Whether the results may be used, what they rest on, and what to bear in mind."""
    converged = found.fit.status is FitStatus.CONVERGED
    told = [
        sentence(phrases.USABLE, language)
        if converged
        else sentence(phrases.NOT_USABLE, language, status_phrase(found.fit.status, language)),
        sentence(phrases.RESTS_ON, language, count(found.fit.persons), found.draws, found.replicates, found.items),
        sentence(phrases.ITEMS_KNOWN, language),
    ]
    if not found.replicates:
        told.append(sentence(phrases.NO_REPLICATES, language))
    if found.not_conditioned:
        told.append(sentence(phrases.NOT_CONDITIONED, language, ", ".join(found.not_conditioned)))
    if any(row.persons < FEWEST_PRINTED for row in found.rows):
        told.append(sentence(phrases.FEW, language, FEWEST_PRINTED))
    return told


def group_cells(row: TableRow, language: Language) -> tuple[str, ...]:
    """The cells of a group's row."""
    estimate, se = row.estimates.estimate, row.estimates.se
    share = row.estimates.missing_share[0]
    return (
        row.group or phrases.EVERYONE[language],
        suppressed_count(row.persons),
        percent(row.share) if row.persons >= FEWEST_PRINTED else "–",
        formatted(estimate[0], 3),
        formatted(se[0], 3),
        formatted(estimate[1], 3),
        formatted(se[1], 3),
        *(formatted(value) for value in estimate[2:]),
        percent(share, 0) if np.isfinite(share) else "–",
    )


def table_csv(rows: Sequence[TableRow]) -> str:
    """A line for each group and statistic; groups of few persons have their name alone."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["variable", "group", "persons", "statistic", "estimate", "se", "degrees_of_freedom", "measurement_share"]
    )
    for row in rows:
        few = row.persons < FEWEST_PRINTED
        told = row.estimates
        for at, name in enumerate(told.names):
            numbers = (told.estimate[at], told.se[at], told.degrees_of_freedom[at], told.missing_share[at])
            cells = ["" if few or not np.isfinite(each) else f"{each:.6g}" for each in numbers]
            writer.writerow([row.variable, row.group, "" if few else row.persons, name, *cells])
    return out.getvalue()


def _tables(rows: Sequence[TableRow], language: Language) -> str:
    variables = list(dict.fromkeys(row.variable for row in rows))
    return "".join(
        table(
            sentence(phrases.BY, language, variable) if variable else phrases.EVERYONE[language],
            phrases.HEADS,
            [group_cells(row, language) for row in rows if row.variable == variable],
            language,
        )
        for variable in variables
    )


def _regression(found: PopulationReport, language: Language) -> str:
    regression = found.fit.population.regression
    if regression is None:
        return ""
    rows = [
        (
            phrases.INTERCEPT[language],
            formatted(regression.intercept, 4),
            formatted_error(regression.intercept_error, 4),
        ),
        *(
            (name, formatted(value, 4, signed=True), formatted(error, 4))
            for name, value, error in zip(
                regression.names, regression.coefficients.tolist(), regression.errors.tolist(), strict=True
            )
        ),
        (
            phrases.RESIDUAL[language],
            formatted(regression.residual_sd, 4),
            formatted_error(regression.residual_sd_error, 4),
        ),
    ]
    heading = sentence(phrases.REGRESSION, language)
    explained = paragraph(sentence(phrases.EXPLAINED, language, percent(regression.r_squared)))
    return f"<section><h2>{heading}</h2>{table(heading, phrases.REGRESSION_HEADS, rows, language)}{explained}</section>"


def _guide(language: Language) -> str:
    listed = definition_list([(term[language], told[language]) for term, told in phrases.READING])
    return f'<section id="reading"><h2>{phrases.HOW_TO_READ[language]}</h2>{listed}</section>'
