"""The technical report of a school year: differences between groups, and norms."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from itembank.language import Language
from reports.formats.document import Figures, Part
from reports.norms.norm_document import norms_hash
from reports.norms.standardised_scores import Norms, NormSource
from reports.year_report.year_record import Adoption, NormsInUse, YearRecord
from reports.year_report.year_report import dif_parts, norm_parts, trial_parts
from tests.unit.reports.test_norms import known_norms

FIT = "f" * 64
ADOPTED = Adoption("trial-1", date(2027, 3, 1), FIT, "b" * 64)


def bank(*, provisional: bool) -> SimpleNamespace:
    return SimpleNamespace(items=(SimpleNamespace(parameters=SimpleNamespace(provisional=provisional)),))


def record(**known: Any) -> YearRecord:
    return cast(
        YearRecord,
        SimpleNamespace(**{"adoptions": (), "fits": {}, "norms": (), "bank": bank(provisional=True)} | known),
    )


def table(parts: list[Part]) -> dict[str, tuple[str, ...]]:
    (figures,) = [each for each in parts if isinstance(each, Figures)]
    return {row[0]: row[1:] for row in figures.rows}


@pytest.mark.parametrize("language", ["cy", "en"])
def test_items_of_an_adopted_fit_are_counted_by_class_of_dif(language: Language) -> None:
    fit = SimpleNamespace(language_dif={"1": "A", "2": "C", "3": ""}, dif={"1": "B", "2": "C", "3": "A"})
    rows = table(list(dif_parts(record(adoptions=(ADOPTED,), fits={FIT: fit}), language)))
    assert list(rows.values()) == [("1", "1"), ("0", "1"), ("1", "1"), ("1", "0")]


def test_without_a_document_or_an_adoption_it_says_that_dif_is_not_there() -> None:
    (without,) = dif_parts(record(adoptions=(ADOPTED,)), "en")
    assert "was not given (--fit)" in str(without)
    (none,) = dif_parts(record(), "en")
    assert "not tested" in str(none)
    fit = SimpleNamespace(language_dif=None, dif={"1": "A"})
    assert any(
        "did not compare" in str(each) for each in dif_parts(record(adoptions=(ADOPTED,), fits={FIT: fit}), "en")
    )


@pytest.mark.parametrize("parts", [trial_parts, dif_parts])
def test_measured_parameters_without_an_adoption_on_record_are_not_called_provisional(
    parts: Callable[[YearRecord, Language], Iterator[Part]],
) -> None:
    """Fault: the report said that all parameters are provisional, and counted them as measured above."""
    (told,) = parts(record(bank=bank(provisional=False)), "en")
    assert "Items with measured parameters: 1. No adoption is on record" in str(told)
    (told,) = parts(record(), "en")
    assert "all parameters are provisional" in str(told)


def test_norms_are_told_with_their_sample_and_whether_it_is_made_up() -> None:
    known = known_norms()
    norms = Norms(NormSource("reading", "1", 1203, 41, "0" * 64, fictional=True), known.model)
    (row,) = table(list(norm_parts(record(norms=(NormsInUse(norms, date(2027, 9, 1)),)), "en"))).items()
    assert row == ("1 September 2027", (norms_hash(norms)[:12], "1205", "41", "made up, for a demonstration"))
    assert "No norms were adopted" in str(next(norm_parts(record(), "en")))
