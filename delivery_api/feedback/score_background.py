"""What stands beside a learner's score: what norms say of it, what it rests on, and the scores of earlier sittings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from delivery_api.bank.norms_in_use.service import norms_on
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.sittings.record.reported_reading import reported_results
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.values import Sitting
from itembank.versions.adopted_parameters import link_error_between
from reports import SittingResult
from reports.feedback.sitting_results import NormedScore, Versions
from reports.norms.learning_time import LearningTime, completed_months, learning_time
from reports.norms.norm_document import norms_hash
from reports.norms.standardised_scores import (
    Norms,
    OutsideNorms,
    StandardisedScore,
    kept_pace,
    standardised_score,
)
from reports.scales.progress import ScorePoint, score_point
from reports.scales.reporting_scale import SCALES, ScaleScore


def with_background(
    context: SittingContext,
    sitting: Sitting,
    result: SittingResult,
    of_subject: Mapping[UUID, Sitting],
    *,
    all_recorded: bool,
) -> SittingResult:
    """The result with what stands beside its score.

    An age-standardised score is worked out at each reading, from the fixed score and the norms of its day, so that a
    date of birth that is put right leaves none wrong.

    Parameters
    ----------
    of_subject : the learner's completed sittings of the subject, this one among them, that may be told of
    all_recorded : as in `result_records.result_fault`
    """
    reported, _ = reported_results(context, list(of_subject.values()), all_recorded=all_recorded)
    this = reported.get(sitting.id)
    if this is None:
        return result
    told = replace(
        result,
        not_reached=this.not_reached,
        versions=Versions(this.scale_version, this.bank_version, this.engine_version),
    )
    if result.too_few:
        return told
    earlier = [each for each in reported.values() if not each.too_few and each.finished_at <= this.finished_at]
    scored = sorted(earlier, key=lambda each: each.finished_at)
    born = None if this.provisional else _birth_date(context, sitting)
    norms = None if this.provisional else norms_on(context.connection, this.subject, result.finished_on)
    return replace(
        told,
        scores=tuple(_point(each) for each in scored),
        normed=_normed(norms, this, born) if norms else None,
        expected=_kept_pace(norms, scored[0], this, born) if norms and born and len(scored) > 1 else None,
        link_se=_link_se(context, scored[0], this),
    )


def _link_se(context: SittingContext, first: ReportedResult, last: ReportedResult) -> float:
    """The error of the links between the bank versions that two scores were scored under, scale points."""
    if first.bank_version == last.bank_version:
        return 0.0
    one, other = (context.bank_cache.bank(context.connection, each.bank_version).adopted for each in (first, last))
    return SCALES[last.subject].unit * link_error_between(one, other)


def with_standardised_scores(
    context: SittingContext,
    results: Mapping[UUID, SittingResult],
    sittings: Mapping[UUID, Sitting],
    *,
    all_recorded: bool,
) -> dict[UUID, SittingResult]:
    """The results of learners in one subject, with what norms say of those whose scores are not provisional.

    Parameters
    ----------
    results, sittings : by learner
    all_recorded : as in `result_records.result_fault`
    """
    told = {who: each for who, each in results.items() if not (each.provisional or each.too_few)}
    norms = {
        (each.subject, each.finished_on): norms_on(context.connection, each.subject, each.finished_on)
        for each in told.values()
    }
    if not any(norms.values()):
        return dict(results)
    reported, _ = reported_results(context, [sittings[who] for who in told], all_recorded=all_recorded)
    born = _birth_dates(context, tuple(told))
    normed = dict(results)
    for who, result in told.items():
        row, there = reported.get(sittings[who].id), norms[result.subject, result.finished_on]
        if row is not None and there is not None:
            normed[who] = replace(result, normed=_normed(there, row, born.get(who)))
    return normed


def _birth_dates(context: SittingContext, learners: Sequence[UUID]) -> dict[UUID, date | None]:
    rows = identity.details_rows(context.connection, learners)
    return {row.person: row.sealed.opened(context.key_ring, row.person).birth_date for row in rows}


def _birth_date(context: SittingContext, sitting: Sitting) -> date | None:
    return _birth_dates(context, [sitting.learner]).get(sitting.learner) if sitting.learner else None


def _point(result: ReportedResult) -> ScorePoint:
    on, scale = london_date(result.finished_at), SCALES[result.subject]
    return score_point(on, result.year_group, result.theta, result.se, scale, provisional=result.provisional)


def _normed(norms: Norms, result: ReportedResult, born: date | None) -> NormedScore:
    score = _standardised(norms, result, born) if born else OutsideNorms.NO_BIRTH_DATE
    return NormedScore(score, norms_hash(norms), norms.source.fictional)


def _standardised(norms: Norms, result: ReportedResult, born: date) -> StandardisedScore | OutsideNorms:
    return standardised_score(norms, result.theta, result.se, *_place(result, born))


def _kept_pace(norms: Norms, first: ReportedResult, last: ReportedResult, born: date) -> ScaleScore | None:
    """The last score of a learner who keeps the first age-standardised score, with its band; None if norms end."""
    then = _standardised(norms, first, born)
    if isinstance(then, OutsideNorms) or then.below or then.above:
        return None
    paced = kept_pace(norms, first.theta, first.se, _place(first, born), _place(last, born))
    if isinstance(paced, OutsideNorms):
        return None
    score, low, high = map(SCALES[last.subject].points, paced)
    return ScaleScore(score, low, high)


def _place(result: ReportedResult, born: date) -> tuple[LearningTime, int]:
    """How much a learner had been taught at a sitting, and how old they were in months."""
    on = london_date(result.finished_at)
    return learning_time(on, result.year_group), completed_months(born, on)
