"""What trials by a collection design find out: simulated, calibrated and compared with what was put in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.collection.collection_design import CollectionDesign
from calibration.collection.dif_promise import DifPromise, dif_errors, expected_sizes, promised_dif
from calibration.collection.simulated_trial import SimulatedTrial, TrialPopulations, simulate_trial
from calibration.errors import CalibrationError
from calibration.estimation import calibrate
from calibration.invariance.dif import detect_dif
from calibration.invariance.dif_classes import DifClass
from calibration.results.calibration_result import Calibration, FitStatus
from engine import ItemParameters
from engine.irt.item_parameters import Model

NEAR = 1.0
"""Logits from the mean ability of its year group within which an item's aims have to be reached."""
BIASED_SHARE = 0.2
"""Share of the candidates that a simulated trial makes harder, or easier, in one language."""
_TOLERANCE = 1e-4  # logits, far below every standard error
_WITH_ERRORS = 2
"""Of the simulated trials so many are asked for standard errors, which hardly differ between them and take longest."""
_FLAGGED = (DifClass.B, DifClass.C, DifClass.BB, DifClass.CC)


@dataclass(frozen=True)
class ItemPromise:
    """What a trial finds out about a candidate.

    Parameters
    ----------
    year : the year group that it belongs to
    difficulty : as it is taken to be, logits
    responses : in each language
    se : expected standard error of its difficulty on its year group's scale, logits
    near : whether its difficulty is within a logit of its year group's mean ability
    dif : what a difference between the languages would show; None with one language
    """

    id: str
    year: int
    difficulty: float
    responses: int
    se: float
    near: bool
    dif: DifPromise | None = None


@dataclass(frozen=True)
class LinkPromise:
    """How exactly a trial puts two adjacent year groups on one scale.

    Parameters
    ----------
    below, above : the year groups
    items : the number of items that both are asked
    se : expected standard error of the distance between the difficulties of their candidates, logits
    """

    below: int
    above: int
    items: int
    se: float


@dataclass(frozen=True)
class DesignStudy:
    """What trials by a design find out.

    Parameters
    ----------
    items : one for each candidate
    links : one for each two adjacent year groups with candidates
    dif : the difference between languages that was put in, logits
    power_error : the Monte-Carlo standard error of ``power``; None with one language, or one trial
    flagged : the share of the differences that were put in, near the year group's mean, that were flagged B or C: far
        more at the mercy of chance than ``power``; None with one language
    false_flags : the share of candidates without a difference that were
    error_ratio : root mean square error of the difficulties over the mean of their standard errors
    replications : the number of simulated trials
    failed : of those, the number whose calibration did not converge
    """

    items: tuple[ItemPromise, ...]
    links: tuple[LinkPromise, ...]
    dif: float
    power_error: float | None
    flagged: float | None
    false_flags: float | None
    error_ratio: float
    replications: int
    failed: int

    @property
    def se(self) -> float:
        """The mean expected standard error of candidates near their year group's mean; of all if none is."""
        return float(np.mean([item.se for item in self._near]))

    @property
    def power(self) -> float | None:
        """The share of such differences that is flagged B or C, over the same candidates; None with one language."""
        return self.power_with(1.0)

    def power_with(self, factor: float) -> float | None:
        """The power with so many times the responses."""
        told = [item.dif.power(factor) for item in self._near if item.dif is not None]
        return float(np.mean(told)) if told else None

    @property
    def _near(self) -> tuple[ItemPromise, ...]:
        return tuple(item for item in self.items if item.near) or self.items

    @property
    def linking_error(self) -> float:
        """The greatest standard error of a link; 0 with one year group."""
        return max((link.se for link in self.links), default=0.0)


@dataclass(frozen=True, eq=False)
class _ComparedLanguages:
    """The languages of a simulated trial, compared on each candidate: `dif_errors`, and what was flagged."""

    errors: Floats
    informative: Floats
    flagged: Bools


@dataclass(frozen=True, eq=False)
class _Replication:
    """One simulated trial: errors of the candidates, variances of candidates and links, and the languages compared.

    The variances are None where the fit was not asked for them.
    """

    errors: Floats
    variances: Floats | None
    link_variances: Floats | None
    biased: Bools
    dif: _ComparedLanguages | None


