"""The command-line options that say how responses are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import typer

from calibration import CalibrationError, ErrorCode
from calibration.errors import Described
from calibration.responses.cell_coding import CellCoding, Lowest, Recoding

DataPath = Annotated[
    Path,
    typer.Argument(
        help="The responses: a text table such as CSV, Parquet, or a folder of Parquet files.", metavar="DATA"
    ),
]
LayoutOption = Annotated[str, typer.Option("--format", help="wide, long, or auto: as the header says.")]
KeyOption = Annotated[
    Path | None, typer.Option(help="A key: CSV with item,response (the right ones) or item,response,score.")
]
ColumnOption = Annotated[
    list[str],
    typer.Option(
        "--column",
        help="ROLE=NAME: the column that holds a role (person, item, score, response, status, weight, language,"
        " position), where its name is not a usual one. May be repeated.",
        metavar="ROLE=NAME",
    ),
]
IgnoreOption = Annotated[list[str], typer.Option("--ignore", help="A column to leave unread. May be repeated.")]
OmittedOption = Annotated[str, typer.Option(help="Long files: omitted responses count as wrong or missing.")]
NotReachedOption = Annotated[str, typer.Option(help="Long files: items not reached count as wrong or missing.")]
MissingOption = Annotated[
    list[str],
    typer.Option(
        "--missing", help="Cells that count as no response, such as 8,9,-99. May be repeated.", metavar="CELL,…"
    ),
]
RecodeOption = Annotated[
    list[str],
    typer.Option(
        "--recode",
        help='Scores for the cells of some items, such as "item*=1:0,2:1,3:2"; * stands for anything. May be repeated.',
        metavar="ITEM=CELL:SCORE,…",
    ),
]
LowestOption = Annotated[
    str, typer.Option(help="The lowest score: 0, 1 (then 1 is subtracted), or auto: 1 where every item begins at 1.")
]
EncodingOption = Annotated[
    str | None, typer.Option(help="The encoding of a text table: utf-8, utf-16, latin-1 … Default: as its bytes say.")
]
SeparatorOption = Annotated[
    str | None,
    typer.Option(help="What stands between cells: comma, semicolon, tab, bar or space. Default: as the header says."),
]
DropOption = Annotated[
    bool, typer.Option("--drop-constant", help="Leave out items never answered or always alike, and name them.")
]
LangOption = Annotated[str | None, typer.Option(help="cy or en. Default: MESUR_LANG, then LANG.")]


LANGUAGE = "language"
"""Given instead of a column, compares responses by the language each was given in, which may change in a sitting."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file of responses is to be read, as given on the command line.

    Parameters
    ----------
    path : a CSV or Parquet file, or a folder of Parquet files
    layout : ``wide``, ``long``, or ``auto`` to go by the header
    key : a CSV file with the scoring key
    columns : ROLE=NAME, for columns that do not have a usual name
    ignored, groups : columns to leave unread, and to read as groups of persons
    omitted, not_reached : ``wrong`` or ``missing``
    drop_constant : leave out items that were never answered, or always alike
    missing, recode, lowest : what cells stand for, see `calibration.responses.cell_coding`
    encoding, separator : of a text table, None for what the file says
    """

    path: Path
    layout: str = "auto"
    key: Path | None = None
    columns: Sequence[str] = ()
    ignored: Sequence[str] = ()
    groups: Sequence[str] = ()
    omitted: str = "wrong"
    not_reached: str = "missing"
    drop_constant: bool = False
    missing: Sequence[str] = ()
    recode: Sequence[str] = ()
    lowest: str = "auto"
    encoding: str | None = None
    separator: str | None = None

    def coding(self) -> CellCoding:
        """What the cells stand for.

        Raises
        ------
        CalibrationError
            ``option``
        """
        missing = tuple(cell.strip() for told in self.missing for cell in told.split(",") if cell.strip())
        return CellCoding(missing, tuple(map(Recoding.parse, self.recode)), cast("Lowest", self.lowest))

    def require_plain_cells(self, where: str) -> None:
        """Refuse options on cells where files are read one at a time, as they are.

        Raises
        ------
        CalibrationError
            ``option``, naming the first that was given
        """
        self.coding()  # an unknown value is told first
        for name, told in self.coding_document().items():
            if (name, told) == ("lowest", "0"):  # that is how such files are read
                continue
            expected = f"none {where}: recode the files first"
            raise CalibrationError(ErrorCode.OPTION, name=name, expected=expected, got=Described("one that is given"))

    def coding_document(self) -> dict[str, object]:
        """The options on cells that were given, as JSON values."""
        told = {"missing": list(self.missing), "recode": list(self.recode)}
        given: dict[str, object] = {name: value for name, value in told.items() if value}
        return given if self.lowest == "auto" else {**given, "lowest": self.lowest}
