"""The bank version on whose scale a trial's responses are calibrated, and by which option."""

from __future__ import annotations

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank import store as banks
from delivery_api.bank.service import find_stored_bank
from delivery_api.trials import store
from delivery_api.trials.service import find
from delivery_api.trials.trial_plans import read_planned
from itembank import BankVersion


def calibration_bank(connection: Connection, trial: str) -> BankVersion:
    """The bank version that a trial was planned with; that in use of its subject for a trial without a plan.

    Raises
    ------
    UnknownTrial, Declined
    """
    plan = store.plan_of(connection, trial)
    in_use = banks.in_use(connection, find(connection, trial).subject or "")
    name = read_planned(plan.document, plan.sha256).base_bank if plan else in_use[0] if in_use else ""
    bank = find_stored_bank(connection, name)
    if bank is None:
        raise Declined(Reason.NO_STORED_BANK, given=name)
    return bank


def scale_option(bank: BankVersion) -> str:
    """The option of `mesur calibrate` that names the bank: its adopted items are anchors, if there are any."""
    return "--bank" if all(item.parameters.provisional for item in bank.items) else "--anchors"
