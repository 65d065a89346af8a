"""A fitted testlet or bifactor model as a calibration: parameters in the metric a(θ − b), with their covariance."""

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from calibration.array_types import Floats, Ints
from calibration.marginal.accelerated_em import VectorAscent
from calibration.marginal.model_specification import ModelSpecification
from calibration.marginal.prior_penalty import location_matrix
from calibration.multidimensional.bifactor_e_step import BifactorExpected
from calibration.multidimensional.bifactor_m_step import BifactorNodes
from calibration.multidimensional.bifactor_structure import BifactorPoint, SpecificSlopes
from calibration.multidimensional.item_curves import logits_of_asymptotes
from calibration.results.calibration_result import FAR_SDS, Calibration, FitStatus, Remark, StandardErrors
from calibration.results.regressed_population import FittedPopulation
from calibration.results.testlet_estimates import TestletEstimates, group_by_testlet
from calibration.slope_intercept_curves import ModelFamily
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
    log_prior: float = 0.0,
) -> Calibration:
    """The calibration of an ascent.

    Parameters
    ----------
    label : (n,) name of each item's testlet
    free_covariance : (P, P) of the fit's free parameters, in the order of the point's vector; None where there is none
    log_prior : log-density of the priors
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
    c, d = _asymptotes(point)
    return Calibration(
        model=asked.model,
        models=asked.structure.models,
        items=known.items,
        a=np.ones(len(b)) if point.structure.free_unit else point.general.copy(),
        b=b[:, 0] if b.shape[1] == 1 else b,
        c=c,
        d=d,
        family=point.structure.family,
        floors=asked.structure.floors,
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
        log_likelihood=ascent.log_likelihoods[-1] - log_prior,
        log_prior=log_prior,
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


def _asymptotes(point: BifactorPoint) -> tuple[Floats, Floats]:
    """(n,) each."""
    c, d = np.zeros(point.general.size), np.ones(point.general.size)
    rows = np.flatnonzero(point.structure.family == ModelFamily.ASYMPTOTIC)
    if rows.size:
        lower, upper = logits_of_asymptotes(point.intercepts[rows])
        c[rows], d[rows] = expit(lower[:, 0]), expit(upper[:, 0])
    return c, d


def _locations(point: BifactorPoint) -> Floats:
    """(n, W) step locations, NaN behind an item's last step."""
    structure = point.structure
    steps = structure.steps[:, : int(structure.categories.max()) - 1]
    natural = np.zeros((structure.held.size, steps.shape[1] + 3))
    natural[:, 1:-2] = np.where(steps, point.intercepts[:, : steps.shape[1]], 0.0)
    matrix = location_matrix(structure.family, structure.categories, natural.shape[1])
    scale = np.ones(structure.held.size) if structure.free_unit else point.general
    with np.errstate(divide="ignore", invalid="ignore"):
        b = (matrix @ natural[:, :, None])[:, :, 0] / scale[:, None]
    return np.where(steps, b, np.nan)


def _parameter_rows(
    turn: _Rows, point: BifactorPoint, ids: Sequence[str], groups: Sequence[str], b: Floats
) -> dict[str, Ints]:
    structure, count = point.structure, point.structure.held.size
    rows = {name: np.full(count, -1) for name in ("a", "c", "d", "specific")}
    rows["mean"], rows["sd"] = np.full(len(groups), -1), np.full(len(groups), -1)
    rows["b"], rows["testlet"] = np.full(b.shape, -1), np.full(structure.testlets, -1)
    own = np.flatnonzero(structure.own_slopes)
    first = int(structure.free_unit) + own.size
    slope_place = np.full(count, -1)
    slope_place[own] = np.arange(own.size)
    if structure.free_unit:
        rows["sd"][0] = turn.add("sd" if len(groups) == 1 else f"sd[{groups[0]}]", [0], [1.0])
    for item in own.tolist():
        rows["a"][item] = turn.add(f"a[{ids[item]}]", [int(slope_place[item])], [1.0])
    tied = structure.slopes is not SpecificSlopes.FREE
    name, which = ("testlet", ~structure.held_sd) if tied else ("specific", structure.free_specific)
    for place, at in enumerate(np.flatnonzero(which).tolist()):
        told = f"testlet_sd[{at}]" if tied else f"specific[{ids[at]}]"
        rows[name][at] = turn.add(told, [first + place], [1.0])
    after = first + int(which.sum())
    step_place = np.full(structure.free_steps.shape, -1)
    step_place[structure.free_steps] = after + np.arange(int(structure.free_steps.sum()))
    _location_rows(turn, point, ids, b, slope_place, rows["b"], step_place)
    _asymptote_rows(turn, point, ids, rows, step_place)
    _population_rows(turn, point, groups, rows)
    return rows


def _asymptote_rows(
    turn: _Rows, point: BifactorPoint, ids: Sequence[str], rows: dict[str, Ints], step_place: Ints
) -> None:
    free = point.structure.free_steps & ~point.structure.steps
    for side, (letter, values) in enumerate(zip("cd", _asymptotes(point), strict=True)):
        for item in np.flatnonzero(free[:, side + 1]).tolist() if side + 1 < free.shape[1] else ():
            slope = float(values[item] * (1 - values[item]))
            rows[letter][item] = turn.add(f"{letter}[{ids[item]}]", [int(step_place[item, side + 1])], [slope])


def _location_rows(
    turn: _Rows, point: BifactorPoint, ids: Sequence[str], b: Floats, general: Ints, into: Ints, step_place: Ints
) -> None:
    structure = point.structure
    matrix = location_matrix(structure.family, structure.categories, b.shape[1] + 3)[:, :, 1:-2]
    for item, step in np.argwhere(structure.free_steps & structure.steps).tolist():
        scale = 1.0 if structure.free_unit else float(point.general[item])
        used = np.flatnonzero(matrix[item, step])
        places = step_place[item, used].tolist()
        values = (matrix[item, step, used] / scale).tolist()
        if general[item] >= 0:
            places, values = [*places, int(general[item])], [*values, -float(b[item, step]) / scale]
        name = f"b{step + 1}[{ids[item]}]" if structure.categories[item] > 2 else f"b[{ids[item]}]"
        into[item, step] = turn.add(name, places, values)


def _population_rows(turn: _Rows, point: BifactorPoint, groups: Sequence[str], rows: dict[str, Ints]) -> None:
    population, unit = point.population, point.unit
    rasch = point.structure.free_unit
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
    a, steps, c, d = (np.where(rows[name] >= 0, spread[rows[name]], 0.0) for name in "abcd")
    steps = np.where(np.isnan(b), np.nan, steps)
    return StandardErrors(a, steps[:, 0] if steps.shape[1] == 1 else steps, c, d)


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
            error[items] = sd_error[name] * point.specific_by_sd[items]
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
