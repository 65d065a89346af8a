"""`mesur dif`: comparison of groups item by item."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, cast

import numpy as np
import typer
from rich.table import Table

from calibration import Calibration, CalibrationError, ErrorCode
from calibration.invariance.compared_groups import TwoGroups
from calibration.invariance.dif import METHODS, PairDif, detect_dif
from calibration.invariance.dif_power import d_dif_power
from calibration.invariance.mantel_haenszel_dif import MantelHaenszelDif
from calibration.invariance.rmsd import Rmsd, RmsdDif
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_document import (
    document_sha256,
    read_document,
    require_output_paths,
    write_atomically,
    write_document,
)
from calibration.results.usable_items import fit_of_items
from calibration.sentences.evidence_sentences import evidence_phrase
from calibration.sentences.sentences import translate
from itembank.language import Language
from reports.technical.commands.data_options import (
    LANGUAGE,
    ColumnOption,
    DataPath,
    DropOption,
    EncodingOption,
    IgnoreOption,
    KeyOption,
    LangOption,
    LayoutOption,
    LowestOption,
    MissingOption,
    NotReachedOption,
    OmittedOption,
    ReadOptions,
    RecodeOption,
    SeparatorOption,
)
from reports.technical.commands.error_exit import report_errors
from reports.technical.commands.progress_display import progress_stage
from reports.technical.commands.response_loading import load_responses
from reports.technical.commands.terminal_output import Terminal, show_reading
from reports.technical.dif_messages import BLIND, HEADS
from reports.technical.dif_methods_section import (
    DifTable,
    dif_table,
    main_columns,
    methods_page,
    table_heading,
    table_heads,
    table_row,
    table_sentence,
)
from reports.technical.dif_section import dif_page, dif_sentence
from reports.technical.item_evidence import (
    FEWEST_PRINTED,
    LARGE_DIF,
    SLIGHT_DIF,
    select_labels,
    usable_part,
)

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode="markdown")

FORMAT = "mesur-dif/1"


@app.command(epilog="Bad input: nothing is written, exit code 2.")
def dif(
    data: DataPath,
    group: Annotated[
        str, typer.Option(help="The column of groups, such as sex; `language` for the language an item was shown in.")
    ],
    method: Annotated[
        str, typer.Option(help="mantel-haenszel, logistic, lr, wald, sibtest, or rmsd for many groups at once.")
    ] = "mantel-haenszel",
    reference: Annotated[
        str | None, typer.Option(help="The group that the others are compared with. Default: the largest.")
    ] = None,
    fit: Annotated[
        Path | None,
        typer.Option(help="A fit.json of these items: needed where persons met different ones, as in adaptive tests."),
    ] = None,
    population: Annotated[
        str | None, typer.Option(help="The column of the fit’s own groups, where it has several.")
    ] = None,
    purify: Annotated[bool, typer.Option(help="Leave items with DIF out of matching, and match again.")] = True,
    fewest: Annotated[int, typer.Option(help="Responses that an item needs in each group.")] = 100,
    out: Annotated[Path, typer.Option(help="Where the numbers go, as JSON.")] = Path("dif.json"),
    report: Annotated[Path | None, typer.Option(help="Where a report for people goes, as one HTML page.")] = None,
    key: KeyOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = [],
    ignore: IgnoreOption = [],
    omitted: OmittedOption = "wrong",
    not_reached: NotReachedOption = "missing",
    drop_constant: DropOption = False,
    missing: MissingOption = [],
    recode: RecodeOption = [],
    lowest: LowestOption = "auto",
    encoding: EncodingOption = None,
    separator: SeparatorOption = None,
    lang: LangOption = None,
) -> None:
    """Compare groups item by item among persons of equal ability, in classes A, B and C.

    The group may be a language, year, medium, dialect or device: any column. Mantel–Haenszel does not see DIF that
    changes direction over ability; the other methods do.

    A is nothing to speak of; B: prefer another item where there is one; C: reviewers must clear it before it is used.
    For example:

        mesur dif trial.csv --group sex --reference m --report dif.html

        mesur dif trial.csv --group language --reference en --fit fit.json

        mesur dif trial.csv --group device --method wald --report dif.html

    See docs/calibrating.md and docs/first-evidence.md.
    """
    groups = (*(() if group == LANGUAGE else (group,)), *((population,) if population else ()))
    read_options = ReadOptions(
        data, layout, key, column, ignore, groups, omitted, not_reached, drop_constant, missing, recode, lowest,
        encoding, separator,
    )  # fmt: skip
    with report_errors(lang, data) as language:
        require_output_paths((out, report), (data, key, fit))
        known = None if fit is None else read_document(fit).fit.require_converged()
        _require_population(known, population)
        with progress_stage("Reading the responses …", language):
            loaded = load_responses(read_options)
            responses, matched = (loaded.data, None) if known is None else match_fit_to_data(loaded.data, known)
        with progress_stage("Comparing the groups …", language):
            found = detect_dif(
                responses,
                select_labels(loaded.comparison_labels(group), loaded.data, responses),
                fit=matched,
                method=_method(method, purify=purify, fewest=fewest),
                reference=reference,
                population=None if population is None else loaded.group(population),
            )
        document = {
            "format": FORMAT,
            "data": loaded.source_description(),
            "fit": None if fit is None else {"file": fit.name, "sha256": document_sha256(fit)},
            "options": {"group": group, "method": method, "purify": purify, "fewest": fewest},
            "comparisons": [
                _plain(each) if isinstance(each, MantelHaenszelDif) else dif_table(each).document() for each in found
            ],
        }
        write_document(document, out)
        if report is not None:
            write_atomically(_page(found, known, data.name, language), report)
    show_reading(Terminal(language), loaded.file.findings)
    _show(Terminal(language), found, (out, report))


def _method(name: str, *, purify: bool, fewest: int) -> Callable[[TwoGroups], PairDif] | Rmsd:
    if name not in METHODS:
        raise CalibrationError(ErrorCode.OPTION, name="method", expected=", ".join(METHODS), got=name)
    chosen = METHODS[name]
    if isinstance(chosen, Rmsd):
        return replace(chosen, fewest=fewest)
    return cast("Callable[[TwoGroups], PairDif]", replace(cast("Any", chosen), purify=purify, fewest=fewest))


def _page(found: Sequence[PairDif | RmsdDif], fit: Calibration | None, file: str, language: Language) -> str:
    by_strata = [each for each in found if isinstance(each, MantelHaenszelDif)]
    others = [each for each in found if not isinstance(each, MantelHaenszelDif)]
    return methods_page(others, file, language) if others else dif_page(by_strata, fit, file, language)


def _require_population(fit: Calibration | None, population: str | None) -> None:
    """Raise where a fit has several groups and none is named, or a group is named without a fit."""
    if population is not None and fit is None:
        expected = "--fit as well, whose groups these are"
        raise CalibrationError(ErrorCode.OPTION, name="population", expected=expected, got=repr(population))
    if population is None and fit is not None and len(fit.population) > 1:
        expected = "the column of the groups that the fit has"
        raise CalibrationError(ErrorCode.OPTION, name="population", expected=expected, got="–")


def match_fit_to_data(data: ResponseMatrix, fit: Calibration) -> tuple[ResponseMatrix, Calibration]:
    """The responses to items that can be used, and the fit of these items.

    Raises
    ------
    CalibrationError
        ``items_differ`` where the data hold items that the fit does not, ``reversed`` where none can be used
    """
    unknown = sorted(set(data.items) - set(fit.items))
    if unknown:
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=", ".join(unknown[:8]))
    usable, kept = usable_part(fit_of_items(fit, data.items), data)
    if usable is None:
        raise CalibrationError(ErrorCode.REVERSED, items=", ".join(fit.items))
    return kept, usable


def _plain(found: MantelHaenszelDif) -> dict[str, object]:
    return {
        "reference": found.reference,
        "focal": found.focal,
        "matching": found.matching.name.lower(),
        "purification": found.purification.name.lower(),
        "rounds": found.rounds,
        "items": [_item(found, at) for at in range(len(found.items))],
    }


def _item(found: MantelHaenszelDif, at: int) -> dict[str, object]:
    return {
        "id": found.items[at],
        "class": found.classes[at].name,
        "n_reference": _persons(found.n_reference[at]),
        "n_focal": _persons(found.n_focal[at]),
        "mh_d_dif": _number(found.odds.d_dif[at]),
        "se": _number(found.odds.se[at]),
        "p": _number(found.odds.p[at]),
        "shown": float(found.shown[at]),
        "d_dif_without_guessing": _number(found.sizes[at]),
        "power": _number(float(d_dif_power(found.size_errors[at]))),
        "smd": _number(found.means.smd[at]),
        "se_smd": _number(found.means.se[at]),
        "standardised": _number(found.means.standardised[at]),
        "p_mantel": _number(found.means.p[at]),
        "anchor": bool(found.anchor[at]),
    }


def _persons(count: np.integer) -> int | None:
    """A number of persons, None for one that is not given out."""
    return int(count) if count >= FEWEST_PRINTED else None


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _show(terminal: Terminal, found: Sequence[PairDif | RmsdDif], places: tuple[Path | None, ...]) -> None:
    for each in found:
        if not isinstance(each, MantelHaenszelDif):
            _show_table(terminal, dif_table(each))
            continue
        terminal.print_line(dif_sentence(each, terminal.language))
        flagged = [at for at, kind in enumerate(each.classes) if kind in (*SLIGHT_DIF, *LARGE_DIF)]
        if flagged:
            terminal.console.print(_table(each, flagged, terminal))
        terminal.print_line(evidence_phrase(each.purification, terminal.language))
        terminal.print_line(BLIND[terminal.language])
    for path in places:
        if path is not None:
            terminal.print_translated("Written to %(path)s", path=path)


def _show_table(terminal: Terminal, found: DifTable) -> None:
    language = terminal.language
    for told in (table_heading(found, language), table_sentence(found, language)):
        terminal.print_line(told)
    if found.flagged:
        shown = Table(box=None, header_style="bold", pad_edge=False)
        columns = main_columns(found)
        for head in (*table_heads(found, columns), HEADS["remark"]):
            shown.add_column(head[language])
        for at in found.flagged:
            shown.add_row(*table_row(found, columns, at, language), evidence_phrase(found.remarks[at], language))
        terminal.console.print(shown)


def _table(found: MantelHaenszelDif, flagged: Sequence[int], terminal: Terminal) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(translate("Item", terminal.language))
    table.add_column("")
    for heading in ("MH D-DIF", "SE", "SMD"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for at in flagged:
        numbers = (found.odds.d_dif[at], found.odds.se[at], found.means.smd[at])
        figures = (f"{value:.3f}" if np.isfinite(value) else "–" for value in numbers)
        said = evidence_phrase(found.remarks[at], terminal.language)
        table.add_row(found.items[at], found.classes[at].value, *figures, said)
    return table