def study_design(
    design: CollectionDesign,
    ids: Sequence[str],
    parameters: ItemParameters,
    who: TrialPopulations,
    *,
    seed: int,
    replications: int = 10,
    dif: float = 0.64,
    on_replication: Callable[[], None] = lambda: None,
) -> DesignStudy:
    """Simulate trials, calibrate each with its anchors fixed, and look for the differences that were put in.

    Candidates answer by the Rasch and the partial credit model over what chance alone earns, which is known; these
    calibrate them too. Anchors answer by their own parameters. A fifth of the candidates are harder or easier by
    ``dif`` in the last language. Standard errors and errors are those on the scale of an item's own year group; what
    is common to a year group is its link's error.

    Parameters
    ----------
    ids, parameters : the items of the design
    seed : of the draws
    on_replication : called after each simulated trial, for progress displays
    """
    candidates = [item for item in ids if item in design.homes]
    fitted = _as_calibrated(ids, parameters, design)
    tried = fitted.take(np.array([ids.index(item) for item in candidates]))
    truth = _mean_steps(tried)
    homes = np.array([design.homes[item] for item in candidates])
    found, failed = [], 0
    for number, rng in enumerate(np.random.default_rng(seed).spawn(replications)):
        shifts = _shifts(candidates, dif, rng) if len(who.languages) > 1 else {}
        trial = simulate_trial(design, tuple(ids), fitted, who, rng, shifts)
        fit = _calibrated(trial, ids, fitted, design, errors=number < _WITH_ERRORS)
        if fit is not None:
            found.append(_replication(fit, trial, candidates, truth, homes, shifts))
        else:
            failed += 1
        on_replication()
    return _summarised(design, candidates, tried, homes, who, found, dif, failed)


def _calibrated(
    trial: SimulatedTrial, ids: Sequence[str], parameters: ItemParameters, design: CollectionDesign, *, errors: bool
) -> Calibration | None:
    """The fit of a simulated trial; None where it did not converge, or too few answered for there to be one."""
    candidates = [item for item in ids if item in design.homes]
    try:
        fit = calibrate(
            trial.data,
            _models(trial, ids, parameters),
            groups=trial.groups,
            fixed=_fixed(design, ids, parameters),
            floors=_floors(candidates, ids, parameters),
            standard_errors="observed" if errors else None,
            tol=_TOLERANCE,
        )
    except CalibrationError:  # everybody answered an item alike, say
        return None
    return fit if fit.status is FitStatus.CONVERGED else None


def _as_calibrated(ids: Sequence[str], parameters: ItemParameters, design: CollectionDesign) -> ItemParameters:
    """The parameters with a slope of 1 for candidates, as their model has it; those of anchors as they are."""
    free = np.array([item in design.homes for item in ids])
    return replace(parameters, a=np.where(free, 1.0, parameters.a), d=np.where(free, 1.0, parameters.d))


def _mean_steps(parameters: ItemParameters) -> Floats:
    means: Floats = np.nanmean(parameters.b, axis=1)
    return means


def _shifts(candidates: Sequence[str], dif: float, rng: np.random.Generator) -> Mapping[str, float]:
    """A shift for some candidates, as often upwards as downwards, so that the languages' scales stay where they are."""
    pairs = max(1, round(BIASED_SHARE * len(candidates) / 2))
    chosen = rng.permutation(len(candidates))[: 2 * pairs]
    return {candidates[at]: dif if number % 2 else -dif for number, at in enumerate(chosen.tolist())}


def _models(trial: SimulatedTrial, ids: Sequence[str], parameters: ItemParameters) -> list[str]:
    steps = dict(zip(ids, parameters.categories.tolist(), strict=True))
    return ["rasch" if steps[item] == 2 else "pcm" for item in trial.data.items]


def _fixed(
    design: CollectionDesign, ids: Sequence[str], parameters: ItemParameters
) -> Mapping[str, ItemParameters] | None:
    asked = design.items()
    anchors = [at for at, item in enumerate(ids) if item in design.anchors and item in asked]
    return {ids[at]: parameters.take(np.array([at])) for at in anchors} or None


def _floors(
    candidates: Sequence[str], ids: Sequence[str], parameters: ItemParameters
) -> Mapping[str, tuple[float, ...]] | None:
    """What chance alone earns in each candidate that can be guessed."""
    found = {}
    for at, item in enumerate(ids):
        logistic = parameters.model[at] == Model.LOGISTIC
        steps = (float(parameters.c[at]),) if logistic else parameters.floors[at, : parameters.categories[at] - 1]
        if item in candidates and max(steps) > 0:
            found[item] = tuple(map(float, steps))
    return found or None


def _replication(
    fit: Calibration,
    trial: SimulatedTrial,
    candidates: Sequence[str],
    truth: Floats,
    homes: Floats,
    shifts: Mapping[str, float],
) -> _Replication:
    place = {item: at for at, item in enumerate(fit.items)}
    rows = np.array([place[item] for item in candidates])
    steps = (fit.b if fit.b.ndim > 1 else fit.b[:, np.newaxis])[rows]
    means = _weights_of_means(fit, rows)
    biased = np.array([item in shifts for item in candidates])
    years = [homes == year for year in np.unique(homes)]
    own, correction = np.eye(len(candidates)), np.ones(len(candidates))
    for mine in years:
        # a year's scale is where its fair items are: those that were made harder or easier would move it
        fair = mine & ~biased if (mine & ~biased).any() else mine
        own[np.ix_(mine, fair)] -= 1 / fair.sum()
        correction[mine] = _correction(fair[mine], int(fair.sum()))
    links = np.array([above / above.sum() - below / below.sum() for below, above in pairwise(years)])
    errors = np.nanmean(steps, axis=1) - truth
    covariance = fit.covariance
    return _Replication(
        own @ errors * np.sqrt(correction),
        None if covariance is None else _variances(own @ means, covariance) * correction,
        None if covariance is None or not len(links) else _variances(links @ means, covariance),
        biased,
        _compared(fit, trial, rows),
    )


