import dataclasses
from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Answered,
    Apart,
    Blueprint,
    Ceiling,
    Count,
    Counts,
    EasyStart,
    Finish,
    FinishReason,
    InvalidEvent,
    InvalidTest,
    ItemParameters,
    ItemSets,
    Learner,
    MaxInformation,
    MaxItems,
    MostOfEach,
    Order,
    Relaxed,
    Shadow,
    ShadowStatus,
    Sum,
    SympsonHetter,
    UnknownAttribute,
    Withdrawn,
    amend,
    next_action,
    replay,
    shadow_test,
    simulate,
    start,
    step,
    tabulate,
)
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.compiled_blueprint import compile_blueprint
from engine.assembly.mixed_integer_programme import MixedIntegerSolver, mixed_integer_model
from engine.assembly.ordering_rules import administered_in, ordering_rules
from engine.simulation.simulate_sittings import stack_states
from engine.sitting.strategy_protocols import AllowedItems

POOL = tabulate(
    ItemParameters.logistic([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], 0.0),
    content={
        "strand": list("nnnnmmdd"),
        "words": [10, 20, 30, 40, 50, 60, 70, 80],
        "passage": ["", "", "p", "p", "p", "q", "q", ""],
    },
)
NUMBER = Count("strand", ("n",), 2, 2)
DATA = Count("strand", ("d",), 2, 2)
FEW_WORDS = Sum("words", maximum=60)


def under(*constraints, length=3, relax=(), pool=POOL):
    names = tuple(one.name for one in relax)
    shadow = Shadow(Blueprint(length, constraints, names))
    return AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(length),), blueprint=shadow)


def walked(test, learner=Learner()):  # noqa: B008 - a frozen value
    state = start(test, learner)
    while isinstance(action := next_action(test, state, 1), Administer):
        state = step(test, state, action.item, 1)
    return [answer.item for answer in state.answers], action.reason


def test_the_best_item_of_the_best_test_comes_next():
    test = under(NUMBER)
    shadow = shadow_test(test, start(test), 1)
    assert (shadow.administered, set(shadow.free), set(shadow.next_items)) == ((), {2, 3, 7}, {2, 3, 7})
    assert (shadow.status, shadow.relaxed, shadow.conflict) == (ShadowStatus.NESTED, (), ())
    assert shadow.value == pytest.approx((1.2**2 + 1.3**2 + 1.7**2) / 4, abs=1e-12)
    assert next_action(test, start(test), 1) == Administer(7)


def test_items_asked_stay_in_the_test_whatever_they_are_worth():
    test = under(NUMBER)
    state = step(test, start(test), 0, 1)
    shadow = shadow_test(test, state, 1)
    assert (shadow.administered, set(shadow.free)) == ((0,), {3, 7})


def test_an_unscored_item_is_no_part_of_the_test():
    test = under(NUMBER)
    state = step(test, start(test), 7, 1, scored=False)
    shadow = shadow_test(test, state, 1)
    assert (shadow.administered, set(shadow.free)) == ((), {2, 3, 6})


def test_a_ceiling_does_not_cross_other_counts():
    test = under(NUMBER, Ceiling("words", 60))
    shadow = shadow_test(test, start(test), 1)
    assert (set(shadow.free), shadow.status) == ({2, 3, 5}, ShadowStatus.NESTED)


def test_what_cannot_hold_is_named_and_the_order_of_relaxation_followed():
    test = under(NUMBER, DATA, FEW_WORDS, length=4, relax=(FEW_WORDS, DATA))
    shadow = shadow_test(test, start(test), 1)
    # two items of data have 150 words by themselves
    assert shadow.conflict == ("2 items with strand 'd'", "a sum of words of at most 60")
    assert shadow.relaxed == ("sum of words",)
    assert set(shadow.free) == {2, 3, 6, 7}
    assert shadow.status is ShadowStatus.NESTED


def test_relaxation_goes_on_until_something_holds():
    test = under(NUMBER, DATA, FEW_WORDS, length=3, relax=(FEW_WORDS, DATA))
    shadow = shadow_test(test, start(test), 1)
    assert shadow.relaxed == ("sum of words", "strand 'd'")
    assert set(shadow.free) == {2, 3, 7}


