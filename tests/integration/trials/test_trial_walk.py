"""The loop from a trial to a score, by the software's own steps: small, on both databases, and a second time on one.

The rule is looser than the usual one, since twenty learners can hold none: it wants 100 responses to an item and a
standard error of 0.25, fit is tested from 50 responses on, and languages are compared from 100 in each. So few items
are asked more often than the usual limit of exposure allows. All other gates are the usual ones; `make trial-demo` is
the same walk of 2,000 learners by the usual rule. The answers are dealt evenly over learners and items, always alike.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from delivery_api.sittings import routes
from delivery_api.trials.trial_plans import PlannedTrial, read_planned
from itembank import BankVersion
from tests.support.page_words import page_numbers, page_words
from tests.support.service_harness import ServiceHarness
from tests.support.small_bank import small_numeracy_bank
from tests.support.trial_walk import Adopting, Asked, Size, TrialWalk, provisional_bank

SMALL = Size(schools=2, learners=5, later=2)
AUTUMN = Asked("Autumn trial", (4, 5), items=60, length=24, responses=250)
SPRING = Asked("Spring trial", (4,), items=20, length=20, responses=250)
RULE = 'se = 1.5\nresponses = 5\nfit = false\ndif = "C"\notherwise = "hold"'
FEW = Adopting(RULE, ("--simulees", "0"), ("--max-exposure", "0.7", "--sittings", "50"))
PLANNED = ("--replications", "2")
EVENLY = (0.7548776662466927, 0.5698402910292517)
"""Steps of the R2 sequence: points that lie evenly in rows and in columns."""


def even_deal(walk: TrialWalk, name: str, item: str) -> float:
    """A draw from [0, 1): those of any learner, and those for any item, lie evenly."""
    places = (list(walk.abilities).index(name), list(walk.truth).index(item))
    return sum(place * step for place, step in zip(places, EVENLY, strict=True)) % 1


@pytest.fixture
def walk(harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrialWalk:
    """Learners are enrolled, and those who sit the same test get the same questions for the same answers."""
    monkeypatch.setattr(routes.secrets, "randbits", lambda bits: bits)
    # the limits below were set for these items: which ones are drawn moves what twenty learners can tell
    walk = TrialWalk(harness, tmp_path, SMALL, *provisional_bank(small_numeracy_bank(written=False), SMALL.years))
    walk.draw = lambda name, item: even_deal(walk, name, item)
    walk.enrol()
    return walk


@pytest.mark.long_on("postgresql")  # which has one trial; the SQL of each step has its own tests
@pytest.mark.slow
def test_a_trial_makes_reports_unbiased_and_is_gone_eighteen_months_later(
    harness: ServiceHarness, walk: TrialWalk
) -> None:
    before, expected = walk.errors(), walk.simulated_bias()
    first, fit = adopted_trial(walk, AUTUMN, walk.abilities)
    assert (before.mean < -1, expected < -1.4) == (True, True)  # two logits of four fifths of the items
    assert len(measured(walk.bank)) >= 70
    assert abs(walk.errors().mean) < 0.6
    assert abs(walk.simulated_bias()) < 0.4  # twenty learners place the items no better
    pages, autumn = walk.report(fit), walk.trial
    if harness.service.engine.dialect.name == "sqlite":
        goes_round_again(walk, first)
    told = walk.wait_until(date(2028, 5, 26))
    assert autumn in told
    assert (walk.rows(autumn), walk.extracts(autumn)) == (0, 0)
    if walk.trial != autumn:
        assert walk.rows(walk.trial) > 0  # not due before August
    walk.trial = autumn
    later = walk.report(fit, decided=())
    identities = [*walk.abilities, *map(str, harness.people.values()), "Learner s", "Ysgol 1", "6602000"]
    for written in (pages, later):
        assert page_numbers(written["cy"]) == page_numbers(written["en"])
        assert not [known for known in identities for page in written.values() if known in page]
    assert "4–6 Welsh 10 10" in page_words(pages["en"])
    assert "nothing is read of the sittings any more" in page_words(later["en"])
    for kept in ("Learners who took part: 20.", "Decided by Sian Rees", "Items measured 26 "):
        assert kept in page_words(pages["en"])
        assert kept in page_words(later["en"])


def adopted_trial(walk: TrialWalk, asked: Asked, names: object) -> tuple[PlannedTrial, Path]:
    """A trial from its plan to the publication of what it found. Returns it as planned, and the fit."""
    path = walk.plan(asked, *PLANNED)
    walk.create(path)
    walk.sit_trial(names)
    walk.complete()
    fit = walk.calibrate()
    walk.adopt(fit, FEW)
    return read_planned(path.read_bytes(), path.name), fit


def goes_round_again(walk: TrialWalk, first: PlannedTrial) -> None:
    """A second trial, on the adopted bank, measures other items, with anchors that the first one measured."""
    walk.wait_until(date(2027, 2, 8))
    base, known = walk.bank, measured(walk.bank)
    again, fit = adopted_trial(walk, SPRING, [name for name in walk.abilities if walk.year_of[name] == 4])
    assert again.base_bank == base.hash
    assert set(again.anchors) <= known
    assert set(again.anchors) & {each.id for each in first.study.items}
    tried = {each.id for each in again.study.items}
    assert not tried & known
    assert len(tried & measured(walk.bank)) >= 12
    assert {item: walk.bank.item(item).parameters for item in known} == {
        item: base.item(item).parameters for item in known
    }
    assert walk.bank.adopted is not None
    assert len(walk.bank.adopted.adoptions) == 2
    assert abs(walk.simulated_bias()) < 0.4
    told = walk.report(fit)["en"]
    assert "Decided by Sian Rees" in page_words(told)


def measured(bank: BankVersion) -> set[str]:
    """The items whose difficulty is measured."""
    return {item.id for item in bank.items if not item.parameters.provisional}
