"""The loop from a trial to a score, by the software's own steps: small, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from delivery_api.trials.trial_plans import read_planned
from tests.support.page_words import page_numbers, page_words
from tests.support.service_harness import ServiceHarness
from tests.support.small_bank import small_numeracy_bank
from tests.support.trial_walk import Size, TrialWalk, provisional_bank

SMALL = Size(schools=2, learners=5, items=60, length=24, later=3, responses=250)


@pytest.mark.slow
def test_a_trial_makes_reports_unbiased_and_is_gone_eighteen_months_later(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    walk = TrialWalk(harness, tmp_path, SMALL, *provisional_bank(small_numeracy_bank(), SMALL.years))
    walk.enrol()
    planned = walk.plan()
    before = walk.errors()
    walk.create(planned)
    walk.sit_trial()
    walk.complete()
    fit = walk.calibrate()
    adopted = walk.adopt(fit)
    after = walk.errors()
    assert sum(not item.parameters.provisional for item in adopted.items) >= 60
    assert before.mean < -0.9  # two logits of four fifths of the items
    assert abs(after.mean) < 0.75  # 4 Monte-Carlo errors of six sittings and of the trial's own link
    first, again = (read_planned(path.read_bytes(), path.name) for path in (planned, walk.plan("second.json")))
    measured = {item.id for item in adopted.items if not item.parameters.provisional}
    assert again.base_bank == adopted.hash
    assert set(again.anchors) <= measured
    assert set(again.anchors) & {each.id for each in first.study.items}  # that the first trial tried
    assert not {each.id for each in again.study.items} & measured
    pages = walk.report(fit)
    identities = [*walk.abilities, *map(str, harness.people.values()), "Learner s", "Ysgol 1", "6602000"]
    told = walk.purge(date(2028, 5, 26))
    assert walk.trial in told
    later = walk.report(fit, decided=())
    for written in (pages, later):
        assert page_numbers(written["cy"]) == page_numbers(written["en"])
        assert not [known for known in identities for page in written.values() if known in page]
    assert "4–6 Welsh 10 10" in page_words(pages["en"])
    assert "nothing is read of the sittings any more" in page_words(later["en"])
    for kept in ("Learners who took part: 20.", "Decided by Sian Rees", "Items measured 26 "):
        assert kept in page_words(pages["en"])
        assert kept in page_words(later["en"])
