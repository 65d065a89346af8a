"""Latent regression of persons who come in parts that are read again for each pass: memory is that of one part."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.e_step import EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.em_algorithm import EMOptions, OnCycle
from calibration.marginal.latent_regression import LatentRegression
from calibration.marginal.marginal_fit import MarginalFit
from calibration.marginal.missing_information import MissingInformation, missing_information
from calibration.marginal.model_specification import FixedParameters, specify_model
from calibration.marginal.observed_information import CompleteDataScores
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.priors import Priors
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.population.regressed_responses import INTERCEPT
from calibration.population.regressors import Regressors, require_full_rank
from calibration.responses.label_codes import Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.screening.response_counts import ResponseCounts, count_responses, person_weights, require_scores


@dataclass(frozen=True, slots=True, eq=False)
class SurveyPart:
    """Some persons of a survey, each with a response.

    Parameters
    ----------
    data : their responses, with weights if there are any
    regressors : coded with the levels of all parts
    groups : by variable (persons,) labels
    replicates : (persons, R) replicate weights, None without any
    first_person : the number of the first person in the whole
    """

    data: ResponseMatrix
    regressors: Regressors
    groups: Mapping[str, Labels]
    replicates: Floats | None
    first_person: int

    @property
    def weights(self) -> Floats:
        """(persons,) sampling weights."""
        found = person_weights(self.data, None)
        return np.ones(self.data.persons) if found is None else found


ReadPart = Callable[[], SurveyPart]
"""Reads a part, the same each time."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamedStatistics:
    """Sums over parts: a `calibration.marginal.statistics_source.StatisticsSource`.

    Parameters
    ----------
    parts : readers of the parts
    structure : of the items
    scale : factor of the sampling weights, so that they sum to the number of persons
    """

    parts: Sequence[ReadPart]
    structure: ParameterStructure
    scale: float

    def expected_statistics(self, at: EStepTables) -> ExpectedStatistics:
        return reduce(add, (expected_statistics(blocks, at) for blocks in self._blocks()))

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        return reduce(add, (missing_information(blocks, at, scores, squares=squares) for blocks in self._blocks()))

    def _blocks(self) -> Iterator[ResponseBlocks]:
        for read in self.parts:
            part = read()
            require_scores(part.data, self.structure.categories)
            yield build_blocks(
                part.data,
                self.structure,
                weight=part.weights * self.scale,
                regressors=part.regressors.with_intercept,
            )


def regress_parts(
    parts: Sequence[ReadPart],
    fixed: FixedParameters,
    *,
    standard_errors: str | None = "sandwich",
    tol: float = 1e-5,
    max_iter: int = 200,
    on_cycle: OnCycle | None = None,
) -> Calibration:
    """Regress ability on the regressors of persons who come in parts, with the items' parameters given.

    A start is found from the first part, where it has every regressor; each further cycle reads all parts once.

    Parameters
    ----------
    parts : readers of the parts, which have the same items and regressors
    fixed : by item id, the parameters of all items
    standard_errors, tol, max_iter, on_cycle : as for `calibrate`

    Raises
    ------
    CalibrationError
        what `calibrate` raises of one part
    """
    if not parts:
        raise CalibrationError(ErrorCode.NO_RESPONSES)
    options = EMOptions(tol, max_iter)
    first = _first_pass(parts[:1])
    start = np.zeros(len(first.names))
    if first.has_full_rank and len(parts) > 1:
        found = _fit(parts[:1], first, fixed, start, replace(options, tol=max(tol, 1e-3)), None, None)
        start = _coefficients(found)
    whole = first if len(parts) == 1 else _first_pass(parts)
    require_full_rank(whole.names, whole.products)
    return _fit(parts, whole, fixed, start, options, standard_errors, on_cycle)


@dataclass(frozen=True, slots=True, eq=False)
class _FirstPass:
    """Counts of responses, and the (k, k) weighted cross-products of the regressors, intercept first."""

    counts: ResponseCounts
    names: tuple[str, ...]
    products: Floats

    @property
    def has_full_rank(self) -> bool:
        return bool(np.linalg.matrix_rank(self.products) == len(self.names))


def _first_pass(parts: Sequence[ReadPart]) -> _FirstPass:
    counts, products = list[ResponseCounts](), list[Floats]()
    names: tuple[str, ...] = (INTERCEPT,)
    for read in parts:
        part = read()
        table, names = part.regressors.with_intercept, (INTERCEPT, *part.regressors.names)
        counts.append(count_responses(part.data))
        products.append(table.T @ (table * part.weights[:, None]))
    return _FirstPass(reduce(add, counts), names, reduce(add, products))


def _fit(
    parts: Sequence[ReadPart],
    seen: _FirstPass,
    fixed: FixedParameters,
    start: Floats,
    options: EMOptions,
    standard_errors: str | None,
    on_cycle: OnCycle | None,
) -> Calibration:
    scale = float(seen.counts.persons / seen.products[0, 0])
    specified = specify_model(seen.counts, "2pl", {item: fixed[item] for item in seen.counts.items})
    free = np.ones(len(seen.names), dtype=bool)
    regression = LatentRegression(seen.names, start, free, seen.products * scale)
    source = StreamedStatistics(parts, specified.structure, scale)
    return MarginalFit(source, specified, Priors(), options, False, standard_errors, on_cycle, regression).calibration()


def _coefficients(fit: Calibration) -> Floats:
    regression = fit.population.regression
    return np.zeros(0) if regression is None else np.concatenate(([regression.intercept], regression.coefficients))
