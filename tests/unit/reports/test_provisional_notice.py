"""Every page and file that bears a number says so while it is provisional."""

from __future__ import annotations

import csv
import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine import EstimateStatus
from reports import (
    SCALES,
    AnsweredItem,
    ClassMember,
    SittingResult,
    class_csv,
    class_feedback,
    class_messages,
    learner_csv,
)
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.school_feedback import CountedResult, school_feedback
from reports.feedback.school_messages import school_messages
from reports.formats.csv_export import school_csv

ENGLISH = gettext.NullTranslations()


@dataclass(frozen=True)
class Adding:
    id: str = "add"
    strand: str = "number"
    introduced_year: int = 3
    label: Mapping[str, str] = field(default_factory=lambda: {"en": "adding", "cy": "adio"})
    can: Mapping[str, str] = field(default_factory=lambda: {"en": "You can add.", "cy": "Rwyt ti’n gallu adio."})
    practise: Mapping[str, str] = field(default_factory=lambda: {"en": "Add.", "cy": "Adia."})


TOPICS = {"add": Adding()}
NOTICE = provisional_sentence(ENGLISH)
RESULT = SittingResult(
    "numeracy-procedural",
    4,
    0.0,
    0.4,
    EstimateStatus.CONVERGED,
    date(2026, 11, 25),
    tuple(AnsweredItem(place, "add", "number", 3, 0.0, place % 2) for place in range(1, 13)),
    provisional=True,
)


def notes(text: str) -> set[str]:
    return {row["Note"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}


@pytest.mark.parametrize("provisional", [True, False])
def test_a_learners_and_a_classs_file_say_it_in_each_row(provisional: bool) -> None:
    result = replace(RESULT, provisional=provisional)
    feedback = class_feedback([ClassMember("k", "Alys", "completed", result)], TOPICS)
    expected = {NOTICE} if provisional else {""}
    assert notes(learner_csv(result, TOPICS, "en", ENGLISH)) == expected
    assert notes(class_csv(class_messages(feedback, "en", ENGLISH))) == expected


def test_a_class_says_it_of_a_score_that_counts_in_nothing() -> None:
    unconfirmed = [ClassMember("k", "Alys", "completed", replace(RESULT, unconfirmed=True))]
    feedback = class_feedback(unconfirmed, TOPICS)
    assert (feedback.finished, class_messages(feedback, "en", ENGLISH).provisional) == (0, NOTICE)


@pytest.mark.parametrize("provisional", [True, False])
def test_a_schools_figures_say_it_if_any_result_is_provisional(provisional: bool) -> None:
    begin = datetime(2026, 9, 1, tzinfo=UTC)
    counted = [
        CountedResult(4, 0.0, begin + timedelta(minutes=place), str(place), provisional and place == 7)
        for place in range(10)
    ]
    messages = school_messages(school_feedback(counted, SCALES["numeracy-procedural"]), ENGLISH)
    said = NOTICE if provisional else ""
    assert messages.provisional == said
    assert notes(school_csv(messages, "Ysgol y Bryn", "2026-27", ENGLISH)) == {
        " ".join(filter(None, [said, *messages.notes]))
    }
