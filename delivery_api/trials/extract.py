"""Writes an extract of a trial: a folder with its responses, a data dictionary and a manifest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from delivery_api.sittings.record.event_types import Event
from delivery_api.storage.secret_files import create_secret_file, open_secret_file, secret_folder
from delivery_api.trials.extract_column_messages import COLUMN_WORDS
from delivery_api.trials.extract_columns import Forms, GivenPerson, Value, columns_with, extract_rows
from delivery_api.trials.extract_manifest import MANIFEST, ExtractOrigin, manifest_bytes
from delivery_api.trials.extract_tables import ExtractFormat, RowSample, TableWriter
from itembank.language import LANGUAGES

DICTIONARY = "dictionary.csv"
"""The data dictionary: a row for each column of the responses, in both languages."""

TEACHERS = "teachers.csv"
"""What teachers chose in the closing survey: question, choice, and how many did, in tens; no choice of under ten."""


NORM_SAMPLE = "sample.csv"
"""The table of a reference sample for norms, which is registered and destroyed as an extract is."""


RELEASE = "release.csv"
"""The table of a national release, likewise."""


@dataclass(frozen=True)
class WrittenExtract:
    """What is remembered of an extract.

    Parameters
    ----------
    persons, rows : how many there are
    sha256 : of the manifest, which has the hash of every other file; hexadecimal
    responses_sha256 : of the file of responses
    marker_rows : hashes of some rows, 8 bytes each
    languages : that are told of persons; of those in several, all at once
    """

    persons: int
    rows: int
    sha256: str
    responses_sha256: str
    marker_rows: bytes
    languages: frozenset[str] = frozenset()


@dataclass
class _Counted:
    """The persons, their languages and the item versions that pass on their way into a table."""

    persons: int = 0
    items: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)

    def passing(
        self, logs: Iterable[tuple[GivenPerson, Sequence[Event]]]
    ) -> Iterator[tuple[GivenPerson, Sequence[Event]]]:
        for given, log in logs:
            self.persons += 1
            self.languages.add(given.cell.language)
            yield given, log

    def items_of(self, rows: Iterable[Sequence[Value]], place: int) -> Iterator[Sequence[Value]]:
        for row in rows:
            self.items.add(str(row[place]))
            yield row


def data_file(folder: Path) -> Path | None:
    """The file of responses in an extract's folder, or the table of a sample or release; None if it is not there."""
    there = (*(folder / f"responses.{each}" for each in ExtractFormat), folder / NORM_SAMPLE, folder / RELEASE)
    return next((path for path in there if path.is_file()), None)


def write_extract(
    folder: Path,
    logs: Iterable[tuple[GivenPerson, Sequence[Event]]],
    origin: ExtractOrigin,
    forms: Forms,
    write_table: TableWriter,
    kind: ExtractFormat,
    teachers: Sequence[tuple[str, str, int]] = (),
) -> WrittenExtract:
    """Write the folder completely or not at all, readable by its owner alone; an older one is overwritten.

    Persons are numbered in the order of their logs, which `stream_logs` gives in random order.

    Parameters
    ----------
    logs : each person's log, with what may be given of the person
    forms : of the booklets, for what was not reached
    write_table : writes the rows in a format
    teachers : how many teachers chose what, as question, choice and number; none where too few did
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    columns, counted, sample = columns_with(responses=origin.with_responses), _Counted(), RowSample()
    rows = counted.items_of(extract_rows(counted.passing(logs), columns, forms), list(columns).index("item"))
    with secret_folder(folder) as there:
        responses = there / f"responses.{kind}"
        with open_secret_file(responses) as file:
            write_table(file, columns, sample.passing(rows))
        create_secret_file(there / DICTIONARY, _dictionary(columns))
        if teachers:
            create_secret_file(there / TEACHERS, _csv((("question", "choice", "teachers"), *teachers)))
        files = {path.name: _described(path) for path in sorted(there.iterdir())}
        counts = {"persons": counted.persons, "rows": sample.rows, "items": len(counted.items)}
        manifest = manifest_bytes(origin, files, counts, sorted(counted.items))
        create_secret_file(there / MANIFEST, manifest)
    digests = (sha256(manifest).hexdigest(), str(files[responses.name]["sha256"]))
    markers, told = b"".join(sample.markers), frozenset(counted.languages - {""})
    return WrittenExtract(counted.persons, sample.rows, *digests, markers, told)


def _dictionary(columns: Iterable[str]) -> bytes:
    kinds = columns_with(responses=True)
    rows = ((name, kinds[name].value, *(COLUMN_WORDS[name][each] for each in LANGUAGES)) for name in columns)
    return _csv((("column", "type", *LANGUAGES), *rows))


def _csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """A small table as CSV, with a mark by which spreadsheets know its encoding."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _described(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return {"sha256": file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}