def test_what_was_relaxed_is_an_event_of_the_log_that_changes_no_choice():
    test = under(NUMBER, DATA, FEW_WORDS, length=4, relax=(FEW_WORDS, DATA))
    declared = amend(test, start(test), Relaxed(("sum of words",)))
    assert declared.relaxed == {"sum of words"}
    assert next_action(test, start(test), 1) == Administer(7, True, ("sum of words",))
    assert next_action(test, declared, 1) == Administer(7)
    shadow = shadow_test(test, declared, 1)
    assert (shadow.relaxed, shadow.conflict) == ((), ())
    assert replay(test, [Relaxed(("sum of words",)), Answered(7, 1)]).relaxed == {"sum of words"}


def test_what_is_given_up_lets_exposure_control_hold_again():
    never = SympsonHetter((*[1.0] * 7, 0.0))
    test = dataclasses.replace(under(NUMBER, DATA, relax=(DATA,)), exposure=never)
    declared = amend(test, start(test), Relaxed(("strand 'd'",)))
    assert next_action(test, start(test), 1) == Administer(6, True, ("strand 'd'",))
    assert next_action(test, declared, 1) == Administer(6)
    assert not shadow_test(test, start(test), 1).exposure_lifted


def test_a_sitting_can_be_let_off_a_constraint():
    test = under(NUMBER)
    assert set(shadow_test(test, amend(test, start(test), Relaxed(("strand 'n'",))), 1).free) == {5, 6, 7}


def test_simulees_are_let_off_one_by_one():
    test = under(NUMBER)
    states = [start(test), amend(test, start(test), Relaxed(("strand 'n'",)))]
    cohort = stack_states(states, np.array([1, 1], dtype=np.uint64))
    values, eligible = POOL.information[:, [POOL.grid.size // 2] * 2].T, cohort.available
    remain, relaxed, lifted, _ = test.blueprint(POOL, cohort, None, values, eligible, eligible)
    assert relaxed == ((), ())
    assert not lifted.any()
    assert [set(np.flatnonzero(row)) for row in remain] == [{2, 3, 7}, {5, 6, 7}]
    assert cohort.take(np.array([1])).relaxed.tolist() == [frozenset({"strand 'n'"})]


@pytest.mark.parametrize("bounds", ["sum of words", ["sum of words"], (3,)])
def test_a_relaxation_that_names_nothing_is_refused(bounds):
    test = under(NUMBER)
    with pytest.raises(InvalidEvent, match="Relaxed"):
        amend(test, start(test), Relaxed(bounds))


def test_where_nothing_helps_no_item_remains():
    test = under(NUMBER, DATA, length=3)
    assert next_action(test, start(test), 1) == Finish(FinishReason.POOL_EXHAUSTED)
    shadow = shadow_test(test, start(test), 1)
    assert (shadow.status, shadow.free, shadow.next_items) == (ShadowStatus.INFEASIBLE, (), ())
    assert shadow.conflict == ("3 items", "2 items with strand 'n'", "2 items with strand 'd'")


def test_a_pool_too_small_conflicts_with_the_length_alone():
    test = under(Count("strand", ("n",), 0, 4), length=3)
    shadow = shadow_test(test, start(test, Learner(accessible=(0, 1))), 1)
    assert shadow.conflict == ("3 items",)


def test_a_simulation_says_what_was_given_up():
    test = under(NUMBER, DATA, FEW_WORDS, length=4, relax=(FEW_WORDS, DATA))
    assert simulate(test, [0.0, 1.0], 1).relaxed == (frozenset({"sum of words"}),) * 2
    assert simulate(under(NUMBER), [0.0, 1.0], 1).relaxed == (frozenset(),) * 2


class FirstIsSeeded:
    """Seeding of item 0 at every position."""

    def items(self, pool):
        return np.array([0])

    def __call__(self, pool, cohort, estimates):
        return np.full(len(cohort), 0)


def test_a_seeded_item_gives_up_nothing():
    test = under(NUMBER, DATA, FEW_WORDS, length=4, relax=(FEW_WORDS, DATA))
    test = dataclasses.replace(test, seeding=FirstIsSeeded())
    assert next_action(test, start(test), 1) == Administer(0, scored=False)


def test_a_withdrawal_under_way_can_make_a_relaxation_necessary():
    test = under(DATA, NUMBER, length=4, relax=(DATA,))
    state = amend(test, start(test), Withdrawn((7,)))
    shadow = shadow_test(test, state, 1)
    assert (shadow.relaxed, shadow.conflict) == (("strand 'd'",), ("2 items with strand 'd'",))


def test_a_replay_solves_nothing():
    def refuse(*_):
        pytest.fail("a replay only adds")

    refusing = dataclasses.replace(under(NUMBER))
    object.__setattr__(refusing, "blueprint", refuse)
    assert replay(refusing, [Answered(7, 1), Answered(3, 0)]).history[0].tolist() == [7, 3]


def test_a_passage_is_asked_in_one_go_and_the_best_per_item_first():
    test = under(ItemSets("passage", 2, 3, 1, 2), length=5)
    items, _ = walked(test)
    # the single item 7 is worth most; of the passages q (two items) is worth more an item than p (three), less in sum
    assert items[0] == 7
    assert items[1:3] == [6, 5]
    assert set(items[3:]) == {3, 4}


def test_items_in_order_and_easy_ones_first():
    items, _ = walked(under(Order("strand", ("m", "n")), length=3))
    assert items == [5, 4, 3]
    items, _ = walked(under(EasyStart("words", 25, 2), length=4))
    assert items == [1, 0, 7, 6]


def test_a_passage_of_several_places_is_refused():
    pool = tabulate(POOL.parameters, content={"strand": list("nnnmmmmd"), "passage": POOL.content["passage"]})
    with pytest.raises(InvalidTest, match="order of strand: expected one strand in the whole passage 'p'"):
        under(Order("strand", ("n", "m", "d")), ItemSets("passage", 1, 3, 1, 2), pool=pool)


def test_only_a_shadow_has_a_shadow_test():
    test = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(3),), (Counts("strand", {"n": (2, 2)}, 3),))
    with pytest.raises(InvalidTest, match="whose blueprint is a Shadow; received None"):
        shadow_test(test, start(test), 1)


