import dataclasses

import numpy as np
import pytest

from engine import (
    EAP,
    MLE,
    AdaptiveTest,
    Administer,
    Answered,
    Blueprint,
    CandidateOutcome,
    Count,
    Finish,
    FinishReason,
    InvalidTest,
    ItemParameters,
    ItemSets,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    Order,
    ParameterCovariance,
    Randomesque,
    Relaxed,
    SEBelow,
    SeedAtRandom,
    Shadow,
    Withdrawn,
    WithParameterError,
    YearCeiling,
    amend,
    explain,
    replay,
    start,
    tabulate,
)
from engine.assembly.constraint_exclusions import items_excluded_by

# information at 0 falls from the first item to the last
POOL = tabulate(
    ItemParameters.logistic(np.linspace(2.0, 0.5, 8), 0.0),
    content={
        "strand": list("nnmmnndd"),
        "year": [2, 2, 2, 2, 2, 9, 2, 2],
        "passage": ["p", "p", "p", "q", "q", "r", "r", ""],
    },
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (SEBelow(0.3), MaxItems(3)))
WHOLE = Count("strand", ("n",), 0, 1), Count("strand", ("d",), 1, 2)


def with_shadow(*constraints, length=3, relax=()):
    stop = (SEBelow(0.3), MaxItems(length))
    return dataclasses.replace(TEST, stop=stop, blueprint=Shadow(Blueprint(length, constraints, relax)))


def fates(told):
    return {one.item: one.outcome for one in (*told.candidates, *told.ineligible)}


def test_the_chosen_item_and_the_runners_up_stand_in_order_of_worth():
    told = explain(TEST, start(TEST), 1, limit=3)
    assert told.action == Administer(0)
    assert [(one.item, one.rank, one.outcome) for one in told.candidates] == [
        (0, 1, CandidateOutcome.CHOSEN),
        (1, 2, CandidateOutcome.WORTH_LESS),
        (2, 3, CandidateOutcome.WORTH_LESS),
    ]
    assert told.stages == (8, 8, 8, 8, 8)
    assert told.ineligible == ()
    assert [verdict.holds for verdict in told.stopping_checks] == [False, False]
    assert (told.shadow, told.binding_constraints, told.exposure) == (None, (), None)


def test_who_may_not_have_an_item_is_told_why():
    test = dataclasses.replace(TEST, masks=(YearCeiling("year", 4),), seeding=SeedAtRandom((7,), (9,)))
    state = replay(test, [Answered(0, 1)], Learner(unavailable=(2,)))
    state = amend(test, state, Withdrawn((3,)))
    told = explain(test, state, 1)
    assert {one.item: one.outcome for one in told.ineligible} == {
        0: CandidateOutcome.ANSWERED,
        2: CandidateOutcome.UNAVAILABLE,
        3: CandidateOutcome.WITHDRAWN,
        5: CandidateOutcome.MASKED,
        7: CandidateOutcome.UNSCORED,
    }
    assert next(one.masks for one in told.ineligible if one.item == 5) == (YearCeiling("year", 4),)
    assert told.stages.available == 5
    assert told.stages.eligible == 3


def test_an_unscored_item_comes_before_the_chosen_one():
    test = dataclasses.replace(TEST, seeding=SeedAtRandom((0,), (1,)))
    told = explain(test, start(test), 1)
    assert told.action == Administer(0, scored=False)
    assert told.chosen.item == 1


def test_a_sitting_that_ends_names_the_rule_and_what_would_have_come():
    state = replay(TEST, [Answered(item, 1) for item in range(3)])
    told = explain(TEST, state, 1)
    assert told.action == Finish(FinishReason.MAX_ITEMS)
    assert [(verdict.rule, verdict.holds) for verdict in told.stopping_checks] == [
        (SEBelow(0.3), False),
        (MaxItems(3), True),
    ]
    assert told.chosen is not None


def test_an_exhausted_pool_has_nothing_to_choose_from():
    state = start(TEST, Learner(accessible=()))
    told = explain(TEST, state, 1, limit=2)
    assert told.action == Finish(FinishReason.POOL_EXHAUSTED)
    assert (told.chosen, told.candidates) == (None, ())
    assert [one.outcome for one in told.ineligible] == [CandidateOutcome.UNAVAILABLE] * 2


def test_the_prior_is_the_learners_own_else_the_estimators():
    assert explain(TEST, start(TEST), 1).prior == Normal()
    assert explain(TEST, start(TEST, Learner(prior=Normal(1, 0.5))), 1).prior == Normal(1, 0.5)
    unsure = ParameterCovariance(POOL.ids, np.zeros((8, 4, 4)))
    wrapped = dataclasses.replace(TEST, estimate=WithParameterError(EAP(Normal(0.5, 2)), unsure))
    assert explain(wrapped, start(wrapped), 1).prior == Normal(0.5, 2)
    bare = dataclasses.replace(TEST, estimate=MLE())
    assert explain(bare, start(bare), 1).prior is None


