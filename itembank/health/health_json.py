"""A bank's health as JSON."""

import json
from dataclasses import asdict

from itembank.health.health_findings import BankHealth, NextItem, YearHealth
from itembank.health.health_sentences import HealthSentences, expected_score_share, first_year_group
from itembank.language import LANGUAGES
from itembank.simulation_study.study_files import without_nonfinite

MEANS = ("se", "best_se", "ideal_se", "se_after")


def health_json(found: list[BankHealth]) -> str:
    """Return the health of some banks as JSON, with null for numbers that are not finite."""
    return json.dumps(without_nonfinite([_bank(each) for each in found]), indent=2, ensure_ascii=False, allow_nan=False)


def _bank(health: BankHealth) -> dict[str, object]:
    return {
        "subject": health.bank.subject,
        "bank": health.bank.hash,
        "languages": list(health.bank.languages),
        "design": {"name": health.design.name, "hash": health.design.hash},
        "years": [_year(year) for year in health.years],
        "thin": [asdict(cell) | {"load": cell.load, "crowded": cell.crowded} for cell in health.thin_cells],
        "next": [_next_item(health, item) for item in health.next_items],
    }


def _year(year: YearHealth) -> dict[str, object]:
    cells = [asdict(cell) | {"load": cell.load, "crowded": cell.crowded} for cell in year.cells]
    return asdict(year) | {"mean": {name: year.mean(name) for name in MEANS}, "cells": cells}


def _next_item(health: BankHealth, item: NextItem) -> dict[str, object]:
    request = item.request
    said = {language: HealthSentences(health, language).description(item) for language in LANGUAGES}
    return asdict(item) | {
        "strand": request.strand,
        "difficulty": request.difficulty,
        "success": expected_score_share(request, health.design.population(first_year_group(health, request)).mean),
        "saves": item.saves,
        "said": said,
    }
