"""The adopted state of the demonstration: a bank after a made-up trial, and norms that say that they are made up."""

from __future__ import annotations

from datetime import date

import pytest

from delivery_api.demo.adopted_state import made_up_norms, measured
from delivery_api.demo.people import SCHOOLS, birth_date
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.validity.bank_validity import check_bank
from reports.norms.learning_time import completed_months, learning_time
from reports.norms.norm_sample import MOST_MONTHS
from reports.norms.standardised_scores import StandardisedScore, standardised_score


def test_a_made_up_trial_measures_every_item_and_leaves_the_bank_sound() -> None:
    shipped = builtin_bank("reading-cy")
    adopted = check_bank(measured(shipped))
    assert not any(item.parameters.provisional for item in adopted.items)
    assert adopted.adopted is not None
    assert {each.item for each in adopted.adopted.errors} == {item.id for item in shipped.items}
    assert adopted.adopted.adoptions[0].base == shipped.hash
    assert measured(shipped).hash == adopted.hash  # the next start finds the same version


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_norms_of_every_subject_can_be_used_and_say_that_they_are_made_up(subject: str) -> None:
    bank = builtin_bank(subject)
    norms = made_up_norms(bank)
    assert (norms.usable, norms.source.fictional, norms.source.subject) == (True, True, subject)
    for expected in bank.design(subject).populations:
        middle = learning_time(date(2027, 2, 8), expected.year)
        score = standardised_score(norms, expected.mean, 0.3, middle, 12 * (expected.year + 4) + 10)
        assert isinstance(score, StandardisedScore)
        assert 90 < score.score < 110


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2026, 12, 24), date(2027, 8, 31)])
def test_everybody_is_as_old_as_their_year_group(today: date) -> None:
    learners = [learner for school in SCHOOLS for each in school.classes for learner in each.learners]
    for learner in learners:
        months = completed_months(birth_date(learner, today), today)
        turns = 12 * (learner.year_group + 5)  # in months, within the school year
        assert turns - 12 <= months <= turns + 12 <= turns + MOST_MONTHS
