"""A fitted testlet or bifactor model as a calibration: parameters in the metric a(θ − b), with their covariance."""

from collections.abc import Sequence

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.marginal.accelerated_em import VectorAscent
from calibration.marginal.model_specification import ModelSpecification
from calibration.marginal.prior_penalty import location_matrix
from calibration.multidimensional.bifactor_e_step import BifactorExpected
from calibration.multidimensional.bifactor_m_step import BifactorNodes
from calibration.multidimensional.bifactor_structure import BifactorPoint, SpecificSlopes
from calibration.results.calibration_result import FAR_SDS, Calibration, FitStatus, Remark, StandardErrors
from calibration.results.regressed_population import FittedPopulation
from calibration.results.testlet_estimates import TestletEstimates, group_by_testlet
from engine import Normal


class _Rows:
    """Estimated parameters by name, with their derivatives (k, P) by the free ones of the fit."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.names: list[str] = []
        self.derivatives: list[Floats] = []

    def add(self, name: str, places: Sequence[int], values: Sequence[float]) -> int:
        """Add a parameter; returns its place."""
        line = np.zeros(self.size)
        line[list(places)] = values
        self.names.append(name)
        self.derivatives.append(line)
        return len(self.names) - 1


def report_testlets(
    asked: ModelSpecification,
    label: tuple[str | None, ...],
    ascent: VectorAscent[BifactorPoint, BifactorExpected],
    free_covariance: Floats | None,
    status: FitStatus,
    nodes: BifactorNodes,
) -> Calibration:
    """The calibration of an ascent.

    Parameters
    ----------
    label : (n,) name of each item's testlet
    free_covariance : (P, P) of the fit's free parameters, in the order of the point's vector; None where there is none
    """
    point, known = ascent.point, asked.response_counts
    b = _locations(point)
    turn = _Rows(point.vector.size)
    rows = _parameter_rows(turn, point, known.items, known.groups, b)
    jacobian = np.array(turn.derivatives)
    covariance = None if free_covariance is None else jacobian @ free_covariance @ jacobian.T
    spread = None if covariance is None else np.sqrt(np.maximum(np.diag(covariance), 0.0))
    unit = point.unit
    mean, sd = point.population.mean * unit, point.population.sd * unit
    return Calibration(
        model=asked.model,
        models=asked.structure.models,
        items=known.items,
        a=np.ones(len(b)) if point.structure.slopes is SpecificSlopes.RASCH else point.general.copy(),
        b=b[:, 0] if b.shape[1] == 1 else b,
        c=np.zeros(len(b)),
        d=np.ones(len(b)),
        family=point.structure.family,
        names=tuple(turn.names),
        free=point.vector.size,
        covariance=covariance,
        rows={name: rows[name] for name in ("a", "b", "c", "d", "mean", "sd")},
        standard_errors=None if spread is None else _errors(spread, rows, b),
        population=FittedPopulation(
            {group: Normal(float(one), float(other)) for group, one, other in zip(known.groups, mean, sd, strict=True)}
        ),
        population_errors=None
        if spread is None
        else {
            group: (_error(spread, rows["mean"][at]), _error(spread, rows["sd"][at]))
            for at, group in enumerate(known.groups)
        },
        histogram=None,
        log_likelihood=ascent.log_likelihoods[-1],
        log_prior=0.0,
        log_likelihoods=ascent.log_likelihoods,
        status=status,
        iterations=ascent.cycles,
        grid=nodes.general,
        persons=known.persons,
        responses=known.responses,
        group_persons=known.persons_by_group,
        remarks=_remarks(known.items, point, b, mean, sd),
        testlets=_testlets(label, point, rows, spread),
    )


def _locations(point: BifactorPoint) -> Floats:
    """(n, W) step locations, NaN behind an item's last step."""
    structure = point.structure
    natural = np.zeros((structure.held.size, point.intercepts.shape[1] + 3))
    natural[:, 1:-2] = np.where(np.isfinite(point.intercepts), point.intercepts, 0.0)
    matrix = location_matrix(structure.family, structure.categories, natural.shape[1])
    scale = np.ones(structure.held.size) if structure.slopes is SpecificSlopes.RASCH else point.general
    with np.errstate(divide="ignore", invalid="ignore"):
        b = (matrix @ natural[:, :, None])[:, :, 0] / scale[:, None]
    return np.where(structure.steps, b, np.nan)