def test_what_the_pool_lacks_is_said_when_the_test_is_made():
    with pytest.raises(UnknownAttribute, match="topic"):
        under(Count("topic", ("x",), 0, 1))


def test_a_value_that_is_not_finite_is_not_asked():
    class NeverTheLast:
        def __call__(self, pool, cohort, estimates, eligible):
            values = np.tile(np.arange(len(pool), dtype=float), (len(cohort), 1))
            values[:, -1] = -np.inf
            return values

    test = dataclasses.replace(under(NUMBER), select=NeverTheLast())
    assert set(shadow_test(test, start(test), 1).free) == {2, 3, 6}


def test_a_fixed_sum_is_found_too():
    test = under(Sum("words", 100, 100), NUMBER)
    shadow = shadow_test(test, start(test), 1)
    assert sum(POOL.content["words"][list(shadow.free)]) == 100
    assert shadow.status in (ShadowStatus.LINEAR, ShadowStatus.BRANCHED)
    simulation = simulate(test, [-1.0, 1.0], 3)
    assert (POOL.content["words"][simulation.items].sum(axis=1) == 100).all()


def test_a_solver_that_gives_up_says_so(monkeypatch):
    blueprint = Blueprint(3, (FEW_WORDS, NUMBER))
    find = compile_blueprint(blueprint, POOL)
    monkeypatch.setattr(MixedIntegerSolver, "solve", lambda *_: (None, True, False))
    found = find(np.ones((1, 8)), np.ones((1, 8), dtype=bool), np.zeros((1, 8), dtype=bool))
    assert (found.free.any(), found.found.tolist(), found.statuses.tolist()) == (
        False,
        [False],
        [ShadowStatus.UNSOLVED],
    )


def test_every_branch_that_is_left_open_goes_to_branch_and_cut(monkeypatch):
    rng = np.random.default_rng(3)
    pool = tabulate(ItemParameters.logistic(1.0, np.zeros(60)), content={"words": rng.integers(100, 200, 60)})
    values, every, none = rng.random(60), np.ones(60, dtype=bool), np.empty(0, dtype=np.intp)
    model = mixed_integer_model(Blueprint(9, (Sum("words", 1234, 1235),)).rows(pool), 9, 9, 60, None)
    patient = MixedIntegerSolver(model, values[np.newaxis]).solve(values, every, none)
    monkeypatch.setattr("engine.assembly.mixed_integer_programme._BRANCHES", 3)
    hasty = MixedIntegerSolver(model, values[np.newaxis]).solve(values, every, none)
    assert patient.branched
    assert hasty.branched
    assert np.array_equal(patient.chosen, hasty.chosen)


