"""A frozen release as JSON, whose SHA-256 names it; and its rows as they are given."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from itembank.language import LANGUAGES
from reports.disclosure.rounding import rounded_count
from reports.national.release_messages import COLUMNS, note
from reports.national.release_values import DIMENSIONS, Months, NationalRelease, ReleaseName, ReleaseRow

FORMAT = "mesur-national-release/1"

Value = str | int | float | None


def release_bytes(release: NationalRelease) -> bytes:
    """Write a release; the numbers of learners in it are exact."""
    held = asdict(release) | {"format": FORMAT, "made_on": release.made_on.isoformat()}
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_release(data: bytes) -> NationalRelease:
    """Read a release that `release_bytes` wrote.

    Raises
    ------
    ValueError
    """
    held: dict[str, Any] = json.loads(data)
    if held.get("format") != FORMAT:
        msg = f"release: expected the format {FORMAT!r}, got {held.get('format')!r}"
        raise ValueError(msg)
    rows = (
        ReleaseRow(
            **each
            | {
                "cell": tuple((name, value) for name, value in each["cell"]),
                "months": Months(**each["months"]) if each["months"] else None,
            }
        )
        for each in held["rows"]
    )
    made_on = date.fromisoformat(held["made_on"])
    versions = tuple(held["bank_versions"])
    return NationalRelease(ReleaseName(**held["name"]), made_on, held["scale"], versions, tuple(rows))


def given_rows(release: NationalRelease) -> list[tuple[Value, ...]]:
    """The rows as they are given: numbers of learners to five, means and months whole; in the order of `COLUMNS`."""
    return [tuple(_given(release, row)[name] for name in COLUMNS) for row in release.rows]


def _given(release: NationalRelease, row: ReleaseRow) -> dict[str, Value]:
    cell, months = dict(row.cell), row.months
    state = "suppressed" if row.learners is None else "published" if row.learners else "nobody"
    figures: dict[str, Value] = {
        "school_year": release.name.year,
        "subject": release.name.subject,
        "release": release.name.number,
        "scale_version": release.scale,
        "table": "-".join(name for name in DIMENSIONS if name in cell),
        "year_group": int(cell["year"]),
        "language": cell.get("language", ""),
        "medium": cell.get("medium", ""),
        "status": state,
        "learners": None if row.learners is None else rounded_count(row.learners),
        "mean": _whole(row.mean),
        "mean_se": None if row.mean_se is None else round(row.mean_se, 1),
        "sd": _whole(row.sd),
        "measurement_se": _whole(row.error),
        "reliability": None if row.reliability is None else round(row.reliability, 2),
        "baseline": months.baseline if months else "",
        "months": _whole(months.months if months else None),
        "months_low": _whole(months.low if months else None),
        "months_high": _whole(months.high if months else None),
    }
    told = note(release.name.subject, by_language="language" in cell)
    return figures | {f"note_{each}": told[each] if told else "" for each in LANGUAGES}


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
