"""Evidence on the items of a calibration, and what it suggests for each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from calibration import Calibration, Finding, Labels, Remark, ResponseMatrix, Severity
from calibration.array_types import Floats
from calibration.classical.distractor_analysis import OptionRemark, OptionStatistics, option_statistics
from calibration.classical.item_statistics import ItemRemark, ItemStatistics, classical_statistics
from calibration.fit.empirical_curves import (
    AbilityDistributions,
    EmpiricalPoints,
    ability_distributions,
    empirical_points,
)
from calibration.fit.item_fit import ItemFit, item_fit
from calibration.fit.model_fit import ModelFit, model_fit
from calibration.invariance.dif import detect_dif
from calibration.invariance.dif_classes import DifClass
from calibration.invariance.mantel_haenszel_dif import MantelHaenszelDif
from calibration.multidimensional.general_abilities import general_abilities
from calibration.persons.reliability import Reliability, reliability
from calibration.results.calibration_result import FitStatus
from calibration.results.usable_items import UNUSABLE, fit_of_items, usable_items
from calibration.sentences.evidence_sentences import evidence_phrase
from calibration.sentences.sentences import finding_sentence, remark_phrase
from reports.technical import technical_messages as phrases

FEWEST_PRINTED = 10
"""Smallest count that is printed."""
FLAT_SLOPE = 1e-9
"""A slope for items without information."""
UNSURE_SE = 0.5
"""Standard error of a difficulty, in logits, above which there is a remark."""
SLIGHT_DIF = (DifClass.B, DifClass.BB)
LARGE_DIF = (DifClass.C, DifClass.CC)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A calibration with statistics of its items.

    Parameters
    ----------
    fit : the calibration
    data : the responses
    usable : the fit of the items that can be used, None where there are none
    findings : of the data checks
    classical : of all items
    item_fit_statistics, points, shares, reliabilities : of the usable part; None or empty without it
    dif : comparisons of two groups, of the usable part
    options : of items with raw responses
    model_fit : evidence on the whole model with its verdict, where the fit has converged
    """

    fit: Calibration
    data: ResponseMatrix
    usable: Calibration | None
    findings: tuple[Finding, ...]
    classical: ItemStatistics
    item_fit_statistics: ItemFit | None = None
    points: EmpiricalPoints | None = None
    shares: AbilityDistributions | None = None
    reliabilities: tuple[Reliability, ...] = ()
    dif: tuple[MantelHaenszelDif, ...] = ()
    options: OptionStatistics | None = None
    model_fit: ModelFit | None = None

    @property
    def usable_place(self) -> dict[str, int]:
        """By item id the index among the usable items."""
        return {} if self.usable is None else {item: at for at, item in enumerate(self.usable.items)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion for an item; ``weight`` is 3 for what to look at first, 1 for information."""

    weight: int
    text: str


def usable_part(fit: Calibration, data: ResponseMatrix) -> tuple[Calibration | None, ResponseMatrix]:
    """The fit and the data without items that cannot be used; None for the fit where none is left."""
    usable = usable_items(fit)
    if not usable.any():
        return None, data
    if usable.all():
        return fit, data
    kept = data.select_items(usable)
    return fit_of_items(fit, kept.items), kept


def collect_evidence(
    fit: Calibration,
    data: ResponseMatrix,
    *,
    group: Labels | None = None,
    findings: Sequence[Finding] = (),
    judge: bool = True,
) -> Evidence:
    """Compute the statistics of a calibration's items.

    Parameters
    ----------
    fit, data : the calibration and its responses
    group : (persons,) the population that each person belongs to, where the fit has several
    findings : of the data checks
    judge : whether the fit of the whole model is tested
    """
    usable, kept = usable_part(fit, data)
    if usable is None:
        return Evidence(fit, data, None, tuple(findings), classical_statistics(data))
    converged = fit.status is FitStatus.CONVERGED
    judged = model_fit(data, fit, group=group) if converged and judge else None
    whole = converged and fit.testlets is not None and len(kept.items) == len(data.items)
    general = general_abilities(data, fit, group=group) if whole else None
    return Evidence(
        fit,
        data,
        usable,
        tuple(findings),
        classical_statistics(data, fit=with_flat_reversed_items(fit), group=group),
        item_fit(kept, usable, group=group) if judged is None else judged.item_fit,
        empirical_points(kept, usable, group=group),
        ability_distributions(kept, usable, group=group),
        reliability(kept, usable, group=group, abilities=general),
        model_fit=judged,
    )


def with_flat_reversed_items(fit: Calibration) -> Calibration:
    """The fit with items whose slopes are not above 0 replaced by items without information.

    Persons can then be compared by ability from their other responses on every item.
    """
    backwards = fit.a <= 0
    steps = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    even = np.where(np.isfinite(steps), np.arange(steps.shape[1], dtype=float), np.nan)
    b = np.where(backwards[:, None], even, steps)
    return replace(fit, a=np.where(backwards, FLAT_SLOPE, fit.a), b=b[:, 0] if fit.b.ndim == 1 else b)


def with_options(
    evidence: Evidence, chosen: NDArray[np.str_], correct: Mapping[str, str], group: Labels | None = None
) -> Evidence:
    """Add statistics of the options of items with a correct one.

    Parameters
    ----------
    chosen : (R,) the option chosen in each response
    correct : by item id, the correct option
    group : (persons,) the population that each person belongs to, where the fit has several
    """
    found = option_statistics(evidence.data, chosen, correct, fit=with_flat_reversed_items(evidence.fit), group=group)
    return replace(evidence, options=found)


def select_labels(labels: Labels, data: ResponseMatrix, kept: ResponseMatrix) -> Labels:
    """Labels of persons unchanged; of labels of responses, (R,), those of the responses that were kept."""
    if len(labels) == data.persons or kept is data:
        return labels
    return labels[np.isin(data.items, kept.items)[data.item]]


def with_dif(evidence: Evidence, compared: Labels, group: Labels | None = None) -> Evidence:
    """Add comparisons of groups.

    Parameters
    ----------
    compared : the label of each person's group, (persons,), or of each response's, (R,)
    group : (persons,) the population that each person belongs to, where the fit has several
    """
    usable, kept = usable_part(evidence.fit, evidence.data)
    if usable is None:
        return evidence
    labels = select_labels(compared, evidence.data, kept)
    return replace(evidence, dif=(*evidence.dif, *detect_dif(kept, labels, fit=usable, population=group)))


def review_values(evidence: Evidence) -> dict[str, object]:
    """Classes of DIF, and remarks on options, by item id as JSON values; nothing of what was not compared."""
    dif = [
        {
            "reference": each.reference,
            "focal": each.focal,
            "classes": {item: found.value for item, found in zip(each.items, each.classes, strict=True)},
        }
        for each in evidence.dif
    ]
    options: dict[str, list[str]] = {}
    found = evidence.options
    for row, remark in () if found is None else sorted(found.remarks.items()):
        if found is not None:
            item = evidence.data.items[int(found.item[row])]
            options.setdefault(item, []).append(f"{found.option[row]}: {remark.name.lower()}")
    told: dict[str, object] = {"dif": dif} if dif else {}
    return told if found is None else told | {"options_review": options}


def suggestions(evidence: Evidence, at: int, language: str) -> list[Suggestion]:
    """The suggestions for one item, largest weight first."""
    found = list(dict.fromkeys(_suggested(evidence, evidence.fit.items[at], language)))
    return sorted(found, key=lambda each: -each.weight)


def _suggested(evidence: Evidence, item: str, language: str) -> Iterator[Suggestion]:
    remark = evidence.fit.remarks.get(item)
    if remark is not None:
        yield Suggestion(3, _sentence(remark_phrase(remark, language)))
    for finding in evidence.findings:
        if finding.item == item and finding.severity is not Severity.REMARK:
            yield Suggestion(2, finding_sentence(finding, language))
    for code in evidence.classical.remarks.get(item, ()):
        if not (code is ItemRemark.REVERSED and remark in (Remark.REVERSED, Remark.FLAT)):
            yield Suggestion(3 if code is ItemRemark.REVERSED else 1, _phrase(code, language))
    yield from _suggested_by_options(evidence, evidence.fit.items.index(item), language)
    yield from _unsure(evidence.fit, evidence.fit.items.index(item), language)
    place = evidence.usable_place.get(item)
    if place is not None:
        yield from _suggested_by_fit(evidence, place, language)


def _suggested_by_options(evidence: Evidence, at: int, language: str) -> Iterator[Suggestion]:
    found = evidence.options
    for row, remark in () if found is None else found.remarks.items():
        if found is not None and found.item[row] == at:
            weight = 3 if remark is OptionRemark.ABLER_THAN_KEY else 1
            yield Suggestion(weight, f"{found.option[row]}: {evidence_phrase(remark, language)}.")


def _unsure(fit: Calibration, at: int, language: str) -> Iterator[Suggestion]:
    """Suggestions from the standard errors."""
    if fit.standard_errors is None or fit.remarks.get(fit.items[at]) in UNUSABLE:
        return
    slope, steps = fit.standard_errors.a[at], np.atleast_1d(fit.standard_errors.b[at])
    widest = float(np.nanmax(steps, initial=0.0))
    if fit.a[at] < 2 * slope:
        yield Suggestion(2, phrases.SLOPE_UNSURE[language])
    elif widest > UNSURE_SE:
        yield Suggestion(1, phrases.PLACE_UNSURE[language] % f"{widest:.2f}")


def _suggested_by_fit(evidence: Evidence, place: int, language: str) -> Iterator[Suggestion]:
    if (
        evidence.item_fit_statistics is not None
        and evidence.item_fit_statistics.items[place] in evidence.item_fit_statistics.remarks
    ):
        yield Suggestion(
            2, _phrase(evidence.item_fit_statistics.remarks[evidence.item_fit_statistics.items[place]], language)
        )
    for comparison in evidence.dif:
        if comparison.classes[place] in (*SLIGHT_DIF, *LARGE_DIF):
            groups = f"{comparison.focal} / {comparison.reference}: "
            weight = 3 if comparison.classes[place] in LARGE_DIF else 1
            yield Suggestion(weight, f"{groups}{evidence_phrase(comparison.remarks[place], language)}.")


def _phrase(code: StrEnum, language: str) -> str:
    return _sentence(evidence_phrase(code, language))


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:] + "."


def problems_first(evidence: Evidence, language: str) -> list[tuple[int, list[Suggestion]]]:
    """Indices of the items with their suggestions, gravest first, else in the order of the items."""
    each = [(at, suggestions(evidence, at, language)) for at in range(len(evidence.fit.items))]
    return sorted(each, key=lambda pair: (-_severity(pair[1]), pair[0]))


def _severity(found: Sequence[Suggestion]) -> float:
    return max((each.weight for each in found), default=0) + 0.01 * len(found)


def mean_location(fit: Calibration) -> Floats:
    """(n,) the mean of each item's steps, logits."""
    return np.asarray(fit.b if fit.b.ndim == 1 else np.nanmean(fit.b, axis=1))
