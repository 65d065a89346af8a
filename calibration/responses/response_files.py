"""Reading of responses from CSV or Parquet: wide, one row for each person, or long, one row for each response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from calibration.errors import CalibrationError, Described, ErrorCode, naming_file
from calibration.responses.cell_coding import PLAIN, CellCoding, from_lowest
from calibration.responses.column_roles import (
    WEAK_PERSON_NAMES,
    ColumnChoices,
    ColumnLayout,
    ColumnRole,
    header_error,
    is_long,
    long_columns,
    normalised_name,
    wide_columns,
)
from calibration.responses.content_hash import content_sha256
from calibration.responses.csv_table import CsvTable
from calibration.responses.data_findings import Finding, FindingKind, new_finding
from calibration.responses.label_codes import Labels
from calibration.responses.long_table import read_long
from calibration.responses.missing_responses import STATUSES, Treatment, require_treatments
from calibration.responses.parquet_table import ParquetTable, is_parquet
from calibration.responses.response_matrix import ResponseMatrix
from calibration.responses.score_codes import parse_score
from calibration.responses.scoring_key import ScoringKey
from calibration.responses.wide_table import read_wide

Layout = Literal["auto", "wide", "long"]


@dataclass(frozen=True, slots=True, eq=False)
class ResponseFile:
    """The content of a file of responses.

    Parameters
    ----------
    data : the responses
    layout : ``wide`` or ``long``
    statuses : number of rows of each status, empty where the file has none
    groups : by column name, the label of each person
    findings : remarks from reading
    """

    data: ResponseMatrix
    layout: str
    statuses: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Labels] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def sha256(self) -> str:
        """SHA-256 of the content, see `content_sha256`; hexadecimal."""
        return content_sha256(self.data, self.groups)


def read_responses(
    path: Path,
    layout: Layout = "auto",
    *,
    key: ScoringKey | None = None,
    coding: CellCoding = PLAIN,
    encoding: str | None = None,
    separator: str | None = None,
    columns: Mapping[ColumnRole | str, str] | None = None,
    groups: Sequence[str] = (),
    ignored: Sequence[str] = (),
    items: Sequence[str] | None = None,
    omitted: Treatment = "wrong",
    not_reached: Treatment = "missing",
) -> ResponseFile:
    """Read and check a file of responses.

    Parameters
    ----------
    path : a text table such as CSV, Parquet, or a folder of Parquet files
    layout : ``wide``, ``long``, or ``auto`` to decide by the header
    key : scores raw responses; the scores in the file are then ignored
    coding : codes of missing responses, other scores for cells, and whether scores begin at 1
    encoding, separator : of a text table; found in the file unless given, see `detect_text_format`
    columns : by role (``person``, ``item``, ``score``, ``response``, ``status``, ``weight``, ``language``,
        ``position``), the name of the column, where it is not a known one
    groups : columns to read as groups, with one label for each person
    ignored : columns to leave unread
    items : the item ids in order; by default those that occur, sorted, or as in a wide header
    omitted, not_reached : treatment of such rows of a long file, ``wrong`` or ``missing``

    Raises
    ------
    CalibrationError
        naming line (Parquet: row) and item, what was expected and what was given
    """
    if layout not in ("auto", "wide", "long"):
        raise CalibrationError(ErrorCode.OPTION, name="format", expected="auto, wide, long", got=layout)
    choices = ColumnChoices(_roles(columns or {}), tuple(groups), tuple(ignored))
    if key is not None and coding.recodings:
        expected = "none with a key, which scores"
        raise CalibrationError(ErrorCode.OPTION, name="recode", expected=expected, got=Described("one that is given"))
    with naming_file(path.name):
        table = open_table(path, encoding, separator)
        return _read_table(table, layout, choices, key, coding, items, (omitted, not_reached))


def _read_table(
    table: CsvTable | ParquetTable,
    layout: Layout,
    choices: ColumnChoices,
    key: ScoringKey | None,
    coding: CellCoding,
    items: Sequence[str] | None,
    treatments: tuple[Treatment, Treatment],
) -> ResponseFile:
    form, (omitted, not_reached) = _form_findings(table), treatments
    if layout == "long" or (layout == "auto" and is_long(table.header, choices)):
        named = long_columns(table.header, choices)
        read = read_long(table, named, key=key, coding=coding, items=items, omitted=omitted, not_reached=not_reached)
        data, moved = (read.data, ()) if key is not None else from_lowest(read.data, coding.lowest)
        treated = _treatment_findings(read.statuses, omitted, not_reached)
        findings = (*form, *_coding_findings(named, coding), *moved, *treated, *_unused_findings(named, data, key))
        return ResponseFile(data, "long", read.statuses, read.groups, findings)
    require_treatments(omitted, not_reached, has_status=False)
    named = wide_columns(table.header, choices)
    _require_score_cells(table, named, key, coding)
    data, labels = read_wide(table, named, key=key, coding=coding, items=items)
    data, moved = (data, ()) if key is not None else from_lowest(data, coding.lowest)
    findings = (*form, *_coding_findings(named, coding), *moved, *_unused_findings(named, data, key))
    return ResponseFile(data, "wide", {}, labels, findings)


def open_table(path: Path, encoding: str | None = None, separator: str | None = None) -> CsvTable | ParquetTable:
    """The table of a file or of a folder, its header read.

    Raises
    ------
    CalibrationError
        as `CsvTable.open` and `ParquetTable.open`; ``option`` for an encoding or separator of Parquet
    """
    if not is_parquet(path):
        return CsvTable.open(path, encoding, separator)
    for name, told in (("encoding", encoding), ("separator", separator)):
        if told is not None:
            raise CalibrationError(ErrorCode.OPTION, name=name, expected="none for Parquet", got=repr(told))
    return ParquetTable.open(path)


def _roles(columns: Mapping[ColumnRole | str, str]) -> dict[ColumnRole | str, str]:
    known = {role.value: role for role in ColumnRole}
    for role in columns:
        if role not in known:
            raise CalibrationError(ErrorCode.OPTION, name="columns", expected=", ".join(known), got=role)
    return {known[role]: name for role, name in columns.items()}


def _require_score_cells(
    table: CsvTable | ParquetTable, named: ColumnLayout, key: ScoringKey | None, coding: CellCoding
) -> None:
    """Raise for a header of neither layout: no column of persons, and most cells of the first row are not scores."""
    if coding.missing or coding.recodings or key is not None or ColumnRole.PERSON in named.roles:
        return
    cells = [cell for name, cell in zip(table.header, table.first_row, strict=False) if name in named.items]
    wrong = [cell for cell in cells if parse_score(cell) < -1]
    if 2 * len(wrong) > len(cells):
        raise header_error(table.header)


def _form_findings(table: CsvTable | ParquetTable) -> tuple[Finding, ...]:
    """A remark on the encoding and the separator of a text table that are not the usual ones."""
    if isinstance(table, ParquetTable) or table.form.is_usual:
        return ()
    encoding = table.form.encoding.removesuffix("-sig")
    return (new_finding(FindingKind.TEXT_FORMAT, encoding=encoding, separator=table.form.separator_name),)


def _coding_findings(named: ColumnLayout, coding: CellCoding) -> tuple[Finding, ...]:
    """Remarks on a column of persons that was guessed, on missing codes and on recoded items."""
    person = named.roles.get(ColumnRole.PERSON, "")
    found = []
    if normalised_name(person) in WEAK_PERSON_NAMES:
        found.append(new_finding(FindingKind.PERSON_COLUMN, column=person))
    if coding.missing:
        found.append(new_finding(FindingKind.MISSING_CODES, codes=", ".join(coding.missing)))
    if coding.recodings:
        found.append(new_finding(FindingKind.RECODED, items=", ".join(each.items for each in coding.recodings)))
    return tuple(found)


def _treatment_findings(statuses: Mapping[str, int], omitted: Treatment, not_reached: Treatment) -> tuple[Finding, ...]:
    kinds = {
        (STATUSES[1], "wrong"): FindingKind.OMITTED_WRONG,
        (STATUSES[1], "missing"): FindingKind.OMITTED_MISSING,
        (STATUSES[2], "wrong"): FindingKind.NOT_REACHED_WRONG,
        (STATUSES[2], "missing"): FindingKind.NOT_REACHED_MISSING,
    }
    rules = ((STATUSES[1], omitted), (STATUSES[2], not_reached))
    return tuple(new_finding(kinds[rule], count=statuses[rule[0]]) for rule in rules if statuses.get(rule[0]))


def _unused_findings(named: ColumnLayout, data: ResponseMatrix, key: ScoringKey | None) -> tuple[Finding, ...]:
    """Remarks on columns and lines of the key that were not used."""
    keyed = sorted(set(key.scores) - set(data.items)) if key else []
    unread = ", ".join(name or "–" for name in named.unread)
    columns = (new_finding(FindingKind.COLUMNS_UNREAD, columns=unread),) if named.unread else ()
    return (*columns, *((new_finding(FindingKind.KEY_UNUSED, items=", ".join(keyed)),) if keyed else ()))