def _weights_of_means(fit: Calibration, rows: Floats) -> Floats:
    """(candidates, k): what each estimated parameter contributes to the mean step of each candidate."""
    weights = np.zeros((len(rows), len(fit.names)))
    for at, named in enumerate(fit.rows["b"][rows]):
        steps = named[named >= 0]
        weights[at, steps] = 1 / steps.size
    return weights


def _correction(counted: Bools, items: int) -> Floats:
    """What makes the variance of an item's distance from a mean of so many items that of the item alone.

    Parameters
    ----------
    counted : (n,) whether each item is one of those in the mean
    """
    return np.where(counted, items / max(items - 1, 1), items / (items + 1))


def _variances(weights: Floats, covariance: Floats) -> Floats:
    """(n,) variances of n weighted sums of the estimated parameters."""
    variances: Floats = np.einsum("ik,ik->i", weights @ covariance, weights)
    return variances


def _compared(fit: Calibration, trial: SimulatedTrial, rows: Ints) -> _ComparedLanguages | None:
    """The languages compared on the items in these rows of the fit; None with one language."""
    if len(set(trial.languages)) < 2:
        return None
    (compared,) = detect_dif(trial.data, trial.languages, fit=fit, population=trial.groups)
    errors, informative = dif_errors(compared)
    flagged = np.array([each in _FLAGGED for each in compared.classes])
    return _ComparedLanguages(errors[rows], informative[rows], flagged[rows])


def _summarised(
    design: CollectionDesign,
    candidates: Sequence[str],
    tried: ItemParameters,
    homes: Floats,
    who: TrialPopulations,
    found: Sequence[_Replication],
    dif: float,
    failed: int,
) -> DesignStudy:
    truth, count = _mean_steps(tried), len(candidates)
    near = np.array([abs(b - who.abilities[int(home)].mean) <= NEAR for b, home in zip(truth, homes, strict=True)])
    variances = _mean_of_known([each.variances for each in found], count)
    responses = design.responses(who.sittings)
    compared = [each.dif for each in found if each.dif is not None]
    promised, power_error = _promised_dif(design, candidates, tried, who, dif, compared, near)
    items = tuple(
        ItemPromise(item, int(home), float(b), responses[item], float(se), bool(close), shown)
        for item, home, b, se, close, shown in zip(
            candidates, homes, truth, np.sqrt(variances), near, promised, strict=True
        )
    )
    biased = np.array([each.biased for each in found], dtype=bool).reshape(-1, count)
    flagged = np.array([each.flagged for each in compared], dtype=bool).reshape(-1, count)
    errors = np.array([each.errors for each in found]).reshape(-1, count)
    fair = ~biased
    told = np.broadcast_to(variances, errors.shape)[fair]
    return DesignStudy(
        items,
        _links(design, homes, found),
        dif,
        power_error,
        _share(flagged[biased & near] if (biased & near).any() else flagged[biased]) if compared else None,
        _share(flagged[fair]) if compared else None,
        float(np.sqrt(np.mean(errors[fair] ** 2) / np.mean(told))) if found else float("nan"),
        len(found) + failed,
        failed,
    )


def _promised_dif(
    design: CollectionDesign,
    candidates: Sequence[str],
    tried: ItemParameters,
    who: TrialPopulations,
    dif: float,
    compared: Sequence[_ComparedLanguages],
    near: Bools,
) -> tuple[Sequence[DifPromise | None], float | None]:
    """What a difference would show in each candidate, and the Monte-Carlo error of the mean power near the means."""
    if len(who.languages) < 2:
        return [None] * len(candidates), None
    expected = expected_sizes(design, candidates, tried, who, dif)
    alone = [promised_dif(expected, tried.categories, [each.errors], [each.informative]) for each in compared]
    pooled = promised_dif(
        expected, tried.categories, [each.errors for each in compared], [each.informative for each in compared]
    )
    counted = near if near.any() else ~near
    powers = [np.mean([each.power() for each in np.array(one, dtype=object)[counted]]) for one in alone]
    return pooled, float(np.std(powers, ddof=1) / np.sqrt(len(powers))) if len(powers) > 1 else None


def _links(design: CollectionDesign, homes: Floats, found: Sequence[_Replication]) -> tuple[LinkPromise, ...]:
    years = np.unique(homes).tolist()
    ses = np.sqrt(_mean_of_known([each.link_variances for each in found], len(years) - 1))
    return tuple(
        LinkPromise(below, above, len(design.items(below) & design.items(above)), float(se))
        for below, above, se in zip(years, years[1:], ses, strict=False)
    )


def _mean_of_known(variances: Sequence[Floats | None], count: int) -> Floats:
    """The mean over those fits that were asked for standard errors; infinite where none converged."""
    known = [each for each in variances if each is not None]
    return np.asarray(np.mean(known, axis=0)) if known else np.full(count, np.inf)


def _share(flags: Bools) -> float:
    return float(flags.mean()) if flags.size else 0.0
