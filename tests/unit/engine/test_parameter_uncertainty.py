"""Errors of calibration in the SE of an ability: what is taken, what is refused, and what must hold exactly."""

from dataclasses import replace

import numpy as np
import pytest

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    FencedMLE,
    InvalidParameters,
    InvalidTest,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Normal,
    ParameterCovariance,
    Random,
    WithParameterError,
    replay,
    reported,
    running,
    simulate,
    start,
    step,
    tabulate,
)
from engine.simulation.simulate_sittings import stack_states

RNG = np.random.default_rng(8)
ITEMS = ItemParameters.concat(
    ItemParameters.logistic([1.0, 1.4, 0.8, 1.2], [-1.0, 0.2, 0.9, -0.3]),
    ItemParameters.logistic([1.1, 1.3], [0.5, -0.6], 0.2, 0.95),
    ItemParameters.partial_credit([0.9, 1.1], [[-1.0, 0.3, 1.0], [0.4, -0.2, np.nan]]),
    ItemParameters.graded([1.2, 1.5], [[-0.5, 0.6, np.nan], [-1.5, 0.0, 1.2]]),
)
N, M = len(ITEMS), 6
IDS = tuple("abcdefghij")
POOL = tabulate(ITEMS, ids=IDS, grid=np.linspace(-8, 8, 161))
OWN = np.ones((N, M), dtype=bool)
OWN[:4, [2, 3, 4, 5]] = False  # 2PL: a and b1
OWN[4:6, [2, 3]] = False
OWN[6:, 4:] = False
OWN[[7, 8], 3] = False
ESTIMATORS = [EAP(), MAP(), MLE(), WLE(), FencedMLE()]
SCORES = [1, 0, 1, 1, 0, 1, 2, 1, 1, 2]


def random_joint():
    roots = RNG.normal(size=(N * M, N * M)) * 0.03 * OWN.reshape(-1, 1)
    return (roots @ roots.T).reshape(N, M, N, M)


JOINT = ParameterCovariance(IDS, random_joint())
BLOCKS = ParameterCovariance(IDS, JOINT.blocks)


def adaptive(estimator, pool=POOL):
    return AdaptiveTest(pool, estimator, MaxInformation(), (MaxItems(5),))


def sitting(scores=SCORES, pool=POOL, scored=True):
    return replay(adaptive(EAP(), pool), [Answered(item, score, scored) for item, score in enumerate(scores)])


def shifted(sd, pool=POOL):
    """All locations wrong by the same amount: one error of the origin."""
    names = [
        (item, f"b{j + 1}")
        for item, steps in zip(pool.ids, np.isfinite(ITEMS.b), strict=True)
        for j in range(steps.sum())
    ]
    return ParameterCovariance.from_names(pool.ids, names, np.full((len(names), len(names)), sd**2))


@pytest.mark.parametrize("estimator", [MLE(), WLE()])
def test_an_error_of_the_origin_is_added_as_it_is(estimator):
    plain, told = estimator(POOL, sitting()), WithParameterError(estimator, shifted(0.3))(POOL, sitting())
    assert told.se == pytest.approx(np.hypot(plain.se, 0.3), rel=1e-13)
    assert (told.theta, told.status) == (plain.theta, plain.status)


def test_a_prior_takes_its_share_of_an_error_of_the_origin():
    mode = MAP(Normal(0.0, 0.8))
    _, se, _ = mode(POOL, sitting())
    by = 1e-5
    up, down = (tabulate(replace(ITEMS, b=ITEMS.b + move), grid=POOL.grid) for move in (by, -by))
    share = (mode(up, sitting(pool=up)).theta - mode(down, sitting(pool=down)).theta) / (2 * by)
    assert 0.3 < share < 0.9
    assert WithParameterError(mode, shifted(0.3))(POOL, sitting()).se == pytest.approx(
        np.hypot(se, 0.3 * share), rel=1e-9
    )


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_parameters_that_are_known_add_nothing(estimator):
    for shape in ((N, M, M), (N, M, N, M)):
        told = WithParameterError(estimator, ParameterCovariance(IDS, np.zeros(shape)))
        assert told(POOL, sitting()) == estimator(POOL, sitting())


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_only_scored_answers_count(estimator):
    told = WithParameterError(estimator, JOINT)
    state = sitting(SCORES[:8])
    more = step(adaptive(EAP()), step(adaptive(EAP()), state, 9, 3, scored=False), 8, 0, scored=False)
    assert told(POOL, more) == told(POOL, state)
    assert told(POOL, sitting(scored=False)) == estimator(POOL, start(adaptive(EAP())))


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_before_any_answer_nothing_changes(estimator):
    assert WithParameterError(estimator, JOINT)(POOL, start(adaptive(EAP()))) == estimator(POOL, start(adaptive(EAP())))


