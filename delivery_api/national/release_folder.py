"""The folder of a national release: its rows as CSV and Parquet, a data dictionary and a manifest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from delivery_api.storage.secret_files import create_secret_file, open_secret_file, secret_folder
from delivery_api.trials.extract import DICTIONARY, RELEASE, WrittenExtract
from delivery_api.trials.extract_columns import ColumnKind
from delivery_api.trials.extract_manifest import MANIFEST
from delivery_api.trials.extract_tables import TableWriter
from itembank.language import LANGUAGES
from reports.national.release_document import given_rows
from reports.national.release_messages import COLUMNS
from reports.national.release_values import NationalRelease

FORMAT = "mesur-national-release-folder/1"
_INTEGERS = ("release", "year_group", "learners", "mean", "sd", "measurement_se", "months", "months_low", "months_high")
_NUMBERS = ("mean_se", "reliability")


def write_release(folder: Path, release: NationalRelease, write_parquet: TableWriter | None) -> WrittenExtract:
    """Write the folder completely or not at all; what stood there is overwritten.

    Parameters
    ----------
    write_parquet : writes the rows as Parquet; None where the library is not installed
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    rows = given_rows(release)
    table = _csv([tuple(COLUMNS), *rows])
    dictionary = _csv(
        [
            ("column", "type", *LANGUAGES),
            *((name, _kinds()[name].value, words.cy, words.en) for name, words in COLUMNS.items()),
        ]
    )
    with secret_folder(folder) as there:
        create_secret_file(there / RELEASE, table)
        create_secret_file(there / DICTIONARY, dictionary)
        if write_parquet is not None:
            with open_secret_file(there / "release.parquet") as file:
                write_parquet(file, _kinds(), rows)
        manifest = _manifest(release, folder, sorted(there.iterdir()))
        create_secret_file(there / MANIFEST, manifest)
    return WrittenExtract(0, len(rows), sha256(manifest).hexdigest(), sha256(table).hexdigest(), b"")


def _kinds() -> dict[str, ColumnKind]:
    numbers = dict.fromkeys(_INTEGERS, ColumnKind.INTEGER) | dict.fromkeys(_NUMBERS, ColumnKind.NUMBER)
    return {name: numbers.get(name, ColumnKind.TEXT) for name in COLUMNS}


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _manifest(release: NationalRelease, folder: Path, files: Iterable[Path]) -> bytes:
    held = {
        "format": FORMAT,
        "release": str(release.name),
        "made_on": release.made_on.isoformat(),
        "scale_version": release.scale,
        "bank_versions": list(release.bank_versions),
        "place": str(folder),
        "files": {
            each.name: {"sha256": sha256(each.read_bytes()).hexdigest(), "bytes": each.stat().st_size} for each in files
        },
    }
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode()