def _parameter_rows(
    turn: _Rows, point: BifactorPoint, ids: Sequence[str], groups: Sequence[str], b: Floats
) -> dict[str, Ints]:
    structure, count = point.structure, point.structure.held.size
    rasch = structure.slopes is SpecificSlopes.RASCH
    general = np.full(count, -1)
    general[~structure.held] = (
        np.zeros(int((~structure.held).sum()), dtype=int) if rasch else np.arange(int((~structure.held).sum()))
    )
    rows = {name: np.full(count, -1) for name in ("a", "c", "d", "specific")}
    rows["mean"], rows["sd"] = np.full(len(groups), -1), np.full(len(groups), -1)
    rows["b"], rows["testlet"] = np.full(b.shape, -1), np.full(structure.testlets, -1)
    first = 1 if rasch else int((~structure.held).sum())
    if rasch:
        rows["sd"][0] = turn.add("sd" if len(groups) == 1 else f"sd[{groups[0]}]", [0], [1.0])
    for item in np.flatnonzero(~structure.held).tolist():
        if not rasch:
            rows["a"][item] = turn.add(f"a[{ids[item]}]", [general[item]], [1.0])
    if structure.slopes is SpecificSlopes.FREE:
        for place, item in enumerate(np.flatnonzero(structure.free_specific).tolist()):
            rows["specific"][item] = turn.add(f"specific[{ids[item]}]", [first + place], [1.0])
        after = first + int(structure.free_specific.sum())
    else:
        for testlet in range(structure.testlets):
            rows["testlet"][testlet] = turn.add(f"testlet_sd[{testlet}]", [first + testlet], [1.0])
        after = first + structure.testlets
    _location_rows(turn, point, ids, b, general, rows["b"], after)
    _population_rows(turn, point, groups, rows)
    return rows


def _location_rows(
    turn: _Rows, point: BifactorPoint, ids: Sequence[str], b: Floats, general: Ints, into: Ints, after: int
) -> None:
    structure = point.structure
    step_place = np.full(structure.steps.shape, -1)
    step_place[structure.free_steps] = after + np.arange(int(structure.free_steps.sum()))
    matrix = location_matrix(structure.family, structure.categories, structure.steps.shape[1] + 3)[:, :, 1:-2]
    rasch = structure.slopes is SpecificSlopes.RASCH
    for item, step in np.argwhere(structure.free_steps).tolist():
        scale = 1.0 if rasch else float(point.general[item])
        used = np.flatnonzero(matrix[item, step])
        places = step_place[item, used].tolist()
        values = (matrix[item, step, used] / scale).tolist()
        if not rasch:
            places, values = [*places, int(general[item])], [*values, -float(b[item, step]) / scale]
        name = f"b{step + 1}[{ids[item]}]" if structure.categories[item] > 2 else f"b[{ids[item]}]"
        into[item, step] = turn.add(name, places, values)


def _population_rows(turn: _Rows, point: BifactorPoint, groups: Sequence[str], rows: dict[str, Ints]) -> None:
    population, unit = point.population, point.unit
    rasch = point.structure.slopes is SpecificSlopes.RASCH
    place = point.vector.size - population.vector.size
    for at, group in enumerate(np.flatnonzero(population.free_mean).tolist()):
        places, values = [place + at], [unit]
        if rasch:
            places, values = [*places, 0], [*values, float(population.mean[group])]
        rows["mean"][group] = turn.add(f"mean[{groups[group]}]", places, values)
    shift = place + int(population.free_mean.sum())
    for at, group in enumerate(np.flatnonzero(population.free_sd).tolist()):
        sd = float(population.sd[group])
        places, values = [shift + at], [unit * sd]
        if rasch:
            places, values = [*places, 0], [*values, sd]
        rows["sd"][group] = turn.add("sd" if len(groups) == 1 else f"sd[{groups[group]}]", places, values)


def _error(spread: Floats, row: int) -> float:
    return float(spread[row]) if row >= 0 else 0.0


def _errors(spread: Floats, rows: dict[str, Ints], b: Floats) -> StandardErrors:
    a, steps = (np.where(rows[name] >= 0, spread[rows[name]], 0.0) for name in ("a", "b"))
    steps = np.where(np.isnan(b), np.nan, steps)
    none = np.zeros(len(b))
    return StandardErrors(a, steps[:, 0] if steps.shape[1] == 1 else steps, none, none.copy())


def _testlets(
    label: tuple[str | None, ...], point: BifactorPoint, rows: dict[str, Ints], spread: Floats | None
) -> TestletEstimates:
    names, members = group_by_testlet(label)
    specific, error = point.specific.copy(), np.full(point.specific.size, np.nan if spread is None else 0.0)
    if spread is not None:
        error = np.where(rows["specific"] >= 0, spread[rows["specific"]], 0.0)
    tied = point.structure.slopes is not SpecificSlopes.FREE
    sd = {name: abs(float(point.sd[at])) for at, name in enumerate(names)} if tied else {}
    sd_error = {}
    for at, (name, items) in enumerate(zip(names, members, strict=False)):
        if tied and spread is not None:
            sd_error[name] = _error(spread, int(rows["testlet"][at]))
            error[items] = sd_error[name] * (
                point.general[items] if point.structure.slopes != SpecificSlopes.RASCH else 1.0
            )
        if specific[items].sum() < 0:  # the sign of a specific dimension is arbitrary
            specific[items] = -specific[items]
    return TestletEstimates(label, point.structure.slopes.value, specific, error, sd, sd_error)


def _remarks(ids: Sequence[str], point: BifactorPoint, b: Floats, mean: Floats, sd: Floats) -> dict[str, Remark]:
    found = {}
    low, high = float((mean - FAR_SDS * sd).min()), float((mean + FAR_SDS * sd).max())
    for at, item in enumerate(ids):
        steps = b[at][np.isfinite(b[at])]
        if point.general[at] <= 0:
            found[item] = Remark.REVERSED
        elif (steps < low).any() or (steps > high).any():
            found[item] = Remark.FAR_AWAY
    return found
