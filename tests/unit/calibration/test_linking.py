"""Linking by example: what it refuses, what it leaves out, and derivatives against difference quotients."""

import numpy as np
import pytest

from calibration import ResponseMatrix, calibrate, parameter_covariance
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.linking.anchor_report import LinkingRemark, linking_report
from calibration.linking.anchors import RobustZ
from calibration.linking.link import link
from calibration.linking.linking_chains import bisector, chain, inverse, vertical_scale, weighted_bisector
from calibration.linking.linking_constants import (
    BothWays,
    Direction,
    ExclusionReason,
    Form,
    LinkingConstants,
    LinkingGrid,
    LinkStatus,
    OneWay,
)
from calibration.linking.scale_transformation import transform, transform_with_errors
from engine import ItemParameters, ParameterCovariance
from engine.irt.item_parameters import Model

METHODS = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")
COARSE = LinkingGrid.normal(count=9)


def mixed(seed: int) -> ItemParameters:
    """Two items of each model, with three or four categories where there may be."""
    rng = np.random.default_rng(seed)
    slope = rng.lognormal(0, 0.3, 8)
    steps = np.sort(rng.normal(0, 1.2, (8, 3)), axis=1)
    steps[[4, 6], 2] = np.nan
    return ItemParameters.concat(
        ItemParameters.logistic(slope[:2], steps[:2, 0]),
        ItemParameters.logistic(slope[2:4], steps[2:4, 1], c=0.2, d=[1.0, 0.95]),
        ItemParameters.partial_credit(slope[4:6], steps[4:6]),
        ItemParameters.graded(slope[6:], steps[6:]),
    )


def names(count: int) -> tuple[str, ...]:
    return tuple(f"i{number}" for number in range(count))


def errors_of(parameters: ItemParameters, seed: int) -> ParameterCovariance:
    """A covariance across all items, of the parameters that each has."""
    rng = np.random.default_rng(seed)
    pairs = [
        (item, name)
        for item, steps, model in zip(names(len(parameters)), parameters.categories - 1, parameters.model, strict=True)
        for name in ("a", *(f"b{step + 1}" for step in range(steps)), *(("c",) if model == Model.LOGISTIC else ()))
    ]
    root = rng.normal(0, 0.02, (len(pairs), len(pairs) + 3))
    return ParameterCovariance.from_names(names(len(parameters)), pairs, root @ root.T)


def pair(found: LinkingConstants) -> tuple[float, float]:
    return found.A, found.B


def form(seed: int, *, sure: bool = False) -> Form:
    parameters = mixed(seed)
    return Form(names(8), parameters, None if sure else errors_of(parameters, seed))


NEW, OLD = form(1), Form(names(8), transform(mixed(1), LinkingConstants(1.2, -0.4, "")), errors_of(mixed(1), 3))
SHIFTED = ItemParameters(
    OLD.parameters.model,
    OLD.parameters.a * np.linspace(0.9, 1.15, 8),
    OLD.parameters.b + np.linspace(-0.2, 0.25, 8)[:, None],
    OLD.parameters.c,
    OLD.parameters.d,
)
OTHER = Form(names(8), SHIFTED, OLD.covariance)


def nudged(side: Form, item: int, parameter: int, by: float) -> Form:
    """The side with one parameter of one item moved; parameters in the order a, b1, b2, b3, c, d."""
    a, b, c, d = (np.array(getattr(side.parameters, name)) for name in "abcd")
    if parameter == 0:
        a[item] += by
    elif parameter < 4:
        b[item, parameter - 1] += by
    else:
        (c if parameter == 4 else d)[item] += by
    return Form(side.items, ItemParameters(side.parameters.model, a, b, c, d), side.covariance)


