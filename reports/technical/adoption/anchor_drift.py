"""Whether anchors that a fit would hold at the bank's parameters still have them: those that moved are released."""

from collections.abc import Iterator
from dataclasses import replace

from calibration import Calibration, CalibrationError, FitStatus
from calibration.linking.anchor_report import LinkingReport, linking_report
from calibration.linking.anchor_stability import LinkVerdict, detectable_move, moved_anchors
from calibration.linking.anchors import select_anchors
from calibration.linking.link import link
from calibration.linking.linking_constants import LinkStatus
from calibration.linking.usable_form import usable_form
from itembank.language import Language
from reports.technical.adoption import adoption_messages as messages
from reports.technical.adoption.bank_scale import MOST_RELEASED, BankScale, measured_form
from reports.technical.page_parts import formatted, sentence


def with_agreeing_anchors(scale: BankScale, free: Calibration) -> BankScale:
    """The scale by the anchors that agree with each other.

    The check is that of a Stocking–Lord link (`calibration.linking.anchor_stability.moved_anchors`) with a fit that
    holds none of them. Here the bank's parameters have the errors that they were adopted with.

    Parameters
    ----------
    free : a fit of the same responses in which no item is held

    The others are linked again, and agree as the anchors of such a link do.

    Returns
    -------
    BankScale
        ``checked`` unless the fit did not converge, or determines no anchor
    """
    if free.status is not FitStatus.CONVERGED:
        return scale
    try:
        form = usable_form(free)
        old = measured_form(scale.bank, [item for item in form.items if item in set(scale.anchors)])
        alike = bool((form.parameters.a == 1).all() and (old.parameters.a == 1).all())
        found = select_anchors(form, old, named=None, provisional=(), robust=None, same_unit=True)
    except CalibrationError:
        return scale
    moved = moved_anchors(found, (form, old), same_unit=alike)
    kept = tuple(item for item in scale.anchors if item not in moved)
    agree = len(moved) <= MOST_RELEASED * len(scale.anchors)
    if agree:
        own = [item for item in found.items if item not in moved]
        constants = link(form, old, "stocking-lord", anchors=own, same_unit=alike)
        agree = constants.status is LinkStatus.CONVERGED and _holds(linking_report(form, old, constants))
    found_at = detectable_move(found, (form, old), same_unit=alike)
    return replace(scale, anchors=kept, released=moved, checked=True, agree=agree, detectable=found_at)


def _holds(report: LinkingReport) -> bool:
    return report.stability.verdict is LinkVerdict.HOLDS


def drift_sentences(scale: BankScale, language: Language) -> Iterator[str]:
    """What the check of anchors that are held found, and what it could have found."""
    held = len(scale.anchors)
    if not scale.checked:
        yield messages.DRIFT_UNCHECKED[language]
    elif not scale.released and scale.agree:
        yield sentence(messages.ANCHORS_AGREE, language, held)
    elif scale.released:
        yield sentence(messages.ANCHORS_RELEASED, language, ", ".join(scale.released), held)
    if scale.detectable is not None:
        yield sentence(messages.DRIFT_DETECTABLE, language, formatted(scale.detectable, 2))
    if not scale.agree:
        yield messages.ANCHORS_DISAGREE[language]