def test_an_estimate_at_the_end_of_the_grid_stays_as_it_is():
    for estimator, scores in ((MLE(), [1, 1, 1, 1]), (MLE(), [0, 0])):
        plain = estimator(POOL, sitting(scores))
        assert plain.status is EstimateStatus.CONSTANT
        assert WithParameterError(estimator, BLOCKS)(POOL, sitting(scores)) == plain


def test_a_fenced_estimate_of_a_constant_pattern_moves_with_the_parameters():
    plain, told = (
        estimator(POOL, sitting([1, 1, 1])) for estimator in (FencedMLE(), WithParameterError(FencedMLE(), BLOCKS))
    )
    assert told.status is plain.status is EstimateStatus.CONSTANT
    assert told.se > plain.se


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("covariance", [BLOCKS, JOINT], ids=["blocks", "joint"])
def test_each_person_has_the_same_bits_alone_and_among_others(estimator, covariance):
    told = WithParameterError(estimator, covariance)
    patterns = RNG.integers(0, POOL.categories, (40, N))
    states = [sitting(pattern[:9]) for pattern in patterns]
    many = told.estimate_cohort(POOL, stack_states(states, np.arange(40, dtype=np.uint64)))
    for person, state in enumerate(states):
        assert told(POOL, state) == many.for_person(person)


def test_a_batch_of_sittings_on_different_items_is_the_fold_of_each():
    test = AdaptiveTest(POOL, EAP(), Random(), (MaxItems(6),), report=WithParameterError(WLE(), JOINT))
    plain = AdaptiveTest(POOL, EAP(), Random(), (MaxItems(6),), report=WLE())
    theta = np.linspace(-2, 2, 30)
    told, without = simulate(test, theta, 4), simulate(plain, theta, 4)
    assert np.array_equal(told.items, without.items)
    assert np.array_equal(told.theta, without.theta)
    assert (told.se > without.se).all()
    for person in range(30):
        log = [Answered(int(i), int(x)) for i, x in zip(told.items[person], told.scores[person], strict=True)]
        assert reported(test, replay(test, log)).se == told.se[person]


def test_the_running_estimate_and_the_report_may_differ():
    test = AdaptiveTest(POOL, EAP(), MaxInformation(), (), report=WithParameterError(EAP(), JOINT))
    assert running(test, sitting()) == EAP()(POOL, sitting())
    assert reported(test, sitting()).se > running(test, sitting()).se


def test_blocks_are_what_a_joint_covariance_without_covariances_between_items_is():
    alone = np.zeros((N, M, N, M))
    alone[np.arange(N), :, np.arange(N)] = JOINT.blocks
    for estimator in ESTIMATORS:
        one, other = (WithParameterError(estimator, ParameterCovariance(IDS, v)) for v in (alone, JOINT.blocks))
        assert one(POOL, sitting()).se == pytest.approx(other(POOL, sitting()).se, rel=1e-14)


@pytest.mark.parametrize("covariance", [BLOCKS, JOINT], ids=["blocks", "joint"])
def test_items_are_matched_by_id_whatever_their_order_and_number(covariance):
    order = [7, 2, 5, 9]
    part = tabulate(ITEMS.take(np.array(order)), ids=[IDS[item] for item in order], grid=POOL.grid)
    state = sitting([SCORES[item] for item in order], part)
    whole = replay(adaptive(EAP()), [Answered(item, SCORES[item]) for item in order])
    told = WithParameterError(EAP(), covariance)
    assert told(part, state).se == pytest.approx(told(POOL, whole).se, rel=1e-13)


def test_a_covariance_may_be_wider_or_narrower_than_the_pool():
    two = tabulate(ITEMS.take(np.arange(4)), ids=IDS[:4])
    narrow = ParameterCovariance(
        IDS, np.concatenate([np.tile(np.diag([0.01, 0.04, 0, 0]), (4, 1, 1)), np.zeros((6, 4, 4))])
    )
    wide = np.zeros((4, M, M))
    wide[:, 0, 0], wide[:, 1, 1] = 0.01, 0.04
    told = [
        WithParameterError(EAP(), value)(two, sitting(SCORES[:4], two)).se
        for value in (narrow, ParameterCovariance(IDS[:4], wide))
    ]
    assert told[0] == told[1] > EAP()(two, sitting(SCORES[:4], two)).se
    assert WithParameterError(EAP(), narrow)(POOL, sitting()).se > EAP()(POOL, sitting()).se


def test_named_parameters_find_their_places():
    names = [("b", "b1"), ("e", "c"), ("b", "a"), ("g", "b3")]
    block = ParameterCovariance.from_names(IDS, names, np.diag([0.1, 0.2, 0.3, 0.4]))
    assert not block.joint
    assert block.names == ("a", "b1", "b2", "b3", "c", "d")
    assert np.argwhere(block.values).tolist() == [[1, 0, 0], [1, 1, 1], [4, 4, 4], [6, 3, 3]]
    assert block.values[[1, 1, 4, 6], [0, 1, 4, 3], [0, 1, 4, 3]].tolist() == [0.3, 0.1, 0.2, 0.4]
    across = np.diag([0.1, 0.2, 0.3, 0.4])
    across[0, 1] = across[1, 0] = 0.05
    joint = ParameterCovariance.from_names(IDS, names, across)
    assert joint.joint
    assert joint.values[1, 1, 4, 4] == joint.values[4, 4, 1, 1] == 0.05
    assert np.array_equal(joint.blocks, block.values)


