"""What the three commands have in common: how data are named, how a refusal is said, how long work shows itself."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from calibration import CalibrationError, ErrorCode, Labels, ResponseMatrix, read_key, read_responses
from calibration.marginal.em_algorithm import Cycle, OnCycle
from calibration.responses.missing_responses import Treatment
from calibration.responses.raw_options import chosen_options, correct_options
from calibration.responses.response_files import Layout, ResponseFile
from calibration.screening.data_checks import constant_items
from calibration.sentences.sentences import chosen_language, error_sentence, translate
from itembank.language import Language

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
"""In place of a column to compare by: the language that each response was given in, which may change in a sitting."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How the analyst wants a file to be read; what each means stands beside the commands' options."""

    path: Path
    layout: str = "auto"
    key: Path | None = None
    columns: Sequence[str] = ()
    ignored: Sequence[str] = ()
    groups: Sequence[str] = ()
    omitted: str = "wrong"
    not_reached: str = "missing"
    drop_constant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class LoadedResponses:
    """The responses that count, the file that they are from, and the items that were left out."""

    data: ResponseMatrix
    file: ResponseFile
    dropped: tuple[str, ...]

    def group(self, name: str) -> Labels:
        """The label of each person in a column."""
        return self.file.groups[name]

    def compared(self, name: str) -> Labels:
        """Labels to compare by: of each person in a column, or of each response the language it was shown in.

        Raises
        ------
        CalibrationError
            ``column`` where the file says no language
        """
        if name != LANGUAGE:
            return self.file.groups[name]
        if self.data.language is None:
            raise CalibrationError(ErrorCode.COLUMN, name="group", expected=repr(LANGUAGE), got="–")
        return self.data.language

    def options(self, asked: "ReadOptions") -> tuple[NDArray[np.str_], dict[str, str]] | None:
        """The option chosen in each response and the right one of each item, where raw responses are there."""
        key = None if asked.key is None else read_key(asked.key)
        chosen = chosen_options(
            asked.path,
            self.data,
            keyed=key is not None,
            columns=parse_pairs("column", asked.columns),
            groups=asked.groups,
            ignored=asked.ignored,
        )
        return None if chosen is None else (chosen, correct_options(self.data, chosen, key))

    def source(self, path: Path) -> dict[str, object]:
        """Where the data come from, for a document."""
        return {
            "file": path.name,
            "sha256": self.file.sha256,
            "format": self.file.layout,
            "statuses": dict(self.file.statuses),
            "left_out": list(self.dropped),
        }


def load_responses(asked: ReadOptions) -> LoadedResponses:
    """Read responses as asked.

    Raises
    ------
    CalibrationError
        naming line and item
    """
    key = None if asked.key is None else read_key(asked.key)
    file = read_responses(
        asked.path,
        cast("Layout", asked.layout),
        key=key,
        columns=parse_pairs("column", asked.columns),
        groups=tuple(dict.fromkeys(asked.groups)),
        ignored=tuple(asked.ignored),
        omitted=cast("Treatment", asked.omitted),
        not_reached=cast("Treatment", asked.not_reached),
    )
    if not asked.drop_constant:
        return LoadedResponses(file.data, file, ())
    unusable = constant_items(file.data) | (file.data.responses_per_item() == 0)
    left_out = tuple(file.data.items[at] for at in np.flatnonzero(unusable))
    return LoadedResponses(file.data.select_items(~unusable), file, left_out)


def parse_pairs(name: str, told: Sequence[str]) -> Mapping[str, str]:
    """What was given as NAME=VALUE.

    Raises
    ------
    CalibrationError
        ``option``
    """
    wrong = [each for each in told if "=" not in each]
    if wrong:
        raise CalibrationError(ErrorCode.OPTION, name=name, expected="NAME=VALUE", got=repr(wrong[0]))
    return dict(cast("tuple[str, str]", tuple(each.rsplit("=", 1))) for each in told)


@contextmanager
def report_errors(lang: str | None) -> Iterator[Language]:
    """The language to speak; a fault becomes a sentence in it and exit code 2."""
    language = chosen_language(None, os.environ)
    try:
        language = chosen_language(lang, os.environ)
        yield cast("Language", language)
    except CalibrationError as error:
        said = f"mesur: {error_sentence(error, language)}\n{translate('Nothing was written.', language)}"
        Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False).print(said)
        raise typer.Exit(2) from None


@contextmanager
def progress_stage(english: str, language: str) -> Iterator[None]:
    """Work whose length is not known, with its name while it lasts."""
    with Console(stderr=True).status(translate(english, language)):
        yield


@contextmanager
def cycle_progress(language: str, tol: float) -> Iterator[OnCycle]:
    """A bar that fills as the largest move shrinks from 1 towards the tolerance, on a logarithmic scale."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(translate("Cycle", language), total=1.0)

        def show(cycle: Cycle) -> None:
            done = math.log(min(cycle.change, 1.0)) / math.log(min(tol, 0.5))
            description = f"{translate('Cycle', language)} {cycle.number}   log L {cycle.log_likelihood:.3f}"
            bar.update(task, completed=min(done, 1.0), description=description)

        yield show
