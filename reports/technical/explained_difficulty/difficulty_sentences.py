"""Explained difficulty in sentences, for the page and the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration import CrossValidation, ExplainedDifficulty, PredictedDifficulties
from calibration.explanation.difficulty_model import Coefficient, ExplanationStatus
from calibration.explanation.joint_calibration import JointCalibration, JointStatus
from itembank.html_report.html_tables import percent
from itembank.language import Language
from reports.technical.explained_difficulty import difficulty_messages as phrases
from reports.technical.page_parts import formatted, sentence

UNSURE = 0.05
"""Level above which the direction of a coefficient is not told."""
MOST_LISTED = 12
"""Most names in a sentence."""
ERRORS_BEYOND_CHANCE = 2.0
"""Standard errors by which the mean square of held-out errors must exceed what the errors of b̂ make by themselves."""
FEWEST_COVERED = 0.85
"""Share of held-out difficulties inside 90 % bands below which bands are told to be too narrow."""


@dataclass(frozen=True, eq=False)
class DifficultyEvidence:
    """What the report tells.

    Parameters
    ----------
    explained : the difficulty model
    predicted : difficulties of all items of the tables, asked or not
    validation : predictions of families that were left out
    responses : by item id, the number of responses
    joint : the calibration with features as prior; None where a finished calibration was explained
    """

    explained: ExplainedDifficulty
    predicted: PredictedDifficulties
    validation: CrossValidation
    responses: Mapping[str, int]
    joint: JointCalibration | None = None

    @property
    def holds(self) -> bool:
        """Whether the results may be considered for use."""
        finished = self.joint is None or self.joint.status is JointStatus.CONVERGED
        return finished and self.explained.status is ExplanationStatus.CONVERGED


def summary_sentences(found: DifficultyEvidence, language: Language) -> list[str]:
    """Whether results may be used, what they rest on, what features explain, and what a prediction is worth."""
    explained = found.explained
    asked = int(found.predicted.asked.sum())
    counts = (asked, len(found.predicted.items) - asked, len(explained.without_features))
    told = [_verdict(found, language), sentence(phrases.RESTS_ON, language, *counts)]
    if found.joint is not None:
        told.append(sentence(phrases.JOINT, language, found.joint.rounds))
    return [*told, *_variance_sentences(explained, language), *_worth_sentences(found, language)]


def _variance_sentences(explained: ExplainedDifficulty, language: Language) -> Iterator[str]:
    """What features explain and leave; no share where a variance is at its bound."""
    shares, item_sd, family_sd = explained.shares, explained.item_sd, explained.family_sd
    if item_sd > 0:
        yield sentence(phrases.EXPLAINED, language, percent(shares.explained, 0), formatted(item_sd))
    else:
        yield sentence(phrases.ITEM_SD_UNKNOWN, language, len(explained.fitted.items))
    if not explained.families:
        return
    if family_sd == 0:
        yield sentence(phrases.FAMILY_SD_UNKNOWN, language, len(explained.families))
        return
    yield sentence(phrases.FAMILY_SD, language, formatted(family_sd))
    if item_sd > 0:
        parts = (percent(each, 0) for each in (shares.families, shares.between, shares.within))
        yield sentence(phrases.FAMILY_SHARES, language, *parts)


def _worth_sentences(found: DifficultyEvidence, language: Language) -> Iterator[str]:
    new, known = worth_of_new(found), worth_of_known(found)
    if np.isfinite(new):
        told = phrases.WORTH_NEW_FAMILY if found.explained.families else phrases.WORTH
        yield sentence(told, language, formatted(new, 0))
    if np.isfinite(known):
        yield sentence(phrases.WORTH_KNOWN_FAMILY, language, formatted(known, 0))


def validation_sentences(found: CrossValidation, items: Sequence[str], language: Language) -> list[str]:
    """How well items of other families (or other items) predict, whether bands held, and what none predicts."""
    how = phrases.VALIDATED_FAMILIES if found.by_family else phrases.VALIDATED_ITEMS
    figures = (formatted(found.rmse), formatted(found.rmse_true), formatted(found.r), percent(found.coverage, 0))
    told = [
        sentence(how, language, int(found.fold.max()) + 1),
        sentence(phrases.VALIDATION_FIGURES, language, *figures),
    ]
    strange = [items[at] for at in np.flatnonzero(np.isnan(found.predicted)).tolist()]
    if strange:
        told.append(sentence(phrases.NOT_PREDICTABLE, language, listed(strange)))
    return [*told, sentence(phrases.BANDS_TOO_NARROW, language)] if found.coverage < FEWEST_COVERED else told


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" … (+{len(names) - MOST_LISTED})" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more


def is_unsure(found: Coefficient) -> bool:
    """Whether a coefficient may be 0."""
    return bool(abs(found.value) < 2 * found.se if np.isnan(found.p) else found.p > UNSURE)


def coefficient_sentence(found: Coefficient, language: Language) -> str:
    """What one more of a feature, or a label, does to difficulty."""
    column, size, se = found.column, formatted(abs(found.value)), formatted(found.se)
    if column is None:
        return sentence(phrases.CONSTANT_TOLD, language)
    if is_unsure(found):
        return sentence(phrases.NOT_TOLD, language, column.name, formatted(found.value, signed=True), se)
    if column.label is None:
        return sentence(
            phrases.MORE_HARDER if found.value > 0 else phrases.MORE_EASIER, language, column.name, size, se
        )
    told = phrases.LABEL_HARDER if found.value > 0 else phrases.LABEL_EASIER
    return sentence(told, language, column.feature, column.label, size, column.reference, se)


def coding_sentences(explained: ExplainedDifficulty, language: Language) -> list[str]:
    """Features that say nothing, and columns that cannot be told apart, or hardly."""
    coding = explained.coding
    told = [(phrases.CONSTANT_FEATURES, tuple(coding.constant))] if coding.constant else []
    told += [(phrases.SHRUNK, coding.aliased)] if coding.aliased else []
    if coding.collinear and not coding.aliased:
        told.append((phrases.COLLINEAR, tuple(f"{name} ({v:.0f})" for name, v in coding.collinear.items())))
    return [sentence(text, language, ", ".join(names)) for text, names in told]


def worth_of_new(found: DifficultyEvidence) -> float:
    """How many responses determine a difficulty as well as its prediction from other families (or items) does.

    The error of these predictions is that of the cross-validation, the errors of b̂ taken off; so it does not rest on
    the variances of items and families. NaN where it cannot be told from 0.
    """
    fitted, validation = found.explained.fitted, found.validation
    known = np.isfinite(validation.predicted)
    if not known.any():
        return float("nan")
    noise = float(np.mean(np.diag(fitted.covariance)[known]))
    by_chance = noise * ERRORS_BEYOND_CHANCE * np.sqrt(2 / known.sum())
    square = validation.rmse_true**2
    return _response_variance(found) / square if square > by_chance else float("nan")


def worth_of_known(found: DifficultyEvidence) -> float:
    """How many responses determine a difficulty as well as its prediction with other items of its family does.

    The variance of the prediction is the median over items of variance of the deletion residual − variance of b̂. NaN
    without families, and where the variance of items or that of families is at its bound.
    """
    explained = found.explained
    if explained.item_sd == 0 or explained.family_sd == 0:
        return float("nan")
    _, residual_se = explained.deletion_residuals
    variance = residual_se**2 - np.diag(explained.fitted.covariance)
    usable = np.nan_to_num(variance) > 0
    return _response_variance(found) / float(np.median(variance[usable])) if usable.any() else float("nan")


def _response_variance(found: DifficultyEvidence) -> float:
    """Variance of a difficulty that one response determines: the median of variance of b̂ × responses; NaN if none."""
    fitted = found.explained.fitted
    error = np.diag(fitted.covariance)
    count = np.array([found.responses.get(item, 0) for item in fitted.items])
    usable = (error > 0) & (count > 0)
    return float(np.median(error[usable] * count[usable])) if usable.any() else float("nan")


def _verdict(found: DifficultyEvidence, language: Language) -> str:
    if found.holds:
        return sentence(phrases.HOLDS, language)
    rounds = found.joint is not None and found.joint.status is not JointStatus.CONVERGED
    return sentence(phrases.ROUNDS_NOT_CONVERGED if rounds else phrases.NOT_CONVERGED, language)
