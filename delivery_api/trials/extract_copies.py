"""Finds copies of extracts in folders: whole ones by their hash, parts by some of their rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection

from delivery_api.trials import store
from delivery_api.trials.extract_tables import MARKER_BYTES, RowReader, row_marker, row_text

_FEWEST_MARKERS = 3
"""Fewest remembered rows that a file shares with an extract to count as a part of it."""

_PARQUET = b"PAR1"
"""The first bytes of a Parquet file."""


class CopyKind(StrEnum):
    """How much of an extract a file holds."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True)
class FoundCopy:
    """A file that holds an extract or a part of it.

    Parameters
    ----------
    registered : whether it is the extract itself, at its own path
    """

    path: Path
    programme: str
    kind: CopyKind
    registered: bool


@dataclass(frozen=True)
class KnownExtract:
    """An extract that was written: where, the SHA-256 of its responses, and the hashes of some of its rows."""

    programme: str
    path: Path
    sha256: str
    markers: frozenset[bytes]

    def is_at(self, path: Path) -> bool:
        """Whether a file is in its folder, or is itself the extract."""
        return self.path in (path, path.parent)


def known_extracts(connection: Connection) -> tuple[KnownExtract, ...]:
    """All extracts of which a hash is registered, those of destroyed trials too."""
    return tuple(
        KnownExtract(row.programme, Path(row.path), row.responses_sha256 or row.sha256, _split(row.marker_rows or b""))
        for row in store.extracts_with_hashes(connection)
    )


def find_copies(
    known: Sequence[KnownExtract], folders: Sequence[Path], read_parquet: RowReader | None
) -> Iterator[FoundCopy]:
    """Search folders for files with the hash of an extract's responses, or with several of its rows.

    A part is found while it has whole rows, however it is quoted; a table of other columns is not.

    Parameters
    ----------
    read_parquet : reads the rows of Parquet; None where the library is not installed: then only whole copies are found
    """
    by_hash = {each.sha256: each for each in known}
    for path in _files(folders):
        if (copy := _copy(path, known, by_hash, read_parquet)) is not None:
            yield copy


def count_parquet(folders: Sequence[Path]) -> int:
    """How many Parquet files there are in folders."""
    return sum(_is_parquet(path) for path in _files(folders))


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*") if folder.is_dir() else [folder]):
            if path.is_file() and not path.is_symlink():
                yield path


def _copy(
    path: Path, known: Sequence[KnownExtract], by_hash: Mapping[str, KnownExtract], read_parquet: RowReader | None
) -> FoundCopy | None:
    whole = by_hash.get(_digest(path))
    if whole is not None:
        return FoundCopy(path, whole.programme, CopyKind.WHOLE, whole.is_at(path.resolve()))
    rows = _markers_of(_rows_of(path, read_parquet), frozenset().union(*(each.markers for each in known)))
    for each in known:
        if len(rows & each.markers) >= min(_FEWEST_MARKERS, len(each.markers)) > 0:
            return FoundCopy(path, each.programme, CopyKind.PART, registered=False)
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PARQUET)) == _PARQUET


def _rows_of(path: Path, read_parquet: RowReader | None) -> Iterator[str]:
    if _is_parquet(path):
        yield from read_parquet(path) if read_parquet else ()
        return
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for line in file:
            yield line
            yield from _as_written(line)


def _as_written(line: str) -> Iterator[str]:
    """A line of a table that another program saved as the extract writes it: R and Excel quote, or part by ; and tabs.

    R names the rows in a column of its own unless it is told not to, and calls what is empty NA.
    """
    for mark in ",;\t":
        if mark in line and (mark != "," or '"' in line or "NA" in line):
            with suppress(csv.Error):  # no table at all
                cells = ["" if cell == "NA" else cell for cell in next(csv.reader([line], delimiter=mark))]
                yield row_text(cells)
                yield row_text(cells[1:])


def _markers_of(rows: Iterable[str], wanted: frozenset[bytes]) -> frozenset[bytes]:
    """Those of the wanted hashes that some rows have."""
    return frozenset(mark for row in rows if (mark := row_marker(row)) in wanted)


def _split(markers: bytes) -> frozenset[bytes]:
    return frozenset(markers[at : at + MARKER_BYTES] for at in range(0, len(markers), MARKER_BYTES))