def test_the_draw_is_told():
    test = dataclasses.replace(TEST, exposure=Randomesque(3))
    told = explain(test, start(test), 5)
    assert told.chosen.item == told.action.item
    assert told.exposure.narrowed == tuple(item for item in range(8) if item != told.chosen.item)
    assert told.exposure.not_admitted == ()
    assert set(fates(told).values()) == {CandidateOutcome.CHOSEN, CandidateOutcome.NARROWED}


def test_the_chosen_one_is_told_of_however_few_are():
    test = with_shadow(Count("strand", ("n", "m"), 0, 0), length=2)
    told = explain(test, start(test), 1, limit=1)
    assert [(one.item, one.rank, one.outcome) for one in told.candidates] == [
        (0, 1, CandidateOutcome.BARRED),
        (6, 7, CandidateOutcome.CHOSEN),
    ]


def test_a_constraint_that_bars_is_named_and_binds():
    test = with_shadow(*WHOLE)
    state = replay(test, [Answered(0, 0)])
    told = explain(test, state, 1)
    assert told.chosen.item == 2
    barred = {one.item: one.constraints for one in told.candidates if one.outcome is CandidateOutcome.BARRED}
    assert barred == dict.fromkeys((1, 4, 5), ("strand 'n'",))
    assert fates(told)[6] is CandidateOutcome.WORTH_LESS
    assert fates(told)[7] is CandidateOutcome.NOT_ASSEMBLED
    assert [(one.name, one.sentence, one.tight, one.item) for one in told.binding_constraints] == [
        ("strand 'n'", "at most 1 items with strand 'n'", True, 1)
    ]


def test_a_constraint_that_is_met_anyway_does_not_bind():
    test = with_shadow(Count("strand", ("n",), 1, 3))
    assert explain(test, start(test), 1).binding_constraints == ()


def test_what_was_given_up_no_longer_binds():
    test = with_shadow(*WHOLE)
    state = amend(test, replay(test, [Answered(0, 0)]), Relaxed(("strand 'n'",)))
    told = explain(test, state, 1)
    assert told.chosen.item == 1
    assert told.binding_constraints == ()
    possible = with_shadow(Count("strand", ("x",), 1, 2), *WHOLE, relax=("strand 'x'",))
    told = explain(possible, start(possible), 1)
    assert told.action.relaxed == told.shadow.relaxed == ("strand 'x'",)
    assert CandidateOutcome.CHOSEN in fates(told).values()
    assert "strand 'x'" not in {one.name for one in told.binding_constraints}


def test_where_no_test_obeys_the_blueprint_what_stands_in_the_way_binds():
    test = with_shadow(Count("strand", ("x",), 1, 2), *WHOLE)
    told = explain(test, start(test), 1)
    assert told.action == Finish(FinishReason.POOL_EXHAUSTED)
    assert told.chosen is None
    assert [one.name for one in told.binding_constraints] == ["strand 'x'"]


def test_an_item_of_the_shadow_test_may_have_to_wait():
    test = with_shadow(Order("strand", ("d", "n")), Count("strand", ("d",), 1, 2))
    told = explain(test, start(test), 1)
    assert told.chosen.item == 6
    assert fates(told)[0] is CandidateOutcome.NOT_YET
    assert fates(told)[2] is CandidateOutcome.BARRED
    assert "order of strand" in {one.name for one in told.binding_constraints}


@pytest.mark.parametrize(
    ("constraint", "asked", "barred"),
    [
        (Count("strand", ("n",), 0, 1), [0], {0, 1, 4, 5}),
        (Count("strand", ("d",), 2, 3), [0], {0, 1, 2, 3, 4, 5}),  # both items to come must be d
        (Count("strand", ("d",), 2, 3), [], set()),
        (Count("strand", ("d",), 2, 3), [0, 6, 7], set()),  # the sitting is full, and not for want of d
        (Order("strand", ("n", "d")), [6], {0, 1, 2, 3, 4, 5}),
        (ItemSets("passage", 1, 2, 0, 2), [0, 3], {0, 1, 2, 5, 6}),  # p was left; q is the second and last passage
        (ItemSets("passage", 1, 2, 0, 2), [0, 1], {0, 1, 2}),
    ],
)
def test_what_a_constraint_bars_by_itself(constraint, asked, barred):
    blueprint = Blueprint(3, (constraint,))
    found = items_excluded_by(blueprint, constraint, POOL, np.array(asked, dtype=np.intp))
    assert set(np.flatnonzero(found).tolist()) == barred


def test_an_explanation_of_nothing_is_refused():
    with pytest.raises(InvalidTest, match="at least 1 item; received 0"):
        explain(TEST, start(TEST), 1, limit=0)