def changed(values, place, by):
    values = values.copy()
    values[place] += by
    return values


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (changed(JOINT.blocks, (2, 0, 1), 0.5), "'c': its covariance must be symmetric"),
        (changed(JOINT.blocks, (3, 1, 1), -9.0), "'d': its covariance must be of variances 0 or more"),
        (changed(JOINT.blocks, (3, [0, 1], [1, 0]), 9.0), "'d': its covariance must be positive semi-definite"),
        (changed(JOINT.blocks, (0, [0, 2], [2, 0]), 0.1), "'a': its covariance must be positive semi-definite"),
        (changed(JOINT.blocks, (1, 0, 0), np.nan), "'b': its covariance must be finite"),
        (changed(JOINT.values, (4, 0, 5, 1), 0.5), "'e': its covariance with the other items must be finite and sym"),
        (changed(JOINT.values, ([4, 5], [0, 1], [5, 4], [1, 0]), np.inf), "'e': .* other items must be finite and sym"),
        (changed(JOINT.values, ([4, 5], 2, [5, 4], 2), 0.5), "'e': .* other items must be 0 with a parameter of var"),
        (changed(JOINT.values, ([4, 5], 0, [5, 4], 0), 5.0), "'[ef]': .* other items must be positive semi-definite"),
    ],
)
def test_what_is_no_covariance_is_refused_by_item(values, named):
    with pytest.raises(InvalidParameters, match=f"item {named}"):
        ParameterCovariance(IDS, values)


@pytest.mark.parametrize("shape", [(N, 3, 3), (N, M), (N, M, M + 1), (N - 1, M, M), (N, M, N, M + 1), (0, 4, 4), ()])
def test_a_covariance_of_another_shape_is_refused(shape):
    with pytest.raises(InvalidParameters, match=r"must have shape \(n, M, M\) or \(n, M, n, M\)"):
        ParameterCovariance(IDS, np.zeros(shape))


def test_text_and_repeated_ids_are_refused():
    with pytest.raises(InvalidParameters, match="must be numbers"):
        ParameterCovariance(IDS, [["0.1"]])
    with pytest.raises(InvalidParameters, match="item 'a': ids must be distinct"):
        ParameterCovariance(("a", "b", "a"), np.zeros((3, 4, 4)))


@pytest.mark.parametrize(
    ("names", "matrix", "message"),
    [
        ([("a", "b")], [[1.0]], "item 'a': a parameter must be a, b1, b2, …, c or d; received 'b'"),
        ([("a", "b0")], [[1.0]], "received 'b0'"),
        ([("z", "a")], [[1.0]], "item 'z': the covariance must hold it"),
        ([("a", "a"), ("a", "a")], np.eye(2), "item 'a': each parameter must be named once; received a twice"),
        ([("a", "a")], np.eye(2), r"a row and a column for each of 1 names; received \(2, 2\)"),
    ],
)
def test_names_that_fit_nothing_are_refused(names, matrix, message):
    with pytest.raises(InvalidParameters, match=message):
        ParameterCovariance.from_names(IDS, names, matrix)


@pytest.mark.parametrize(
    ("covariance", "message"),
    [
        (ParameterCovariance(IDS[:9], JOINT.blocks[:9]), "item 'j': the covariance must hold it"),
        (
            ParameterCovariance.from_names(IDS, [("g", "c")], [[0.1]]),
            "item 'g': its covariance is of c, which it does not",
        ),
        (
            ParameterCovariance.from_names(IDS, [("i", "b3")], [[0.1]]),
            "item 'i': its covariance is of b3, which it does not",
        ),
        (
            ParameterCovariance.from_names(IDS, [("j", "b5")], [[0.1]]),
            "item 'j': its covariance is of b5, which it does not",
        ),
        (
            ParameterCovariance.from_names(IDS, [("j", "a")], [[0.1]]),
            "item 'j': its covariance must be of b1 to b3; received b1",
        ),
    ],
)
def test_a_covariance_that_does_not_fit_the_pool_is_refused_by_item(covariance, message):
    with pytest.raises(InvalidParameters, match=message):
        WithParameterError(EAP(), covariance)(POOL, sitting())


def test_only_estimators_with_a_known_derivative_are_taken():
    with pytest.raises(InvalidTest, match="must be an EAP, MAP, MLE, WLE or FencedMLE"):
        WithParameterError(WithParameterError(EAP(), JOINT), JOINT)
