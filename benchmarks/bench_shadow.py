"""Time per step of shadow tests with nested constraints, crossing constraints and passages, and of milp cold starts.

Whole passages are ranked, and scenarios gone through by dynamic programming: their steps are solved side by side too,
as a simulation does, and by HiGHS, the peer.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from engine import Blueprint, Count, ItemParameters, ItemPool, ItemSets, ShadowStatus, Sum, tabulate
from engine.assembly.compiled_blueprint import compile_blueprint, item_set_bounds
from engine.assembly.mixed_integer_programme import MixedIntegerModel, MixedIntegerSolver, mixed_integer_model
from engine.assembly.ordering_rules import administered_in, ordering_rules

LENGTH = 30
ABILITIES = np.linspace(-2, 2, 9)
COLD = 6  # sittings' first steps that milp solves too: it takes its time


class Case(NamedTuple):
    name: str
    pool: ItemPool
    blueprint: Blueprint


def pool_of(n: int, seed: int, **content: object) -> ItemPool:
    rng = np.random.default_rng(seed)
    parameters = ItemParameters.logistic(rng.lognormal(0, 0.3, n), rng.normal(0, 1, n), rng.beta(20, 80, n))
    return tabulate(parameters, content=content)


def counts(attribute: str, column: np.ndarray, slack: float) -> list[Count]:
    """Bounds round each value's share of the pool."""
    shares = {int(value): float((column == value).mean()) * LENGTH for value in np.unique(column)}
    return [
        Count(attribute, (value,), int(share * (1 - slack)), int(np.ceil(share * (1 + slack))))
        for value, share in shares.items()
    ]


def nested_case() -> Case:
    areas = np.random.default_rng(1).integers(0, 4, 500)
    bounds = tuple(Count("area", (area,), 6, 9) for area in range(4))
    return Case("500 items, 4 nested counts", pool_of(500, 1, area=areas), Blueprint(LENGTH, bounds))


def crossing_case() -> Case:
    rng = np.random.default_rng(2)
    columns = {f"attribute {k}": rng.integers(0, values, 1000) for k, values in enumerate((5, 6, 8, 8, 7))}
    bounds = [bound for name, column in columns.items() for bound in counts(name, column, 0.3)]
    words = Sum("words", LENGTH * 50, LENGTH * 65)
    pool = pool_of(1000, 2, words=rng.uniform(20, 100, 1000), **columns)
    return Case(f"1,000 items, {len(bounds) + 1} crossing bounds", pool, Blueprint(LENGTH, (*bounds, words)))


def passages_case() -> Case:
    rng = np.random.default_rng(3)
    columns = {f"attribute {k}": rng.integers(0, values, 300) for k, values in enumerate((4, 5, 6, 4))}
    bounds = [bound for name, column in columns.items() for bound in counts(name, column, 0.4)]
    sets = ItemSets("passage", 3, 5, 7, 9)
    pool = pool_of(300, 3, passage=np.repeat([f"p{k}" for k in range(60)], 5), **columns)
    return Case(f"300 items in 60 passages, {len(bounds) + 1} bounds", pool, Blueprint(LENGTH, (*bounds, sets)))


def whole_passages_case() -> Case:
    rng = np.random.default_rng(5)
    numbers = np.repeat(np.arange(60), 6)
    story = np.where(numbers % 2 == 0, "story", "information")
    process = rng.choice(["retrieval", "inference", "judgement"], 360, p=[0.5, 0.35, 0.15])
    bounds = (
        ItemSets("passage", 5, 5, 6, 6),
        Count("kind", ("story",), 10, 20),
        Count("process", ("judgement",), 3, 9),
        Count("process", ("retrieval",), 8, 20),
    )
    pool = pool_of(360, 5, passage=np.char.add("p", numbers.astype(str)), kind=story, process=process)
    return Case("360 items, 6 whole ones of 60 passages", pool, Blueprint(LENGTH, bounds))


def scenarios_case() -> Case:
    rng = np.random.default_rng(6)
    columns = {"strand": rng.integers(0, 3, 96), "process": rng.integers(0, 3, 96)}
    bounds = [bound for name, column in columns.items() for bound in counts(name, column, 0.4)]
    pool = pool_of(96, 6, scenario=np.repeat([f"s{k}" for k in range(24)], 4), **columns)
    sets = ItemSets("scenario", 3, 4, 8, 10)
    return Case("96 items in 24 scenarios, 7 bounds", pool, Blueprint(LENGTH, (*bounds, sets)))


class SittingStep(NamedTuple):
    """What is asked at one step of a sitting: arrays of one row."""

    values: np.ndarray
    candidates: np.ndarray
    administered: np.ndarray


class Measurement(NamedTuple):
    seconds: np.ndarray
    branched: float
    steps: list[SittingStep]


