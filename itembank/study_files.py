"""A study as files: one row for each simulated ability, and the whole as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from itembank.bank import BankVersion
from itembank.design import TestDesign
from itembank.study import Point, YearStudy

COLUMNS = ("year", "theta", "in_reach", "best_se", "bias", "monte_carlo_se", "limit", "holds", "mean_se")


def study_csv(studies: Iterable[YearStudy]) -> str:
    """A header, then nine rows for each year group."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for study in studies:
        rows.writerows([study.year, *(getattr(point, name) for name in COLUMNS[1:])] for point in study.points)
    return written.getvalue()


def study_json(bank: BankVersion, design: TestDesign, seed: int, studies: Sequence[YearStudy]) -> str:
    """Everything that was found, with what it was found on."""
    document = {
        "bank": bank.hash,
        "design": {"name": design.name, "hash": design.hash},
        "seed": seed,
        "holds": all(study.holds for study in studies),
        "years": [_year(study) for study in studies],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _year(study: YearStudy) -> dict[str, object]:
    return asdict(study) | {"holds": study.holds, "points": [_point(point) for point in study.points]}


def _point(point: Point) -> dict[str, object]:
    return asdict(point) | {"in_reach": point.in_reach, "limit": point.limit, "holds": point.holds}
