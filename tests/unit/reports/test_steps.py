"""What feedback says of items that score in steps."""

from datetime import date

import pytest

from reports.feedback.learner_feedback import RangeStatus, learner_feedback
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.strand_comparison import strand_results
from reports.formats.csv_export import learner_csv
from tests.support.sample_bank import TOPIC


def met(
    position: int, score: int, steps: tuple[float, ...] = (), *, strand: str = "number", b: float = 0.0
) -> AnsweredItem:
    return AnsweredItem(position, "planning", strand, 2, b, score, steps=steps)


def result_of(*items: AnsweredItem) -> SittingResult:
    return SittingResult("numeracy-reasoning", 4, 0.2, 0.4, "converged", date(2026, 11, 24), items, provisional=True)


def feedback_of(*items: AnsweredItem):  # type: ignore[no-untyped-def]  # what is asked of it is below
    return learner_feedback(result_of(*items), {"planning": TOPIC})


def test_a_score_above_the_highest_is_refused_by_position() -> None:
    with pytest.raises(ValueError, match="position 7: score: expected 0 to 2, got 3"):
        met(7, 3, (0.0, 1.0))
    with pytest.raises(ValueError, match="position 7: score: expected 0 to 1, got 2"):
        met(7, 2)


def test_right_in_part_is_neither_every_answer_right_nor_none() -> None:
    assert feedback_of(met(1, 1, (0.0, 1.0)), met(2, 1)).range_status is RangeStatus.WITHIN
    assert feedback_of(met(1, 2, (0.0, 1.0)), met(2, 1)).range_status is RangeStatus.ALL_RIGHT
    assert feedback_of(met(1, 0, (0.0, 1.0)), met(2, 0)).range_status is RangeStatus.NONE_RIGHT


def test_the_spreadsheet_tells_right_in_part_from_right() -> None:
    class English:
        def gettext(self, words: str) -> str:
            return words

        ngettext = gettext

    sheet = learner_csv(result_of(met(1, 1, (0.0, 1.0)), met(2, 1), met(3, 0)), {"planning": TOPIC}, "en", English())  # type: ignore[arg-type]
    assert [line.split(",")[5] for line in sheet.splitlines()[1:]] == ["Partly correct", "Correct", "Incorrect"]


def test_an_item_of_two_equal_independent_steps_weighs_as_the_partial_credit_model_says() -> None:
    """At θ on both steps the three scores are equally likely: mean 1, variance 2/3; in one step 1/2 and 1/4."""
    one = [met(n, 1, strand="number") for n in range(1, 6)]
    two = [met(n, 2, (0.0, 0.0), strand="data") for n in range(6, 11)]
    by_strand = {each.strand: each for each in strand_results(0.0, [*one, *two])}
    whole, strand = 5 * (1 / 4 + 2 / 3), 5 / 4
    residual = 5 * (1 / 2) - (strand / whole) * 5 * (1 / 2 + 1)
    assert by_strand["number"].difference == pytest.approx(residual / (strand * (1 - strand / whole)))