@pytest.mark.parametrize(
    ("method", "direction"),
    [
        ("mean-mean", None),
        ("mean-sigma", None),
        ("haebara", OneWay(COARSE)),
        ("haebara", BothWays(COARSE, LinkingGrid.even(count=8))),
        ("stocking-lord", OneWay(COARSE)),
        ("stocking-lord", BothWays(COARSE, LinkingGrid.even(count=8))),
    ],
)
def test_the_constants_move_with_the_parameters_as_their_derivatives_say(
    method: str, direction: Direction | None
) -> None:
    found = link(NEW, OTHER, method, direction=direction)  # type: ignore[arg-type]
    step = 1e-3
    for which, side in enumerate((NEW, OTHER)):
        for item, parameter in ((0, 0), (1, 1), (2, 4), (4, 2), (5, 3), (7, 0)):
            ends = []
            for by in (step, -step):
                sides = [NEW, OTHER]
                sides[which] = nudged(side, item, parameter, by)
                moved = link(*sides, method, direction=direction)  # type: ignore[arg-type]
                ends.append(pair(moved))
            numeric = (np.array(ends[0]) - ends[1]) / (2 * step)
            exact = found.influences[which].gradient[:, item, parameter]
            assert exact == pytest.approx(numeric, abs=2e-6)


def test_standard_errors_come_from_both_sides_and_need_both() -> None:
    both = link(NEW, OTHER)
    assert both.standard_errors is not None
    known = Form(OTHER.items, OTHER.parameters, ParameterCovariance(names(8), np.zeros((8, 6, 6))))
    from_new, from_old = link(NEW, known), link(Form(NEW.items, NEW.parameters, known.covariance), OTHER)
    assert from_new.covariance is not None
    assert from_old.covariance is not None
    assert both.covariance == pytest.approx(from_new.covariance + from_old.covariance, abs=1e-15)
    assert link(NEW, Form(OTHER.items, OTHER.parameters)).standard_errors is None


def test_a_covariance_of_items_alone_is_taken_as_such() -> None:
    joint = NEW.covariance
    assert joint is not None
    apart = Form(NEW.items, NEW.parameters, ParameterCovariance(joint.ids, joint.blocks))
    block_diagonal = np.zeros(joint.values.shape)
    every = np.arange(8)
    block_diagonal[every, :, every] = joint.blocks
    alike = Form(NEW.items, NEW.parameters, ParameterCovariance(joint.ids, block_diagonal))
    assert link(apart, OTHER).covariance == pytest.approx(np.array(link(alike, OTHER).covariance), abs=1e-15)


def test_items_are_matched_by_id_and_order_means_nothing() -> None:
    order = np.random.default_rng(4).permutation(8)
    shuffled = Form(tuple(OTHER.items[at] for at in order), OTHER.parameters.take(order), OTHER.covariance)
    one, other = link(NEW, OTHER), link(NEW, shuffled)
    assert pair(other) == pytest.approx(pair(one), abs=1e-9)
    assert other.covariance == pytest.approx(np.array(one.covariance), abs=1e-12)


def test_provisional_items_are_never_anchors() -> None:
    found = link(NEW, OTHER, provisional=["i2", "i5", "elsewhere"])
    assert set(found.anchors) == {"i0", "i1", "i3", "i4", "i6", "i7"}
    assert [(each.item, each.reason) for each in found.left_out] == [
        ("i2", ExclusionReason.PROVISIONAL),
        ("i5", ExclusionReason.PROVISIONAL),
    ]
    with pytest.raises(CalibrationError, match="expected no provisional items, got i2") as refused:
        link(NEW, OTHER, anchors=["i1", "i2", "i3"], provisional=["i2"])
    assert refused.value.code is ErrorCode.PROVISIONAL


def test_an_item_that_changed_its_model_is_no_anchor() -> None:
    parameters = ItemParameters.concat(
        ItemParameters.graded(1.0, [[-0.5, 0.5]]), OTHER.parameters.take(np.arange(1, 8))
    )
    found = link(NEW, Form(names(8), parameters))
    assert [(each.item, each.reason) for each in found.left_out] == [("i0", ExclusionReason.MODEL)]


def test_anchors_may_be_named_and_must_be_on_both_sides() -> None:
    found = link(NEW, OTHER, anchors=["i1", "i3", "i6"])
    assert found.anchors == ("i1", "i3", "i6")
    assert {each.reason for each in found.left_out} == {ExclusionReason.NOT_CHOSEN}
    with pytest.raises(CalibrationError, match="a side lacks x, y"):
        link(NEW, OTHER, anchors=["i1", "x", "y"])


