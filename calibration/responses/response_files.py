"""Reading of responses from CSV or Parquet: wide, one row for each person, or long, one row for each response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.column_roles import (
    ColumnChoices,
    ColumnLayout,
    ColumnRole,
    header_error,
    is_long,
    long_columns,
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
    path : CSV in UTF-8 with commas between cells, Parquet, or a folder of Parquet files
    layout : ``wide``, ``long``, or ``auto`` to decide by the header
    key : scores raw responses; the scores in the file are then ignored
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
    table = ParquetTable.open(path) if is_parquet(path) else CsvTable.open(path)
    if layout == "long" or (layout == "auto" and is_long(table.header, choices)):
        named = long_columns(table.header, choices)
        read = read_long(table, named, key=key, items=items, omitted=omitted, not_reached=not_reached)
        findings = (*_treatment_findings(read.statuses, omitted, not_reached), *_unused_findings(named, read.data, key))
        return ResponseFile(read.data, "long", read.statuses, read.groups, findings)
    require_treatments(omitted, not_reached, has_status=False)
    named = wide_columns(table.header, choices)
    _require_score_cells(table, named, key)
    data, labels = read_wide(table, named, key=key, items=items)
    return ResponseFile(data, "wide", {}, labels, _unused_findings(named, data, key))


def _roles(columns: Mapping[ColumnRole | str, str]) -> dict[ColumnRole | str, str]:
    known = {role.value: role for role in ColumnRole}
    for role in columns:
        if role not in known:
            raise CalibrationError(ErrorCode.OPTION, name="columns", expected=", ".join(known), got=role)
    return {known[role]: name for role, name in columns.items()}


def _require_score_cells(table: CsvTable | ParquetTable, named: ColumnLayout, key: ScoringKey | None) -> None:
    """Raise for a header of neither layout, where most cells of the first row are not scores."""
    cells = [cell for name, cell in zip(table.header, table.first_row, strict=False) if name in named.items]
    wrong = [cell for cell in cells if parse_score(cell) < -1]
    if key is None and 2 * len(wrong) > len(cells):
        raise header_error(table.header)


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
    columns = (new_finding(FindingKind.COLUMNS_UNREAD, columns=", ".join(named.unread)),) if named.unread else ()
    return (*columns, *((new_finding(FindingKind.KEY_UNUSED, items=", ".join(keyed)),) if keyed else ()))
