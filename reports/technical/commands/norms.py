"""`mesur norms fit`: norms from a reference sample; `mesur norms show`: what norms say."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from calibration import CalibrationError, ErrorCode
from calibration.errors import os_reason
from calibration.results.calibration_document import require_output_paths, write_atomically
from itembank import SUBJECTS
from reports.norms.norm_document import InvalidNorms, norms_bytes, read_norms
from reports.norms.norm_fit import fit_norms
from reports.norms.standardised_scores import Norms, NormSource
from reports.technical.commands.data_options import LangOption
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.terminal_output import Terminal
from reports.technical.norms import norm_messages as messages
from reports.technical.norms.norm_sentences import finding_sentences, norm_sentences
from reports.technical.norms.norms_page import STANDARDISED, norm_rows, norms_page
from reports.technical.norms.sample_file import read_norm_sample

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")


@app.callback(no_args_is_help=True)
def norms() -> None:
    """Norms: age-standardised scores from the reported scores of a reference sample.

    See docs/norms.md.
    """


@app.command(epilog="Written but not to be used: exit code 1. Bad input: nothing is written, exit code 2.")
def fit(
    sample: Annotated[
        Path,
        typer.Argument(
            help="The reference sample: CSV with theta, year, weeks and age_months, and perhaps weight and school; no"
            " name and no id.",
            metavar="SAMPLE.csv",
        ),
    ],
    subject: Annotated[str, typer.Option(help="The subject, as `mesur bank list` shows it.")],
    scale: Annotated[str, typer.Option(help="The version of the reporting scale that the norms belong to.")] = "1",
    fictional: Annotated[bool, typer.Option("--fictional", help="Mark a made-up sample, for a demonstration.")] = False,
    out: Annotated[Path, typer.Option(help="Where the norms go, as JSON.")] = Path("norms.json"),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    lang: LangOption = None,
) -> None:
    """Fit age-standardised scores to a reference sample, check them, and draw them.

    Scores are compared among learners of the same age and learning time, without cells: one distribution changes
    smoothly with both. For example:

        mesur norms fit sample.csv --subject numeracy-procedural --report norms.html
    """
    with report_errors(lang, sample) as language:
        require_output_paths((out, report), (sample,))
        if subject not in SUBJECTS:
            raise CalibrationError(ErrorCode.OPTION, name="subject", expected=", ".join(SUBJECTS), got=subject)
        read = read_norm_sample(sample)
        schools = len(set(read.school[read.school >= 0].tolist()))
        digest = sha256(sample.read_bytes()).hexdigest()
        source = NormSource(subject, scale, len(read), schools, digest, fictional)
        fitted = fit_norms(read, source)
        write_atomically(norms_bytes(fitted.norms).decode(), out)
        if report is not None:
            write_atomically(norms_page(fitted, read, sample.name, language), report)
    terminal = Terminal(language)
    for told in (*norm_sentences(fitted.norms, language), *finding_sentences(fitted.checks, language)):
        terminal.print_line(told)
    _show_table(terminal, fitted.norms)
    for path in (out, report):
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)
    if not fitted.checks.usable:
        terminal.print_line(messages.NOT_USABLE[language])
        raise typer.Exit(1)


@app.command(epilog="Bad input: exit code 2.")
def show(
    norms: Annotated[Path, typer.Argument(help="Norms written by `mesur norms fit`.", metavar="NORMS.json")],
    lang: LangOption = None,
) -> None:
    """Show what norms rest on, and the ability behind some standardised scores."""
    with report_errors(lang, norms) as language:
        read = _read(norms)
    terminal = Terminal(language)
    for told in norm_sentences(read, language):
        terminal.print_line(told)
    _show_table(terminal, read)


def _read(path: Path) -> Norms:
    try:
        return read_norms(path.read_bytes())
    except FileNotFoundError:
        raise CalibrationError(ErrorCode.NOT_FOUND, path=path) from None
    except OSError as error:
        raise CalibrationError(ErrorCode.NOT_READABLE, path=path, got=os_reason(error)) from None
    except InvalidNorms:
        raise CalibrationError(ErrorCode.NOT_NORMS, path=path) from None


def _show_table(terminal: Terminal, norms: Norms) -> None:
    language = terminal.language
    terminal.print_line(messages.NORM_TABLE[language])
    shown = Table(box=None, header_style="bold", pad_edge=False)
    heads = (messages.YEAR_HEAD[language], *map(str, STANDARDISED), messages.ERROR_HEAD[language])
    for head in heads:
        shown.add_column(head, justify="right")
    for row in norm_rows(norms):
        shown.add_row(*row)
    terminal.console.print(shown)
