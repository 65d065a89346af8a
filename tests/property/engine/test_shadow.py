"""Every sitting under a blueprint obeys it, and each of its shadow tests is the best there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Blueprint,
    Ceiling,
    Count,
    EasyStart,
    Enemies,
    ItemParameters,
    ItemSets,
    Learner,
    MaxInformation,
    MaxItems,
    Order,
    Random,
    Shadow,
    ShadowStatus,
    Sum,
    next_action,
    shadow_test,
    simulate,
    simulated_scores,
    simulee_seeds,
    start,
    step,
    tabulate,
)
from engine.assembly.compiled_blueprint import compile_blueprint, item_set_bounds
from engine.assembly.mixed_integer_programme import mixed_integer_model

LENGTH = 8
N = 36


def random_pool(seed, n=N):
    rng = np.random.default_rng(seed)
    passages = np.array([f"p{number}" for number in rng.permutation(np.repeat(np.arange(n // 6), 4))])
    return tabulate(
        ItemParameters.logistic(rng.uniform(0.5, 2.0, n), np.round(rng.normal(0, 1, n), 2), rng.choice([0, 0.2], n)),
        content={
            "strand": rng.permutation(np.repeat(["n", "m", "d"], n // 3)),
            "kind": rng.permutation(np.repeat(["x", "y", "z"], n // 3)),
            "year": rng.integers(2, 7, n),
            "words": rng.integers(5, 60, n),
            "passage": np.concatenate([passages, np.full(n - passages.size, "")]),
            "scenario": rng.permutation(np.repeat([f"s{number}" for number in range(n // 4)], 4)),
        },
    )


crossing = (
    Count("strand", ("n",), 2, 3),
    Count("strand", ("m", "d"), 3, 6),
    Count("kind", ("x",), 1, 2),
    Sum("words", 150, 330),
    Ceiling("year", 5),
    Enemies(("3", "7", "9")),
    Enemies(("7", "11")),
)
sets = ItemSets("passage", 2, 3, 1, 2)
scenarios = ItemSets("scenario", 2, 3, 3, 4)
blueprints = st.sampled_from(
    [
        Blueprint(LENGTH, (Count("strand", ("n",), 2, 3), Count("strand", ("d",), 1, 2), Ceiling("year", 5))),
        Blueprint(LENGTH, crossing),
        Blueprint(LENGTH, (*crossing, sets)),
        Blueprint(LENGTH, (sets, EasyStart("words", 45, 2), Count("strand", ("n",), 2, 3))),
        Blueprint(LENGTH, (Order("kind", ("z", "x")), Count("strand", ("n",), 2, 3))),
        Blueprint(LENGTH, (scenarios, Ceiling("year", 5), Count("strand", ("n",), 3, 4), Count("kind", ("x",), 1, 2))),
    ]
)


def obeyed(one, pool, items):
    """A constraint read anew, from the items in the order in which they were asked."""
    column = [] if isinstance(one, Enemies) else pool.content[one.attribute][items].tolist()
    match one:
        case Count(_, values, minimum, maximum):
            return minimum <= sum(value in values for value in column) <= maximum
        case Sum(_, minimum, maximum):
            return minimum <= sum(column) <= maximum
        case Ceiling(_, limit):
            return max(column) <= limit
        case Enemies(ids):
            return sum(pool.ids[item] in ids for item in items) <= 1
        case Order(_, values):
            places = [values.index(value) for value in column]
            return places == sorted(places)
        case EasyStart(_, limit, first):
            return max(column[:first]) <= limit
        case ItemSets():
            return together(one, column)


def together(sets, column):
    runs = [(name, len(list(run))) for name, run in itertools.groupby(column) if name]
    once = len({name for name, _ in runs}) == len(runs)
    return (
        once
        and sets.fewest <= len(runs) <= sets.most
        and all(sets.minimum <= items <= sets.maximum for _, items in runs)
    )


@given(seed=st.integers(0, 2**32), blueprint=blueprints, select=st.sampled_from([MaxInformation(), Random()]))
@settings(max_examples=40, deadline=None)
def test_every_sitting_obeys_its_blueprint(seed, blueprint, select):
    pool = random_pool(seed)
    test = AdaptiveTest(pool, EAP(), select, (MaxItems(LENGTH),), blueprint=Shadow(blueprint))
    if shadow_test(test, start(test), seed).status is ShadowStatus.INFEASIBLE:
        return
    done = simulate(test, np.array([-1.5, 0.0, 1.5]), seed)
    for items in done.items:
        assert len(set(items.tolist())) == LENGTH
        assert -1 not in items
        assert [one.name for one in blueprint.constraints if not obeyed(one, pool, items)] == []


def best_by_milp(blueprint, pool, values, candidates, asked, lengths=(LENGTH, LENGTH)):
    n, passages = len(pool), item_set_bounds(blueprint, pool)
    model = mixed_integer_model(blueprint.rows(pool), *lengths, n, passages)
    lower, upper = np.zeros(model.columns), np.ones(model.columns)
    upper[:n] = candidates
    lower[asked] = upper[asked] = 1
    cost = np.zeros(model.columns)
    cost[:n] = -values * candidates
    found = milp(
        cost,
        integrality=np.ones(model.columns),
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(model.matrix, model.low, model.high),
        options={"mip_rel_gap": 0},
    )
    assert found.status in (0, 2)
    return None if found.status == 2 else -found.fun


def assembled(find, values, candidates, asked):
    """The free items of the test of one sitting, or None, and how it was found."""
    administered = np.zeros(N, dtype=bool)
    administered[asked] = True
    results = find(values[np.newaxis], candidates[np.newaxis], administered[np.newaxis])
    return np.flatnonzero(results.free[0]) if results.found[0] else None, results.statuses[0]


@given(
    seed=st.integers(0, 2**32),
    blueprint=blueprints,
    asked=st.lists(st.integers(0, N - 1), max_size=4, unique=True),
    gone=st.lists(st.integers(0, N - 1), max_size=12),
    tied=st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_a_shadow_test_is_worth_what_the_integer_programme_is(seed, blueprint, asked, gone, tied):
    pool = random_pool(seed)
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 3, N).astype(float) if tied else rng.random(N)
    candidates = np.ones(N, dtype=bool)
    candidates[gone + asked] = False
    chosen = np.array(asked, dtype=np.intp)
    free, status = assembled(compile_blueprint(blueprint, pool), values, candidates, chosen)
    worth = best_by_milp(blueprint, pool, values, candidates, chosen)
    if worth is None:
        assert (free, status) == (None, ShadowStatus.INFEASIBLE)
        return
    assert candidates[free].all()
    assert free.size + chosen.size == LENGTH
    # what breaks ties may cost so much and no more
    assert values[free].sum() == pytest.approx(worth, abs=LENGTH * 1e-7 * max(values.max(), 1e-9) + 1e-9)


@given(seed=st.integers(0, 2**32), blueprint=blueprints)
@settings(max_examples=25, deadline=None)
def test_what_was_solved_before_changes_nothing(seed, blueprint):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 4, (3, N)).astype(float)  # with many ties
    candidates, nothing = np.ones((4, N), dtype=bool), np.zeros((4, N), dtype=bool)
    used, fresh = (compile_blueprint(blueprint, random_pool(seed)) for _ in range(2))
    many = used(values[[0, 1, 2, 1]], candidates, nothing)
    first = fresh(values[[1]], candidates[:1], nothing[:1])
    assert many.statuses[1] == many.statuses[3] == first.statuses[0]
    assert np.array_equal(many.free[[1]], first.free)
    assert np.array_equal(many.free[[3]], first.free)


@given(seed=st.integers(0, 2**32), blueprint=blueprints, power=st.sampled_from([-300, -40, -20, 20, 40]))
@settings(max_examples=25, deadline=None)
def test_the_unit_of_the_values_changes_nothing(seed, blueprint, power):
    # solvers have absolute tolerances, below which they would take any test for the best
    find, values = compile_blueprint(blueprint, random_pool(seed)), np.random.default_rng(seed).random(N)
    results = find(values * np.array([[1.0], [2.0**power]]), np.ones((2, N), dtype=bool), np.zeros((2, N), dtype=bool))
    assert results.statuses[0] is results.statuses[1]
    assert np.array_equal(results.free[0], results.free[1])


@given(seed=st.integers(0, 2**32), blueprint=blueprints)
@settings(max_examples=15, deadline=None)
def test_the_batch_is_the_fold(seed, blueprint):
    pool = random_pool(seed)
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(LENGTH),), blueprint=Shadow(blueprint))
    theta = np.array([-1.0, 1.0])
    many = simulate(test, theta, seed)
    for person, own_seed in enumerate(simulee_seeds(seed, 2)):
        # a pool of its own has no solver that has run before
        test = AdaptiveTest(
            random_pool(seed), EAP(), MaxInformation(), (MaxItems(LENGTH),), blueprint=Shadow(blueprint)
        )
        state = start(test)
        while isinstance(action := next_action(test, state, int(own_seed)), Administer):
            shadow = shadow_test(test, state, int(own_seed))
            assert action.item in shadow.next_items
            (score,) = simulated_scores(pool.parameters, theta[[person]], own_seed[np.newaxis], np.array([action.item]))
            state = step(test, state, action.item, score)
        assert [answer.item for answer in state.answers] == many.items[person, : many.lengths[person]].tolist()


@given(seed=st.integers(0, 2**32), gone=st.integers(10, 30))
@settings(max_examples=30, deadline=None)
def test_a_conflict_is_a_conflict_and_a_smallest_one(seed, gone):
    pool = random_pool(seed)
    blueprint = Blueprint(LENGTH, (*crossing, sets))
    unavailable = tuple(np.random.default_rng(seed).permutation(N)[:gone].tolist())

    def feasible(names, lengths):
        less = blueprint.without({one.name for one in blueprint.constraints}.difference(names))
        candidates = np.ones(N, dtype=bool)
        candidates[list(unavailable)] = False
        return best_by_milp(less, pool, np.zeros(N), candidates, np.empty(0, dtype=np.intp), lengths) is not None

    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(LENGTH),), blueprint=Shadow(blueprint))
    shadow = shadow_test(test, start(test, Learner(unavailable=unavailable)), 1)
    named = [one.name for one in blueprint.constraints if one.sentence in shadow.conflict]
    everything, exactly, any_length = [one.name for one in blueprint.constraints], (LENGTH, LENGTH), (0, N)
    assert feasible(everything, exactly) == (shadow.conflict == ())
    if shadow.conflict:
        lengths = exactly if f"{LENGTH} items" in shadow.conflict else any_length
        assert shadow.status is ShadowStatus.INFEASIBLE
        assert not feasible(named, lengths)
        assert all(feasible([other for other in named if other != name], lengths) for name in named)
        assert lengths == any_length or feasible(named, any_length)
