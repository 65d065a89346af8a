"""The bank version on whose scale a trial's responses are calibrated, and by which option."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank import store as banks
from delivery_api.bank.service import find_stored_bank
from delivery_api.trials import store
from delivery_api.trials.planned_scale import follows_plan
from delivery_api.trials.service import find
from delivery_api.trials.trial_plans import PlannedTrial, read_planned
from itembank import BankVersion


@dataclass(frozen=True)
class CalibrationBank:
    """What `mesur calibrate` is given.

    Parameters
    ----------
    hash : of the bank version
    option : that names it: its adopted items are anchors, if the trial asked any
    """

    hash: str
    option: str


def calibration_bank(connection: Connection, trial: str) -> CalibrationBank:
    """The bank version in use of a trial's subject, into which alone a fit may be adopted.

    The version that a trial was planned with, where the one in use is not on its scale, or there is none.

    Raises
    ------
    UnknownTrial, Declined
    """
    plan = store.plan_of(connection, trial)
    planned = read_planned(plan.document, plan.sha256) if plan else None
    in_use = banks.in_use(connection, find(connection, trial).subject or "")
    current = find_stored_bank(connection, in_use[0]) if in_use else None
    if planned is not None and (current is None or not follows_plan(connection, planned, current)):
        current = find_stored_bank(connection, planned.base_bank)
    if current is None:
        given = planned.base_bank if planned else in_use[0] if in_use else ""
        raise Declined(Reason.NO_STORED_BANK, given=given)
    return CalibrationBank(current.hash, _option(current, planned))


def _option(bank: BankVersion, planned: PlannedTrial | None) -> str:
    asked = {item for booklet in planned.booklets for form in booklet.values() for item in form} if planned else None
    may_be_anchors = (item for item in bank.items if asked is None or item.id in asked)
    return "--bank" if all(item.parameters.provisional for item in may_be_anchors) else "--anchors"
