"""The report of a trial: small numbers are told in words, and both languages say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from calibration import FitVerdict
from delivery_api.bank.values import AdoptionRecord
from delivery_api.sittings.record.event_types import Event, Presented, Replied, Started
from delivery_api.sittings.values import Programme
from delivery_api.trial_report.report_document import report_document
from delivery_api.trial_report.trial_record import AdoptedVersion, TrialRecord
from delivery_api.trials.disclosure import Cell
from delivery_api.trials.extraction import KeptSittings
from delivery_api.trials.participation.progress import StratumProgress
from delivery_api.trials.participation.teacher_survey import ChoiceCount
from delivery_api.trials.sitting_counts import CellCount, SittingCounts, count_sittings
from delivery_api.trials.trial_plans import PlannedLink
from itembank import LANGUAGES, BankVersion
from itembank.language import Language
from itembank.versions.adopted_parameters import AdoptedParameters, Basis, ParameterErrors
from reports.formats.document import Chart, Figures, document_page, document_pdf
from reports.technical.adoption.bank_scale import Linking
from reports.technical.adoption.fit_file import FitFile
from tests.support.page_words import page_numbers, page_words
from tests.support.planned_trial import planned_trial
from tests.support.small_bank import small_numeracy_bank

BASE = small_numeracy_bank()
KEPT, HELD, DROPPED = (item.id for item in BASE.items[:3])
TRIAL = Programme("trial-1", "trial", "key", BASE.subject, "Autumn trial", date(2026, 11, 1), date(2026, 12, 18))
COUNTS = SittingCounts(
    (CellCount(Cell("4-6", "cy"), 120, None), CellCount(Cell("", "en"), 1680, 1650)),
    1800,
    1650,
    {"withdrawn or restricted": None, "does not verify": 0},
    {"reached": 42_000, "omitted": 2000, "not reached": None, "rapid": None, "idle": 210},
    {(1, "happy"): 1200, (1, "so-so"): None, (3, "not happy"): 80},
    (ChoiceCount("length", "too long", 20),),
)

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)

FIT = SimpleNamespace(
    model="rasch",
    persons=1793,
    items=(KEPT, HELD, "c"),
    responses=42_000,
    names=("sd", "b[kept]", "b[held]", "b[c]"),
    rows={"b": np.array([[1], [2], [3]])},
    covariance=np.diag([0.0, 0.04, 0.04, 0.01]),
)


def made_bank() -> BankVersion:
    """The bank of an adoption: one item is kept, one dropped, and the others are as they were."""
    first, *others = BASE.items
    kept = replace(first, parameters=replace(first.parameters, b=0.5, provisional=False))
    errors = ParameterErrors(first.id, Basis.RESPONSES.value, ("a", "b1"), ((0.01,), (0.0, 0.04)), 900)
    items = (kept, *(item for item in others if item.id != DROPPED))
    return replace(BASE, items=items, adopted=AdoptedParameters((), (errors,)))


@pytest.fixture(scope="module")
def record() -> TrialRecord:
    digests = (BASE.hash, "a" * 64, "d" * 64)
    adopted = AdoptionRecord("f" * 64, "e" * 64, TRIAL.id, *digests, datetime(2027, 1, 20, tzinfo=UTC))
    fit = FitFile(
        "fit.json",
        "f" * 64,
        cast("Any", FIT),
        "e" * 64,
        BASE.hash,
        Linking.FIXED,
        ("a",),
        1,
        {KEPT: 900, HELD: 5, DROPPED: 900},
        {HELD: ("items_off_curve",), "a": ("flat",)},
        {DROPPED: "C"},
        {},
        anchors_agree=True,
        language_dif={KEPT: "A", HELD: "", DROPPED: "C"},
    )
    version = AdoptedVersion(adopted, BASE, made_bank(), "Sian Rees")
    strata = (
        StratumProgress(("dual", "english"), 30, 28, 0, 1710, 1600, 5, 1, 2),
        StratumProgress(("welsh",), 10, 9, 1, 0, None, 1, 0),
    )
    return TrialRecord(TRIAL, date(2027, 1, 21), planned_trial(BASE), COUNTS, 1790, fit, version, strata)


def page(record: TrialRecord, language: Language) -> str:
    return document_page(report_document(record, language), language)


def words(record: TrialRecord, language: Language) -> str:
    """What a reader of the page sees."""
    return page_words(page(record, language))


def test_both_languages_have_the_same_numbers_and_no_small_ones_of_persons(record: TrialRecord) -> None:
    welsh, english = (page_numbers(page(record, each)) for each in LANGUAGES)
    assert welsh == english
    assert table_rows(record, "Schools by stratum") == [
        ("dual-language; English-medium", "30", "28", "0", "2", "5", "1", "1710", "1600"),
        ("Welsh-medium", "10", "9", "1", "0", "1", "0", "fewer than ten", "fewer than ten"),
    ]
    cells = table_rows(record, "Sittings by year band and language")
    assert cells == [
        ("4–6", "Welsh", "120", "fewer than ten"),
        ("others", "English", "1680", "1650"),
        ("all", "", "1800", "1650"),
    ]
    assert "an objection or a restriction: fewer than ten." in words(record, "en")
    answers = {name: (number, share) for name, number, share in table_rows(record, "The answers")}
    assert (
        answers["Not reached, of all"]
        == answers["Rapid answers, of those reached"]
        == (
            "by fewer than ten learners",
            "–",
        )
    )
    assert answers["Omitted, of those reached"] == ("2000", "4.8%")
    assert "Persons: 1790." in words(record, "en")
    assert table_rows(record, "What teachers chose") == [("The length was", "too long", "20")]
    assert table_rows(record, "What learners chose")[::2] == [
        ("I liked doing this.", "1200", "fewer than ten", "fewer than ten"),
        ("The questions were not too easy and not too hard for me.", "fewer than ten", "fewer than ten", "80"),
    ]


def test_of_answers_nothing_is_told_where_fewer_than_ten_learners_gave_them_however_many_they_are(
    record: TrialRecord,
) -> None:
    one = replace(record, counts=count_sittings(KeptSittings({}, iter([sat(12, "one")]), {})))
    assert table_rows(one, "The answers") == []
    assert "Fewer than ten learners answered, so nothing is said of the answers here." in words(one, "en")
    assert "12" not in quality_of(one)
    patient = [sat(3, f"learner-{number}", rapid=False) for number in range(9)]
    ten = replace(record, counts=count_sittings(KeptSittings({}, iter([*patient, sat(12, "hasty")]), {})))
    by_few = ("by fewer than ten learners", "–")
    assert {name: rest for name, *rest in table_rows(ten, "The answers")} == {
        "Items reached": ["39", "–"],
        "Omitted, of those reached": ["39", "100.0%"],
        "Not reached, of all": ["0", "0.0%"],
        "Rapid answers, of those reached": [*by_few],  # all twelve of one learner
        "Answers after idling, of those reached": ["0", "0.0%"],
    }


def test_of_a_fit_on_fewer_than_ten_persons_nothing_is_told(record: TrialRecord) -> None:
    assert record.fit is not None
    small = cast("Any", SimpleNamespace(**(vars(FIT) | {"persons": 9, "responses": 108})))
    few = replace(record, fit=replace(record.fit, fit=small))
    told = words(few, "en")
    assert told.count("The fit is on the answers of fewer than ten persons") == 2
    assert "108" not in told
    assert f"Items of class C: {DROPPED}." not in told


def sat(omitted: int, name: str, *, rapid: bool = True) -> tuple[str, tuple[Event, ...]]:
    """A booklet, "" for none, and the log of a learner who omitted some items."""
    shown = [Presented(AT, each, f"{name}-{each}", "en") for each in range(1, omitted + 1)]
    seconds = 0.4 if rapid else 30.0
    left = [Replied(AT, e.position, e.item, None, 0, 0.0, 1.0, "ok", "en", seconds, 0, "k", "d") for e in shown]
    return "", (Started(AT, "en", 4), *(event for pair in zip(shown, left, strict=True) for event in pair))


def quality_of(record: TrialRecord) -> str:
    (section,) = [each for each in report_document(record, "en").sections if each.heading == "Quality of the data"]
    return str(section.parts)


def test_decisions_differences_and_gain_are_told(record: TrialRecord) -> None:
    said = words(record, "en")
    assert "Decided by Sian Rees on 20 January 2027: bank version aaaaaaaaaaaa." in said
    assert f"The decisions file: SHA-256 {'d' * 64}." in said
    assert "Kept: 1. Held back: 1. Dropped: 1." in said
    assert f"Items of class C: {DROPPED}." in said
    assert "Anchors that something speaks against: a." in said
    assert (HELD, "hold back", "does not follow its curve", "< 10", "–") in table_rows(
        record, "Items that were not kept"
    )
    known = table_rows(record, "The bank before the adoption and after it")
    assert [row[1:] for row in known] == [
        (str(len(BASE.items)), str(len(BASE.items) - 1)),
        ("0", "1"),
        ("–", "0.200"),
    ]


def test_what_was_reached_stands_beside_the_aims_and_there_is_one_day_of_destruction(record: TrialRecord) -> None:
    assert record.planned is not None
    first, second, *_ = record.planned.study.items
    assert {first.id, second.id} == {KEPT, HELD}
    items = (first, replace(second, year=5))
    study = replace(record.planned.study, items=items, links=(PlannedLink(4, 5, 8, 0.05),))
    both = replace(record, planned=replace(record.planned, study=study))
    assert table_rows(both, "Links between adjacent years") == [("4–5", "8", "0.050", "0.283")]  # √(0.04 + 0.04)
    charts = [
        part for section in report_document(both, "en").sections for part in section.parts if isinstance(part, Chart)
    ]
    (link,) = (part for part in charts if part.text.title == "Linking error between the years")
    assert link.svg.count("<circle") == 2  # one link of two years: expected and reached
    assert ">expected<" in link.svg
    assert "0.283" in link.text.description
    se, linking, power, responses = table_rows(both, "Aim by aim")
    assert (se[1:], linking[1:]) == (("0.170", "0.140", "0.200"), ("0.100", "0.050", "0.283"))
    assert (power[-1], responses[1:]) == ("–", ("500", "500", "452"))  # 900 and 5
    completed = replace(both, trial=replace(TRIAL, completed_on=date(2026, 12, 10)))
    assert words(completed, "en").count("destroyed by") == 1
    assert words(completed, "cy").count("dinistrio erbyn") == 1


def test_the_welsh_report_names_subject_and_strata_in_welsh(record: TrialRecord) -> None:
    said = words(record, "cy")
    assert "Pwnc: Rhifedd (gweithdrefnol)." in said
    assert "cyfrwng Saesneg" in said
    for bare in (BASE.subject, "english", "welsh"):
        assert bare not in said


def test_what_is_not_there_is_said(record: TrialRecord) -> None:
    bare = replace(record, planned=None, counts=None, fit=None, adopted=None, strata=())
    said = words(bare, "en")
    for sentence in ("had no plan", "were not read", "No calibration document", "Nothing has been adopted"):
        assert sentence in said
    over = replace(bare, trial=replace(TRIAL, destroyed_on=date(2028, 6, 18)))
    assert "nothing is read of the sittings any more" in words(over, "en")
    assert "destroyed on 18 June 2028" in words(over, "en")


@pytest.mark.parametrize(
    ("verdict", "tested"), [(FitVerdict.ADEQUATE, True), (FitVerdict.UNTESTED, False), (None, False)]
)
def test_only_where_items_were_tested_does_nothing_speak_against_them(
    record: TrialRecord, verdict: FitVerdict | None, tested: bool
) -> None:
    assert record.fit is not None
    said = words(replace(record, fit=replace(record.fit, flaws={}, verdict=verdict)), "en")
    assert ("Nothing speaks against any item." in said) is tested


def test_the_pdf_is_tagged_and_in_its_language(record: TrialRecord) -> None:
    pdf = document_pdf(report_document(record, "cy"), "cy", record.today)
    assert b"/Lang" in pdf
    assert b"/StructTreeRoot" in pdf


def table_rows(record: TrialRecord, caption: str) -> list[tuple[str, ...]]:
    parts = [part for section in report_document(record, "en").sections for part in section.parts]
    return [row for part in parts if isinstance(part, Figures) and part.caption == caption for row in part.rows]