def measure(case: Case) -> Measurement:
    """Sittings whose estimate wanders as an estimate does, each step solved, timed and followed."""
    rng = np.random.default_rng(4)
    solve, rules = compile_blueprint(case.blueprint, case.pool), ordering_rules(case.blueprint, case.pool)
    seconds, steps, branched = [], [], 0
    for ability in (0.0, *ABILITIES):  # the first sitting warms up
        asked = np.empty(0, dtype=np.intp)
        for position in range(LENGTH):
            theta = ability + rng.normal(0, 0.9 / np.sqrt(position + 1))
            values = case.pool.information[:, np.searchsorted(case.pool.grid, theta)]
            administered = administered_in(asked[np.newaxis], np.ones((1, asked.size), dtype=bool), len(case.pool))
            still = rules.still_allowed(administered)
            candidates = ~administered.items if still is None else still & ~administered.items
            step = SittingStep(values[np.newaxis], candidates, administered.items)
            begun = time.perf_counter()
            results = solve(*step)
            upcoming = rules.next_items(administered, results.free, step.values)
            seconds.append(time.perf_counter() - begun)
            branched += results.statuses[0] is ShadowStatus.BRANCHED
            steps.append(step)
            asked = np.append(asked, np.where(upcoming[0], values, -np.inf).argmax())
    return Measurement(np.array(seconds[LENGTH:]), branched / len(seconds), steps)


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def model_of(case: Case) -> MixedIntegerModel:
    rows, item_sets = case.blueprint.rows(case.pool), item_set_bounds(case.blueprint, case.pool)
    return mixed_integer_model(rows, LENGTH, LENGTH, len(case.pool), item_sets)


def cold_starts(case: Case, steps: list[SittingStep]) -> np.ndarray:
    """The same programmes by scipy's milp, which begins anew each time."""
    n, model = len(case.pool), model_of(case)
    constraints = LinearConstraint(model.matrix, model.low, model.high)
    seconds = []
    for (values,), (candidates,), (administered,) in steps[LENGTH :: len(steps) // COLD]:
        lower, upper, cost = np.zeros(model.columns), np.ones(model.columns), np.zeros(model.columns)
        lower[:n], upper[:n], cost[:n] = administered, candidates | administered, -values * candidates
        bounds, whole = Bounds(lower, upper), np.ones(model.columns)
        seconds.append(
            timed(
                lambda c=cost, w=whole, b=bounds: milp(
                    c, integrality=w, bounds=b, constraints=constraints, options={"mip_rel_gap": 0}
                )
            )
        )
    return np.array(seconds)


def report(case: Case) -> None:
    measured = measure(case)
    milp_seconds = np.median(cold_starts(case, measured.steps))
    median, late = np.median(measured.seconds), np.quantile(measured.seconds, 0.99)
    limit = np.median([timed(lambda v=step.values[0]: v.argsort()) for step in measured.steps])
    print(
        f"{case.name:42s} {median * 1e6:8.0f} {late * 1e6:8.0f} {measured.branched:8.0%}"
        f" {milp_seconds / median:10.0f}× {median / limit:10.1f}×"
    )


def report_side_by_side(case: Case) -> None:
    """The steps of the sittings one by one, all together, and by HiGHS alone, in CPU time."""
    steps, solve = measure(case).steps[LENGTH:], compile_blueprint(case.blueprint, case.pool)
    together = SittingStep(*(np.concatenate(arrays) for arrays in zip(*steps, strict=True)))
    solver = MixedIntegerSolver(model_of(case), together.values[:1])

    def by_highs() -> None:
        for (values,), (candidates,), (administered,) in steps:
            solver.solve(values, candidates, np.flatnonzero(administered))

    def cpu(act: Callable[[], object]) -> float:
        begun = time.process_time()
        act()
        return (time.process_time() - begun) / len(steps) * 1e6

    side_by_side = min(cpu(lambda: solve(*together)) for _ in range(5))
    one_by_one = min(cpu(lambda: [solve(*step) for step in steps]) for _ in range(3))
    without = (ShadowStatus.RANKED, ShadowStatus.PROGRAMMED)
    served = np.mean([status in without for status in solve(*together).statuses])
    print(f"\n{case.name}: {served:.1%} of {len(steps)} steps need no solver. CPU time of a step, µs:")
    print(f"  HiGHS {cpu(by_highs):.0f}, one by one {one_by_one:.0f}, side by side {side_by_side:.0f}")


def main() -> None:
    print("Shadow tests, one step of a sitting of 30 items")
    print(f"{'':42s} {'median':>8s} {'p99':>8s} {'branched':>8s} {'milp, cold':>11s} {'one sort':>11s}")
    print(f"{'':42s} {'µs':>8s} {'µs':>8s} {'of steps':>8s} {'slower by':>11s} {'faster by':>11s}")
    for case in (nested_case(), crossing_case(), passages_case(), whole_passages_case(), scenarios_case()):
        report(case)
    report_side_by_side(whole_passages_case())
    report_side_by_side(scenarios_case())


if __name__ == "__main__":
    main()
