"""Results of a calibration on the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from rich.console import Console
from rich.table import Table

from calibration import Finding, FitStatus, Severity
from calibration.responses.data_findings import READING_KINDS
from calibration.results.calibration_document import CalibrationDocument
from calibration.results.small_groups import SuppressionReason
from calibration.sentences.evidence_sentences import evidence_phrase
from calibration.sentences.sentences import finding_sentence, remark_phrase, status_phrase, translate
from itembank.language import Language
from reports.technical.item_evidence import FEWEST_PRINTED
from reports.technical.technical_messages import MASSES_KNOWN, PENALISED

MAX_FINDINGS = 12
"""Most findings printed; the report has all."""


class Terminal:
    """A console that prints sentences in one language."""

    def __init__(self, language: Language) -> None:
        # an item id may hold [brackets] and :colons:, which are not styles here
        self.language, self.console = language, Console(highlight=False, markup=False, emoji=False)

    def print_translated(self, english: str, **fields: object) -> None:
        """Print an English sentence in the language of the terminal."""
        self.print_line(translate(english, self.language) % fields)

    def print_line(self, sentence: str) -> None:
        """Print a sentence as it is."""
        self.console.print(sentence, soft_wrap=True)


def show_calibration(terminal: Terminal, document: CalibrationDocument, findings: Sequence[Finding], out: Path) -> None:
    """Print parameters, remarks, findings and the status of a fit."""
    fit, language = document.fit, terminal.language
    dropped = cast("Sequence[str]", document.data.get("left_out", ()))
    if dropped:
        terminal.print_translated("Left out (never answered, or always alike): %(items)s", items=", ".join(dropped))
    terminal.console.print(_parameter_table(document, language))
    terminal.print_translated("SE: standard error")
    for item, remark in fit.remarks.items():
        terminal.print_line(f"{item}: {remark_phrase(remark, language)}")
    _show_findings(terminal, findings)
    terminal.print_translated(
        "%(persons)d persons, %(items)d items, %(responses)d responses",
        persons=fit.persons,
        items=len(fit.items),
        responses=fit.responses,
    )
    terminal.print_translated(
        "Log-likelihood %(value).4f, AIC %(aic).3f, BIC %(bic).3f", value=fit.log_likelihood, aic=fit.aic, bic=fit.bic
    )
    if fit.penalised:
        terminal.print_line(PENALISED[language])
    _show_population(terminal, document)
    terminal.print_translated(
        "Model %(model)s: %(status)s, after %(cycles)d cycles",
        model=fit.model,
        status=status_phrase(fit.status, language),
        cycles=fit.iterations,
    )
    if fit.status is not FitStatus.CONVERGED:
        terminal.print_translated("This fit may not be used as it stands.")
    terminal.print_translated("Written to %(path)s", path=out)
    if document.covariance_left_out:
        terminal.print_translated("Its covariance was left out: what is linked by it has no standard errors.")


def _show_findings(terminal: Terminal, findings: Sequence[Finding]) -> None:
    show_reading(terminal, findings)
    shown = [each for each in findings if each.severity is not Severity.REMARK]
    for each in shown[:MAX_FINDINGS]:
        terminal.print_line(finding_sentence(each, terminal.language))
    if len(shown) > MAX_FINDINGS:
        terminal.print_translated("… and %(count)d more of these, in the report.", count=len(shown) - MAX_FINDINGS)


def show_reading(terminal: Terminal, findings: Sequence[Finding]) -> None:
    """How the file was understood."""
    for each in findings:
        if each.kind in READING_KINDS:
            terminal.print_line(finding_sentence(each, terminal.language))


def _show_population(terminal: Terminal, document: CalibrationDocument) -> None:
    fit, small = document.fit, document.small_groups
    if fit.histogram is not None:
        terminal.print_line(MASSES_KNOWN[terminal.language])
    for group, normal in fit.population.items():
        mean_error, error = (0.0, 0.0) if fit.population_errors is None else fit.population_errors[group]
        told_errors = [f"{each:.4f}" if each else "–" for each in (mean_error, error)]
        if len(fit.population) == 1 and normal.mean == 0 and not small:
            text = "Population: mean 0, standard deviation %(sd).4f" + (" (SE %(se).4f)" if error else "")
            terminal.print_translated(text, sd=normal.sd, se=error)
        else:
            terminal.print_translated(
                "%(group)s: mean %(mean).4f (SE %(se_mean)s), standard deviation %(sd).4f (SE %(se)s)",
                group=group,
                mean=normal.mean,
                se_mean=told_errors[0],
                sd=normal.sd,
                se=told_errors[1],
            )
    for group in small:
        terminal.print_line(f"{group}: {evidence_phrase(SuppressionReason.FEW_PERSONS, terminal.language)}")


def _parameter_table(document: CalibrationDocument, language: Language) -> Table:
    fit = document.fit
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(translate("Item", language))
    asymptote = [letter for letter, plain in (("c", 0.0), ("d", 1.0)) if (getattr(fit, letter) != plain).any()]
    for heading in ("Responses", "Right", "Slope a", "SE", "Difficulty b", "SE"):
        table.add_column(translate(heading, language), justify="right")
    for letter in asymptote:
        table.add_column(letter, justify="right")
    highest = np.isfinite(fit.b if fit.b.ndim > 1 else fit.b[:, None]).sum(axis=1)
    errors = fit.standard_errors
    for at, item in enumerate(fit.items):
        met, total = document.counts[item]
        enough = met >= FEWEST_PRINTED
        table.add_row(
            item,
            str(met) if enough else f"< {FEWEST_PRINTED}",
            f"{total / (met * highest[at]):.3f}" if enough else "–",
            f"{fit.a[at]:.4f}",
            _numbers(None if errors is None else errors.a[at], zero="–"),
            _numbers(fit.b[at]),
            _numbers(None if errors is None else errors.b[at], zero="–"),
            *(_numbers(getattr(fit, letter)[at]) for letter in asymptote),
        )
    return table


def _numbers(values: object, zero: str | None = None) -> str:
    """Numbers of an item's steps; ``zero`` replaces 0, and a dash a missing value."""
    if values is None:
        return "–"
    numbers = np.atleast_1d(np.asarray(values, dtype=float))
    return " ".join(zero if zero and not value else f"{value:.4f}" for value in numbers[np.isfinite(numbers)].tolist())
