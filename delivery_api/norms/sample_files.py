"""The folder of a reference sample: its table, a data dictionary and a manifest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from delivery_api.norms.sample_column_messages import COLUMN_WORDS
from delivery_api.norms.sample_rows import ChosenRows
from delivery_api.storage.secret_files import create_secret_file, secret_folder
from delivery_api.trials.extract import NORM_SAMPLE, WrittenExtract
from delivery_api.trials.extract_manifest import MANIFEST, told_count
from delivery_api.trials.extract_tables import RowSample
from itembank.language import LANGUAGES

FORMAT = "mesur-norm-sample/1"
DICTIONARY = "dictionary.csv"


@dataclass(frozen=True)
class SampleOrigin:
    """Where a sample comes from.

    Parameters
    ----------
    year : the school year
    destroyed_on : the day of destruction, at the latest
    place : the path that it was registered and written at
    """

    year: str
    subject: str
    extracted_on: date
    destroyed_on: date
    place: str


def write_sample(folder: Path, chosen: ChosenRows, origin: SampleOrigin) -> WrittenExtract:
    """Write the folder completely or not at all, readable by its owner alone; an older one is overwritten."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    marks = RowSample()
    table = _csv([tuple(COLUMN_WORDS), *marks.passing([astuple(row) for row in chosen.rows])])
    dictionary = _csv([("column", *LANGUAGES), *((name, words.cy, words.en) for name, words in COLUMN_WORDS.items())])
    files = {NORM_SAMPLE: table, DICTIONARY: dictionary}
    manifest = _manifest(chosen, origin, files)
    with secret_folder(folder) as there:
        for name, content in (*files.items(), (MANIFEST, manifest)):
            create_secret_file(there / name, content)
    digests = (sha256(manifest).hexdigest(), sha256(table).hexdigest())
    return WrittenExtract(len(chosen.rows), len(chosen.rows), *digests, b"".join(marks.markers))


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _manifest(chosen: ChosenRows, origin: SampleOrigin, files: dict[str, bytes]) -> bytes:
    held = {
        "format": FORMAT,
        "year": origin.year,
        "subject": origin.subject,
        "bank_versions": list(chosen.bank_versions),
        "extracted_on": origin.extracted_on.isoformat(),
        "destroyed_on": origin.destroyed_on.isoformat(),
        "place": origin.place,
        "persons": len(chosen.rows),
        "left_out": {reason.value: told_count(count) for reason, count in chosen.left_out.items()},
        "files": {
            name: {"sha256": sha256(content).hexdigest(), "bytes": len(content)} for name, content in files.items()
        },
    }
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode()