@pytest.mark.parametrize(("method", "count"), [("mean-mean", 1), ("stocking-lord", 0)])
def test_too_few_anchors_are_refused(method: str, count: int) -> None:
    other = Form(tuple(f"o{at}" if at >= count else f"i{at}" for at in range(8)), OTHER.parameters)
    with pytest.raises(CalibrationError, match=f"expected at least 2 common items that may be anchors, got {count}"):
        link(NEW, other, method)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"method": "tucker"}, "method"),
        ({"method": "mean-mean", "direction": OneWay()}, "direction"),
        ({"robust": lambda: RobustZ(0.0)}, "critical"),
    ],
)
def test_wrong_options_are_named(options: dict[str, object], name: str) -> None:
    with pytest.raises(CalibrationError, match=f"^{name}: expected"):
        link(NEW, OTHER, **{key: value() if callable(value) else value for key, value in options.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize("weights", [[1.0, -1.0], [1.0, 0.0], [1.0], [np.nan, 1.0]])
def test_a_grid_needs_two_abilities_with_weight(weights: list[float]) -> None:
    with pytest.raises(CalibrationError, match="grid: expected at least 2 abilities"):
        LinkingGrid(np.array([-1.0, 1.0]), np.array(weights))


def test_a_covariance_without_an_anchor_is_refused() -> None:
    lacking = ParameterCovariance(("i0", "i1"), np.zeros((2, 6, 6)))
    with pytest.raises(CalibrationError, match="it lacks i2, i3"):
        link(Form(NEW.items, NEW.parameters, lacking), OTHER)


def test_within_the_rasch_family_only_the_origin_moves() -> None:
    b = np.array([-1.0, -0.2, 0.3, 1.4])
    new, old = (Form(names(4), ItemParameters.logistic(1.0, b + by)) for by in (0.0, np.array([0.5, 0.6, 0.4, 0.5])))
    for method in METHODS:
        found = link(new, old, method)  # type: ignore[arg-type]
        assert found.A == 1.0
        assert pair(found) == pytest.approx((1.0, 0.5), abs=0.02)
    assert link(new, old, "mean-sigma", same_unit=False).A != 1.0


def test_one_rasch_anchor_links() -> None:
    new, old = (Form(("only",), ItemParameters.logistic(1.0, b)) for b in (0.2, 0.9))
    found = link(new, old)
    assert pair(found) == pytest.approx((1.0, 0.7))


def test_difficulties_all_alike_do_not_determine_mean_sigma() -> None:
    new, old = (Form(names(3), ItemParameters.logistic([0.8, 1.0, 1.3], b)) for b in (0.2, 0.9))
    found = link(new, old, "mean-sigma")
    assert found.status is LinkStatus.NOT_DETERMINED
    with pytest.raises(NotConverged, match="anchors do not determine the constants"):
        found.require_converged()
    assert link(new, old, "mean-mean").status is LinkStatus.CONVERGED


def drifted(count: int = 20) -> tuple[Form, Form]:
    """Items of which two moved in difficulty and one in slope."""
    rng = np.random.default_rng(5)
    a, b = rng.lognormal(0, 0.2, count), rng.normal(0, 1, count)
    new = ItemParameters.logistic(a, b)
    old = transform(new, LinkingConstants(1.1, 0.3, ""))
    noise = rng.normal(0, 0.02, count)
    place = np.array(old.b[:, 0]) + noise
    place[[3, 11]] += 0.9
    slope = np.array(old.a) * np.exp(rng.normal(0, 0.02, count))
    slope[7] *= 2
    return Form(names(count), new), Form(names(count), ItemParameters.logistic(slope, place))


def test_anchors_that_moved_are_left_out_with_how_far() -> None:
    new, old = drifted()
    plain, robust = link(new, old), link(new, old, robust=RobustZ(3.0))
    assert {each.item: each.reason for each in robust.left_out} == {
        "i3": ExclusionReason.LOCATION_MOVED,
        "i11": ExclusionReason.LOCATION_MOVED,
        "i7": ExclusionReason.SLOPE_MOVED,
    }
    assert all(each.robust_z is not None and abs(each.robust_z) > 3 for each in robust.left_out)
    assert abs(robust.B - 0.3) < 0.02 < abs(plain.B - 0.3)


def test_the_report_tells_each_anchors_distance_and_what_the_link_is_without_it() -> None:
    new, old = drifted()
    found = link(new, old)
    report = linking_report(new, old, found)
    far = max(report.anchors, key=lambda anchor: anchor.rmsd)
    assert far.item in ("i3", "i11")
    assert far.difficulty == pytest.approx(-0.85, abs=0.1)
    assert report.rmsd == pytest.approx(np.sqrt(np.mean([anchor.rmsd**2 for anchor in report.anchors])))
    others = [item for item in found.anchors if item != far.item]
    assert far.without == pytest.approx(pair(link(new, old, anchors=others)), abs=1e-9)
    assert report.remarks == (LinkingRemark.FAR_APART,)
    assert linking_report(new, old, link(new, old, robust=RobustZ(3.0))).remarks == ()


@pytest.mark.parametrize("method", METHODS)
def test_what_the_link_is_without_an_anchor_is_the_link_of_the_others(method: str) -> None:
    way = BothWays(COARSE, COARSE) if method in ("haebara", "stocking-lord") else None
    report = linking_report(NEW, OTHER, link(NEW, OTHER, method, direction=way))  # type: ignore[arg-type]
    others = [item for item in NEW.items if item != "i4"]
    alone = link(NEW, OTHER, method, direction=way, anchors=others)  # type: ignore[arg-type]
    assert report.anchors[4].without == pytest.approx(pair(alone), abs=1e-9)


def test_a_chain_has_no_report_of_its_own() -> None:
    with pytest.raises(CalibrationError, match="constants: expected those of one link, got chain"):
        linking_report(NEW, OTHER, chain(link(NEW, OTHER), link(OTHER, NEW)))


def test_the_report_remarks_on_a_link_of_few_items() -> None:
    new, old = drifted()
    found = link(new, old, anchors=["i0", "i1"])
    report = linking_report(new, old, found)
    assert report.remarks == (LinkingRemark.FEW_ANCHORS, LinkingRemark.MANY_LEFT_OUT)
    assert [anchor.without for anchor in report.anchors] == [None, None]


def test_the_report_remarks_on_a_calibration_linked_with_itself() -> None:
    assert LinkingRemark.SAME in linking_report(NEW, NEW, link(NEW, NEW)).remarks
    assert LinkingRemark.SAME not in linking_report(NEW, OTHER, link(NEW, OTHER)).remarks


def test_the_report_remarks_on_anchors_that_are_other_items() -> None:
    """Two tests with the same item ids and nothing in common link at some minimum, which says nothing."""
    new, old = drifted()
    backwards = Form(old.items, old.parameters.take(np.arange(len(old.items))[::-1]))
    found = link(new, backwards).require_converged()
    report = linking_report(new, backwards, found)
    assert report.rmsd > 0.05
    assert report.remarks == (LinkingRemark.FAR_APART,)


def test_a_chain_counts_the_form_in_the_middle_once() -> None:
    """With the middle form's errors alone, linking to it and back again is the identity without error."""
    zero = ParameterCovariance(names(8), np.zeros((8, 6, 6)))
    left, right = (Form(names(8), side.parameters, zero) for side in (NEW, NEW))
    there, back = link(left, OTHER, "mean-mean"), link(OTHER, right, "mean-mean")
    whole = chain(there, back)
    assert pair(whole) == pytest.approx((1.0, 0.0), abs=1e-12)
    assert whole.covariance == pytest.approx(np.zeros((2, 2)), abs=1e-12)
    assert there.standard_errors is not None
    assert there.standard_errors[0] > 0.01


def test_errors_along_paths_are_those_of_difference_quotients() -> None:
    """The derivatives of a chain and of a bisector by each side, against moving one parameter."""
    third = Form(names(8), transform(SHIFTED, LinkingConstants(0.8, 0.3, "")), errors_of(SHIFTED, 6))
    sides = [NEW, OTHER, third]

    def paths(sides: list[Form]) -> list[LinkingConstants]:
        first, second = link(sides[0], sides[1], "mean-sigma"), link(sides[1], sides[2], "mean-mean")
        direct = link(sides[0], sides[2], "mean-mean")
        whole = chain(first, second)
        return [whole, bisector(whole, direct, weights=[2, 1]), inverse(whole)]

    found = paths(sides)
    for which in range(3):
        for item, parameter in ((1, 1), (4, 2), (6, 0)):
            ends = []
            for by in (1e-5, -1e-5):
                moved = list(sides)
                moved[which] = nudged(sides[which], item, parameter, by)
                ends.append([pair(each) for each in paths(moved)])
            numeric = (np.array(ends[0]) - ends[1]) / 2e-5
            exact = [
                next(each.gradient for each in path.influences if each.side is sides[which])[:, item, parameter]
                for path in found
            ]
            assert np.array(exact) == pytest.approx(numeric, abs=1e-7)


def test_constants_without_their_sides_are_taken_as_independent() -> None:
    spread = np.array([[0.01, 0.002], [0.002, 0.03]])
    published = LinkingConstants(1.1, 0.5, "published", covariance=spread)
    twice = chain(published, inverse(published))
    assert pair(twice) == pytest.approx((1.0, 0.0))
    there = np.array([[1.1, 0.0], [0.0, 1.1]]), np.array([[1.1, 0.0], [0.5, 1.0]])
    back = np.array(inverse(published).covariance)
    whole = chain(published, published)
    assert whole.covariance == pytest.approx(sum(turn @ spread @ turn.T for turn in there))
    assert twice.covariance == pytest.approx(spread / 1.1**2 + there[1] @ back @ there[1].T)
    measured = link(NEW, OTHER)
    mixed_way = chain(measured, published)
    assert chain(mixed_way, published).covariance == pytest.approx(
        np.array(chain(measured, chain(published, published)).covariance), abs=1e-14
    )
    halves = weighted_bisector(published, published)
    assert halves.covariance == pytest.approx(spread / 2, abs=1e-4)


def test_the_weighted_bisector_is_no_less_precise_than_any_path() -> None:
    third = Form(names(8), transform(SHIFTED, LinkingConstants(0.8, 0.3, "")), errors_of(SHIFTED, 6))
    paths = [chain(link(NEW, OTHER), link(OTHER, third)), link(NEW, third), link(NEW, third, "mean-mean")]
    best = weighted_bisector(*paths)
    traces = [np.trace(np.array(path.covariance)) for path in (*paths, bisector(*paths))]
    assert np.trace(np.array(best.covariance)) <= min(traces) * (1 + 1e-6)
    with pytest.raises(CalibrationError, match="standard errors of each"):
        weighted_bisector(paths[0], LinkingConstants(1.0, 0.0, "given"))


def test_years_are_put_on_the_base_years_scale_along_their_neighbours() -> None:
    step = LinkingConstants(1.1, 0.5, "given", covariance=np.zeros((2, 2)))
    years = ["2", "3", "4", "5"]
    adjacent = {("2", "3"): step, ("3", "4"): step, ("4", "5"): step}
    scale = vertical_scale(adjacent, years, "4")
    assert list(scale) == years
    assert (scale["4"].A, scale["4"].B, scale["4"].standard_errors) == (1.0, 0.0, (0.0, 0.0))
    assert pair(scale["2"]) == pytest.approx((1.21, 1.05))
    assert pair(scale["5"]) == pytest.approx((1 / 1.1, -0.5 / 1.1))
    with pytest.raises(CalibrationError, match="got none for 3 – 4"):
        vertical_scale({key: step for key in adjacent if key != ("3", "4")}, years, "4")
    with pytest.raises(CalibrationError, match="base: expected"):
        vertical_scale(adjacent, years, "6")


def test_a_chain_says_what_any_of_its_links_says() -> None:
    flat = LinkingConstants(1.0, 0.0, "given", status=LinkStatus.NOT_DETERMINED)
    assert chain(link(NEW, OTHER), flat).status is LinkStatus.NOT_DETERMINED
    with pytest.raises(CalibrationError, match="links: expected at least 1"):
        chain()
    with pytest.raises(CalibrationError, match="weights: expected one above 0"):
        bisector(flat, flat, weights=[1.0, 0.0])


def test_transformed_errors_count_what_the_constants_and_the_items_share() -> None:
    """Against the covariance of placed parameters over draws of both sides' errors."""
    found = link(NEW, OTHER, "mean-mean")
    placed = transform_with_errors(NEW, found)
    assert placed.covariance is not None
    assert found.covariance is not None
    step = 1e-6
    rows = []
    for which, side in enumerate((NEW, OTHER)):
        for item in range(8):
            for parameter in range(6):
                ends = []
                for by in (step, -step):
                    sides = [NEW, OTHER]
                    sides[which] = nudged(side, item, parameter, by if parameter < 4 else 0.0)
                    moved = transform(sides[0].parameters, link(*sides, "mean-mean"))
                    ends.append(np.concatenate([moved.a[:, None], np.nan_to_num(moved.b)], axis=1))
                rows.append((ends[0] - ends[1]) / (2 * step))
    jacobian = np.array(rows).reshape(2, 48, 32)
    expected = sum(
        jacobian[which].T @ np.array(side.covariance.values).reshape(48, 48) @ jacobian[which]
        for which, side in enumerate((NEW, OTHER))
        if side.covariance is not None
    )
    got = placed.covariance.values[:, :4, :, :4].reshape(32, 32)
    assert got == pytest.approx(np.array(expected), abs=1e-8)


def test_asymptotes_stay_and_errors_are_unknown_where_a_sides_are() -> None:
    found = link(NEW, Form(OTHER.items, OTHER.parameters))
    placed = transform_with_errors(NEW, found)
    assert placed.covariance is None
    assert placed.parameters.c.tolist() == NEW.parameters.c.tolist()
    assert found.abilities([0.0, 1.0]) == pytest.approx([found.B, found.A + found.B])


def test_fits_are_linked_as_they_are_and_only_when_they_converged() -> None:
    rng = np.random.default_rng(8)
    logits = rng.normal(size=(600, 1)) - np.linspace(-1, 1, 6)
    data = ResponseMatrix.from_dense((rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int))
    marginal, rasch = calibrate(data, "2pl"), calibrate(data, "rasch", method="cml")
    found = link(rasch, marginal, mixed_slopes=True)
    assert found.standard_errors is not None
    assert found.covariance is not None
    by_hand = Form(marginal.items, marginal.parameters, parameter_covariance(marginal))
    assert link(rasch, by_hand, mixed_slopes=True).covariance == pytest.approx(found.covariance)
    assert link(rasch, calibrate(data, "rasch"), "mean-mean").A == 1
    stopped = calibrate(data, "2pl", max_iter=1)
    with pytest.raises(NotConverged):
        link(stopped, marginal)


def test_a_form_needs_an_id_for_each_item() -> None:
    with pytest.raises(CalibrationError) as refused:
        Form(("a", "b"), ItemParameters.logistic(1.0, [0.0, 1.0, 2.0]))
    assert refused.value.code is ErrorCode.ITEM_COUNT


def test_a_form_names_each_item_once() -> None:
    parameters = ItemParameters.logistic(np.ones(3), np.arange(3.0))
    with pytest.raises(CalibrationError, match="got p twice") as refused:
        Form(("p", "q", "p"), parameters)
    assert refused.value.code is ErrorCode.ITEM_TWICE


def test_an_item_with_an_asymptote_on_one_side_only_is_no_anchor() -> None:
    items, a, b = tuple("pqrst"), np.linspace(0.8, 1.2, 5), np.linspace(-1, 1, 5)
    lower, upper = np.array([0, 0.2, 0, 0, 0]), np.array([1, 1, 0.9, 1, 1])
    constants = link(
        Form(items, ItemParameters.logistic(a, b)), Form(items, ItemParameters.logistic(a, b + 1, lower, upper))
    )
    assert [(each.item, each.reason) for each in constants.left_out] == [
        ("q", ExclusionReason.MODEL),
        ("r", ExclusionReason.MODEL),
    ]
    np.testing.assert_allclose([constants.A, constants.B], 1, atol=1e-6)
