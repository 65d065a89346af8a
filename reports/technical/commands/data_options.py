"""The command-line options that say how responses are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

DataPath = Annotated[
    Path, typer.Argument(help="The responses: CSV in UTF-8, Parquet, or a folder of Parquet files.", metavar="DATA")
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