def test_the_best_test_found_before_branch_and_cut_is_kept(monkeypatch):
    """It costs just what excludes it: an item whose change alone uses up the gap between the tests and the bound."""
    values, words = np.array([15, 23, 9, 24, 13, 18, 27]) / 5, np.array([3.0, 10.0, 2.0, 8.0, 4.0, 7.0, 8.0])
    model = mixed_integer_model([ConstraintRow("words", words, 0, 12)], 3, 3, 7, None)
    solver = MixedIntegerSolver(model, values[np.newaxis])
    fitting = [items for items in map(list, combinations(range(7), 3)) if words[items].sum() <= 12]
    monkeypatch.setattr("engine.assembly.mixed_integer_programme._BRANCHES", 5)
    found = solver.solve(values, np.ones(7, dtype=bool), np.empty(0, dtype=np.intp))
    assert found.proved
    assert np.flatnonzero(found.chosen).tolist() == max(fitting, key=lambda items: values[items].sum())


def test_a_sitting_in_no_sets_and_no_order_leaves_everything_open():
    administered = administered_in(np.array([[1, 2]]), np.ones((1, 2), dtype=bool), len(POOL))
    assert ordering_rules(Blueprint(3, (NUMBER,)), POOL).still_allowed(administered) is None


@pytest.mark.parametrize("test", [under(NUMBER), dataclasses.replace(under(NUMBER), blueprint=None)])
def test_a_relaxation_of_what_the_blueprint_does_not_ask_is_refused(test):
    known = [NUMBER.name] if test.blueprint else []
    with pytest.raises(InvalidEvent) as refused:
        amend(test, start(test), Relaxed(("strnad 'n'",)))
    assert f"names of the blueprint's constraints, {known}; received Relaxed" in str(refused.value)
    with pytest.raises(InvalidEvent, match="strnad"):
        replay(test, [Relaxed(("strnad 'n'",))])


def test_a_blueprint_that_does_not_tell_its_names_takes_all():
    class Untold:
        def __call__(self, pool, cohort, estimates, values, eligible, admitted):
            return AllowedItems(admitted, ((),) * len(cohort), np.zeros(len(cohort), dtype=bool))

    test = dataclasses.replace(under(NUMBER), blueprint=Untold())
    assert amend(test, start(test), Relaxed(("whatever",))).relaxed == {"whatever"}


def test_a_test_that_ends_at_another_length_than_its_blueprint_is_refused():
    with pytest.raises(InvalidTest, match="MaxItems must be of 3 items, the length of the blueprint; received 4"):
        dataclasses.replace(under(NUMBER), stop=(MaxItems(4),))
    assert dataclasses.replace(under(NUMBER), stop=()).stop == ()


def test_at_most_so_many_of_each_value_whether_they_nest_or_not():
    passage, strand = POOL.content["passage"], POOL.content["strand"]

    def fits(items):
        of_passages = [passage[item] for item in items if passage[item]]
        return len(set(of_passages)) == len(of_passages) and max(Counter(strand[list(items)].tolist()).values()) <= 2

    test = under(MostOfEach("passage", 1), MostOfEach("strand", 2), length=4)
    shadow = shadow_test(test, start(test), 1)
    slopes = POOL.parameters.a**2
    best = max(
        (items for items in combinations(range(8), 4) if fits(items)), key=lambda items: slopes[list(items)].sum()
    )
    assert set(shadow.free) == set(best) == set(walked(test)[0])
    assert shadow.status is ShadowStatus.LINEAR
    nested = under(NUMBER, MostOfEach("strand", 2), length=4)
    assert shadow_test(nested, start(nested), 1).status is ShadowStatus.NESTED
    nobody_alone = MostOfEach("passage", 1, alone=None)
    assert len({row.coefficients.tobytes() for row in nobody_alone.rows(POOL)}) == 3
    assert nobody_alone.sentence == "at most 1 items of each passage"
    with pytest.raises(InvalidTest, match="most of each passage: expected maximum must be a whole number"):
        MostOfEach("passage", 0)


def test_neighbours_of_a_shadow_test_differ_without_changing_the_shadow_test():
    plain = under(NUMBER, length=4)
    test = dataclasses.replace(plain, masks=(Apart("strand"),))
    state = step(test, start(test), 7, 1)
    assert shadow_test(test, state, 1) == shadow_test(plain, state, 1)
    assert [POOL.content["strand"][item] for item in walked(test)[0]] == list("dndn")
    assert [POOL.content["strand"][item] for item in walked(plain)[0]] != list("dndn")
