"""A bank's health as JSON."""

import json
from dataclasses import asdict

from itembank.health.health_findings import BankHealth, NextItem, YearHealth
from itembank.health.health_sentences import Naming, asked_first, success
from itembank.language import LANGUAGES
from itembank.simulation_study.study_files import finite

MEANS = ("se", "best_se", "ideal_se", "se_after")


def health_json(found: list[BankHealth]) -> str:
    """Everything that was found, and what it was found on; null for what is not finite."""
    return json.dumps(finite([_bank(each) for each in found]), indent=2, ensure_ascii=False, allow_nan=False)


def _bank(health: BankHealth) -> dict[str, object]:
    return {
        "subject": health.bank.subject,
        "bank": health.bank.hash,
        "languages": list(health.bank.languages),
        "design": {"name": health.design.name, "hash": health.design.hash},
        "years": [_year(year) for year in health.years],
        "thin": [asdict(cell) | {"load": cell.load, "crowded": cell.crowded} for cell in health.thin],
        "next": [_next(health, item) for item in health.wanted],
    }


def _year(year: YearHealth) -> dict[str, object]:
    cells = [asdict(cell) | {"load": cell.load, "crowded": cell.crowded} for cell in year.cells]
    return asdict(year) | {"mean": {name: year.mean(name) for name in MEANS}, "cells": cells}


def _next(health: BankHealth, item: NextItem) -> dict[str, object]:
    request = item.request
    said = {language: Naming(health, language).wanted(item) for language in LANGUAGES}
    return asdict(item) | {
        "strand": request.strand,
        "difficulty": request.difficulty,
        "success": success(request, health.design.population(asked_first(health, request)).mean),
        "saves": item.saves,
        "said": said,
    }
