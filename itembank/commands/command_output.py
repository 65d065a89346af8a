"""What commands print and write: messages, tables, progress and files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import errorcode
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from itembank.atomic_write import atomic_write
from itembank.gates import Gate, GateFinding, gate_messages
from itembank.language import Language, Text
from itembank.simulation_study import study_messages as messages


def refuse(message: str) -> NoReturn:
    """Print an error to the standard error stream and exit with code 2."""
    Console(stderr=True).print(message, style="bold", highlight=False, markup=False)
    raise typer.Exit(2)


def os_reason(error: OSError, language: Language) -> str:
    """Why a file cannot be read or written; the system's code where no words are known."""
    code = errorcode.get(error.errno or 0, "–")
    return messages.OS_REASONS[code][language] if code in messages.OS_REASONS else code


def write_and_report(path: Path, text: str, language: Language, *, mode: int = 0o666) -> None:
    """Write a file with the permissions `mode`, before the umask, and print its path."""
    write_file(path, text, language, mode=mode)
    Console().print(messages.WRITTEN[language] % path, highlight=False, soft_wrap=True)  # a path in one piece


def write_file(path: Path, text: str, language: Language, *, mode: int = 0o666) -> None:
    """Write a file atomically; exits if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, mode=mode) as file:
            file.write(text)
    except OSError as error:
        refuse(messages.UNWRITABLE[language] % (path, os_reason(error, language)))


@contextmanager
def written_around(path: Path, text: str, language: Language) -> Iterator[None]:
    """Write a file before the block, and give it its name after it, unless the block fails; exits if it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(text)
            file.flush()
            yield
    except OSError as error:
        refuse(messages.UNWRITABLE[language] % (path, os_reason(error, language)))


def findings_table(found: Iterable[GateFinding], language: Language) -> Table:
    """Table of what each gate found, sorted by gate and by year group."""
    table = Table(*(head[language] for head in gate_messages.HEADS))
    for each in sorted(found, key=lambda each: (list(Gate).index(each.gate), each.year or 0)):
        year = gate_messages.EVERY_YEAR[language] if each.year is None else str(each.year)
        cells = (gate_messages.GATES[each.gate], _outcome(each), each.message)
        gate, outcome, message = (cell[language] for cell in cells)
        table.add_row(gate, year, outcome, message, style="bold red" if each.blocks_publication else "")
    return table


def _outcome(finding: GateFinding) -> Text:
    if finding.holds:
        return gate_messages.HOLDS
    return gate_messages.FAILS if finding.blocks_publication else gate_messages.REMARK


def progress() -> Progress:
    """A transient progress bar on the standard error stream."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
