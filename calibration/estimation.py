"""`calibrate`: item parameters from responses, by marginal or conditional maximum likelihood."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Floats
from calibration.conditional.conditional_likelihood import Routing, fit_conditional
from calibration.distributed.dask_cluster import connect_cluster
from calibration.distributed.partitions import Partitions, open_partitions
from calibration.errors import CalibrationError, Described, ErrorCode
from calibration.marginal.em_algorithm import EMOptions, OnCycle
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.marginal_fit import MarginalFit
from calibration.marginal.model_names import model_names
from calibration.marginal.model_specification import FixedParameters, ModelSpecification, specify_model
from calibration.marginal.parameter_structure import FIXED, UNIT_SLOPE
from calibration.marginal.priors import WEAK, ItemNormals, Priors
from calibration.multidimensional.bifactor_structure import SpecificSlopes
from calibration.multidimensional.dimension_calibration import FixedItems, calibrate_dimensions
from calibration.multidimensional.testlet_calibration import GivenTestlets, TestletOptions, calibrate_testlets
from calibration.population.regressed_responses import regressed_responses
from calibration.population.regressors import Regressors
from calibration.responses.label_codes import Labels
from calibration.responses.parquet_partitions import PartitionFile
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.results.multidimensional_result import MultidimensionalCalibration
from engine import ItemParameters

if TYPE_CHECKING:
    from distributed import Client


def calibrate(
    data: ResponseMatrix | Partitions | Path | Sequence[PartitionFile],
    model: str | Sequence[str] = "2pl",
    *,
    method: Literal["mml", "cml"] = "mml",
    groups: ArrayLike | str | None = None,
    fixed: Mapping[str, ItemParameters] | Calibration | None = None,
    floors: Mapping[str, Sequence[float]] | None = None,
    priors: Priors | Literal["default"] | None = None,
    population: Literal["normal", "histogram"] = "normal",
    testlets: Sequence[str | None] | None = None,
    testlet_slopes: Literal["free", "proportional", "rasch"] | None = None,
    regressors: Regressors | ArrayLike | Mapping[str, ArrayLike | Labels] | None = None,
    weights: ArrayLike | None = None,
    routing: Routing | None = None,
    standard_errors: Literal["observed", "sandwich"] | None = "observed",
    grid: Floats | None = None,
    scheduler: "str | Client | None" = None,
    tol: float = 1e-6,
    max_iter: int = 2000,
    accelerate: bool = True,
    on_cycle: OnCycle | None = None,
) -> Calibration:
    """Item parameters by marginal maximum likelihood (Bock & Aitkin, 1981), or by conditional (Andersen, 1972).

    Parameters
    ----------
    data : responses in categories from 0; what was not presented is taken as missing at random. Or a folder of Parquet
        files, each with whole persons, or `calibration.parts` of it, or what `dask_cluster.clustered` opened
    model : ``rasch`` (a = 1, the population's standard deviation free), ``1pl`` (one common a), ``2pl``, ``3pl``,
        ``4pl``, ``pcm`` (a = 1), ``gpcm``, ``rsm`` (a = 1, thresholds common to all its items) or ``grm``; or one of
        these for each item. Capitals do not matter, and usual other names are known (`marginal.model_names`)
    method : ``mml``, or ``cml`` for ``rasch`` and ``pcm``, without a population (`calibration.fit_conditional`): no
        use for groups, fixed, priors, population, grid and the sandwich
    groups : (persons,) labels, one for everybody who responded; for a folder the name of their column. The first,
        sorted as text, is standard normal, the others' means and standard deviations are estimated. Where items with
        a = 1 set the unit, the first one's standard deviation is too
    fixed : by item id, fixed parameters; or a calibration, whose items among the data are fixed. Every group's mean and
        standard deviation is then estimated (Kim, 2006: FIPC with the prior updated)
    floors : by item id, the known probability that chance alone earns score v or more, for v from 1: a lower asymptote
        that is not estimated, or `engine.irt.chance_floors` of an item of several steps; for ``rasch``, ``1pl``,
        ``2pl``, ``pcm`` and ``gpcm``. Ids that the data lack are of no use
    priors : on a, b, c and d, added to the objective; ``default`` for weak ones (`marginal.priors.WEAK`). With one on
        b, items answered always alike may be fitted
    population : ``normal``, or ``histogram``: free masses on the nodes. A mean or standard deviation fixed for a
        normal group is fixed for its histogram; standard errors take the masses as known
    testlets : (n,) the name of each item's testlet, None where it belongs to none: items of a testlet share a specific
        dimension beside the general one, which ``a`` and ``b`` are then of. See ``Calibration.testlets``. A fixed item
        keeps its general parameters; where it is of a calibration with testlets, it also keeps its specific slope, or
        its testlet of the same name its standard deviation. Asymptotes need a prior
    testlet_slopes : ``free`` for a bifactor model, ``proportional`` for a(θ + ξ) with a standard deviation for each
        testlet (the default), ``rasch`` for the same with a = 1 (the default for ``rasch`` and ``pcm``)
    regressors : (persons, k) numbers, `calibration.code_regressors` of variables, or these by name: ability has the
        mean intercept + xᵀβ and a common residual standard deviation (latent regression: Mislevy, 1985; Adams, Wilson
        & Wu, 1997), and there are no other groups. The intercept is 0 and the residual standard deviation 1, unless
        fixed items set the scale, or slopes of 1 its unit. See ``Calibration.population.regression``
    weights : (persons,) above 0, number of persons each one stands for; by default those of the data. A folder has its
        own. With regressors they are sampling weights, scaled to sum to the number of persons; the sandwich has the
        errors for such weights
    routing : for ``cml``, the assignment of items: ``none`` or ``preset``, independent of responses, or ``score``
    standard_errors : ``observed`` for the inverse of the observed information (Louis, 1982), ``sandwich`` for errors
        that are robust to misfit of the model, or None
    grid : (Q,) equally spaced quadrature nodes, in standard deviations of the first group unless items set the scale.
        Unless given, 61 nodes from −6 to 6, halved (at most three times) while their step is above the smallest
        posterior standard deviation, and widened until they reach six standard deviations beyond each group's mean
        (for a histogram 45 from −4.4 to 4.4, and 4.4). A given grid is kept, and the status says so where it is too
        coarse or too narrow
    scheduler : for a folder, the address of a Dask scheduler, or a ``distributed.Client``, whose workers read it (at
        the same path) and do the E-steps; the sums differ from local ones by rounding only
    tol : largest change of a parameter (of an asymptote: as a probability) at which the fit has converged
    max_iter : most EM cycles on each grid
    accelerate : Anderson acceleration of EM
    on_cycle : called with each ``Cycle``, for progress displays

    Returns
    -------
    Calibration
        with a status; numerical failure raises only in ``require_converged()``

    Raises
    ------
    CalibrationError
        for data or arguments that cannot be used, naming item and row, what was expected and what was given
    """
    model = model_names(model)
    _require_options(method, population, standard_errors, priors, tol, max_iter)
    if method == "cml":
        _require_unused(scheduler=scheduler)
        if not isinstance(data, ResponseMatrix):
            raise CalibrationError(
                ErrorCode.OPTION, name="data", expected="ResponseMatrix with method cml", got=_kind(data)
            )
        _require_unused(groups=groups, fixed=fixed, priors=priors, grid=grid, regressors=regressors, floors=floors)
        _require_unused(population=None if population == "normal" else population)
        _require_unused(standard_errors=standard_errors if standard_errors == "sandwich" else None)
        with_errors = standard_errors is not None
        return fit_conditional(
            data, model, routing=routing, weights=weights, standard_errors=with_errors, tol=tol, max_iter=max_iter
        )
    _require_unused(routing=routing, method="mml")
    prior_values = WEAK if priors == "default" else priors or Priors()
    options = EMOptions(tol, max_iter, accelerate)
    if testlets is not None:
        _require_none("none with testlets", scheduler=scheduler, regressors=regressors)
        _require_none("normal with testlets", population=None if population == "normal" else population)
        gathered = _in_memory(data, groups, weights, "testlets")
        specified = specify_model(
            gathered.response_counts,
            model,
            _fixed_parameters(fixed, gathered.response_counts.items),
            bounded=prior_values.b is not None,
            floors=floors,
        )
        _require_one_each(prior_values, len(gathered.response_counts.items))
        slopes = _specific_slopes(testlet_slopes, specified)
        given = _given_testlets(fixed)
        asked = TestletOptions(
            _labels(testlets, specified), slopes, options, prior_values, standard_errors, given, on_cycle
        )
        return calibrate_testlets(gathered, specified, asked, grid)
    _require_none("none without testlets", testlet_slopes=testlet_slopes)
    if regressors is not None:
        _require_none("none with regressors", groups=groups, scheduler=scheduler)
        _require_none("none with regressors", population=None if population == "normal" else population)
        if not isinstance(data, ResponseMatrix):
            expected = "ResponseMatrix with regressors"
            raise CalibrationError(ErrorCode.OPTION, name="data", expected=expected, got=_kind(data))
        regressed, regression = regressed_responses(data, regressors, weights)
        specified = specify_model(
            regressed.response_counts,
            model,
            _fixed_parameters(fixed, regressed.response_counts.items),
            floors=floors,
        )
        laid_out = regressed.source(specified.structure, collapse=False)
        return MarginalFit(
            laid_out, specified, prior_values, options, False, standard_errors, on_cycle, regression
        ).calibration(grid)
    with _counted_responses(data, groups, weights, scheduler) as responses:
        specification = specify_model(
            responses.response_counts,
            model,
            _fixed_parameters(fixed, responses.response_counts.items),
            bounded=prior_values.b is not None,
            floors=floors,
        )
        _require_one_each(prior_values, len(responses.response_counts.items))
        source = responses.source(
            specification.structure, collapse=standard_errors != "sandwich" and specification.structure.equal_slopes
        )
        fit = MarginalFit(
            source, specification, prior_values, options, population == "histogram", standard_errors, on_cycle
        )
        return fit.calibration(grid)


def calibrate_multidimensional(
    data: ResponseMatrix,
    loadings: ArrayLike,
    model: str | Sequence[str] = "2pl",
    *,
    correlated: bool | None = None,
    groups: ArrayLike | None = None,
    fixed: FixedItems | MultidimensionalCalibration | None = None,
    weights: ArrayLike | None = None,
    standard_errors: Literal["observed"] | None = "observed",
    nodes_per_dimension: int | None = None,
    tol: float = 1e-5,
    max_iter: int = 2000,
    accelerate: bool = True,
    on_cycle: OnCycle | None = None,
) -> MultidimensionalCalibration:
    """Items on one to four dimensions by marginal maximum likelihood (Bock, Gibbons & Muraki, 1988).

    Parameters
    ----------
    data : responses in categories from 0
    loadings : (n, D) bool, on which of the D dimensions each item loads
    model : ``2pl``, ``gpcm`` or ``grm``, or one of these for each item
    correlated : whether the dimensions correlate; unless given, they do where each has an item of its own. Else the
        axes can be turned at will: leave dimension d off d − 1 items (an exploratory model)
    groups, weights, standard_errors, tol, max_iter, accelerate, on_cycle : as for `calibrate`
    fixed : by item id slopes (D,) and intercepts; or a calibration on the same dimensions, whose items among the data
        are held. Every group's means, variances and covariances are then estimated
    nodes_per_dimension : unless given, 31, 21 and 15 in 2, 3 and 4 dimensions, and more as the data ask for it; the
        status says where a given grid is too coarse or too narrow

    Raises
    ------
    CalibrationError
        for data or arguments that cannot be fitted, naming what was expected and what came
    """
    _require_options("mml", "normal", standard_errors, None, tol, max_iter)
    responses = _in_memory(data, groups, weights, "loadings")
    return calibrate_dimensions(
        responses,
        specify_model(responses.response_counts, model_names(model), {}),
        loadings,
        EMOptions(tol, max_iter, accelerate),
        correlated=correlated,
        fixed=_fixed_items(fixed, responses.response_counts.items),
        nodes_per_dimension=nodes_per_dimension,
        errors=standard_errors is not None,
        on_cycle=on_cycle,
    )


def _fixed_items(fixed: FixedItems | MultidimensionalCalibration | None, items: Sequence[str]) -> FixedItems | None:
    if not isinstance(fixed, MultidimensionalCalibration):
        return fixed
    here, steps = set(items), fixed.require_converged().intercepts
    return {
        item: (fixed.slopes[at], steps[at][np.isfinite(steps[at])])
        for at, item in enumerate(fixed.items)
        if item in here
    }


def _require_one_each(priors: Priors, items: int) -> None:
    if isinstance(priors.b, ItemNormals) and len(priors.b.mean) != items:
        raise CalibrationError(ErrorCode.OPTION, name="priors.b", expected=f"{items} means", got=len(priors.b.mean))


def _in_memory(data: object, groups: object, weights: ArrayLike | None, option: str) -> InMemoryResponses:
    if not isinstance(data, ResponseMatrix):
        raise CalibrationError(ErrorCode.OPTION, name="data", expected=f"ResponseMatrix with {option}", got=_kind(data))
    if isinstance(groups, str):
        raise CalibrationError(ErrorCode.OPTION, name="groups", expected=f"{data.persons} labels", got=groups)
    return InMemoryResponses.from_matrix(data, cast("ArrayLike | None", groups), weights)


def _labels(testlets: Sequence[str | None], asked: ModelSpecification) -> tuple[str | None, ...]:
    labels = tuple(None if label is None or label == "" else str(label) for label in testlets)
    count = len(asked.response_counts.items)
    if len(labels) != count:
        raise CalibrationError(ErrorCode.OPTION, name="testlets", expected=f"{count} labels", got=len(labels))
    return labels


def _given_testlets(
    fixed: Mapping[str, ItemParameters] | Calibration | None,
) -> GivenTestlets | None:
    """What the calibration of the fixed items knows of testlets."""
    if not isinstance(fixed, Calibration) or fixed.testlets is None:
        return None
    return GivenTestlets({item: at for at, item in enumerate(fixed.items)}, fixed.testlets)


def _specific_slopes(given: str | None, asked: ModelSpecification) -> SpecificSlopes:
    if given is None:
        unit = all(model in (*UNIT_SLOPE, FIXED) for model in asked.structure.models)
        return SpecificSlopes.RASCH if unit else SpecificSlopes.PROPORTIONAL
    if given not in list(SpecificSlopes):
        expected = ", ".join(SpecificSlopes)
        raise CalibrationError(ErrorCode.OPTION, name="testlet_slopes", expected=expected, got=given)
    return SpecificSlopes(given)


@contextmanager
def _counted_responses(
    data: ResponseMatrix | Partitions | Path | Sequence[PartitionFile],
    groups: ArrayLike | str | None,
    weights: ArrayLike | None,
    scheduler: "str | Client | None",
) -> Iterator[InMemoryResponses | Partitions]:
    """Count the responses, in memory or in partitions; raises for arguments that do not apply there."""
    if isinstance(data, ResponseMatrix):
        _require_none("none, or data in a folder", scheduler=scheduler)
        yield InMemoryResponses.from_matrix(data, groups, weights)
        return
    if not isinstance(data, Partitions | Path | Sequence):
        expected = "ResponseMatrix, or a folder of Parquet files"
        raise CalibrationError(ErrorCode.OPTION, name="data", expected=expected, got=_kind(data))
    _require_none("the folder’s own column weight", weights=weights)
    if isinstance(data, Partitions):
        _require_none("what the partitions were opened with", groups=groups, scheduler=scheduler)
        yield data
    elif groups is not None and not isinstance(groups, str):
        raise CalibrationError(ErrorCode.OPTION, name="groups", expected="the name of a column", got=_kind(groups))
    elif scheduler is None:
        yield open_partitions(data, column=groups)
    else:
        with connect_cluster(scheduler) as runner:
            yield open_partitions(data, runner, column=groups)


def _kind(value: object) -> str:
    return type(value).__name__


def _require_none(expected: str, **options: object) -> None:
    for name, got in options.items():
        if got is not None:
            # labels of persons are not told
            shown = repr(got) if isinstance(got, str) else Described("one that is given")
            raise CalibrationError(ErrorCode.OPTION, name=name, expected=expected, got=shown)


def _require_options(
    method: object, population: object, standard_errors: object, priors: object, tol: float, max_iter: int
) -> None:
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("method", method, ("mml", "cml")),
        ("population", population, ("normal", "histogram")),
        ("standard_errors", standard_errors, ("observed", "sandwich", None)),
    )
    for name, got, expected in choices:
        if got not in expected:
            raise CalibrationError(ErrorCode.OPTION, name=name, expected=", ".join(map(str, expected)), got=got)
    if not (priors is None or priors == "default" or isinstance(priors, Priors)):
        raise CalibrationError(ErrorCode.OPTION, name="priors", expected="Priors, default, None", got=priors)
    if not tol > 0:
        raise CalibrationError(ErrorCode.OPTION, name="tol", expected="> 0", got=tol)
    if max_iter < 1:
        raise CalibrationError(ErrorCode.OPTION, name="max_iter", expected="≥ 1", got=max_iter)


def _require_unused(*, method: str = "cml", **options: object) -> None:
    """Raise for an option that does not apply to a method."""
    _require_none("none with method cml" if method == "cml" else "none with method mml", **options)


def _fixed_parameters(
    fixed: Mapping[str, ItemParameters] | Calibration | None, items: Sequence[str]
) -> FixedParameters:
    """By item id the fixed parameters; of a calibration those of items among the data."""
    if not isinstance(fixed, Calibration):
        if not (fixed is None or isinstance(fixed, Mapping)):
            expected = "a Calibration, or ItemParameters by item id"
            raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got=_kind(fixed))
        return fixed or {}
    here, parameters = set(items), fixed.parameters
    fixed_parameters = {item: parameters.take(np.array([at])) for at, item in enumerate(fixed.items) if item in here}
    if not fixed_parameters:
        expected = "a calibration that shares items with the data"
        raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got=Described("one that shares none"))
    return fixed_parameters
