"""Which bank versions have the scale that a trial was planned on: the plan's, and those that it led to by adoptions.

An adoption's version is seldom the one in use: its exposure is solved first, which gives it another hash. So a version
is known by its part `adopted`, which names the fits that its parameters came from, and what each was adopted into.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from delivery_api.bank import store as banks
from delivery_api.bank.service import find_stored_bank
from delivery_api.trials.trial_plans import PlannedTrial
from itembank import BankVersion


def follows_plan(connection: Connection, planned: PlannedTrial, bank: BankVersion) -> bool:
    """Whether a bank version has the scale that a trial was planned on.

    It has if it is the plan's, if it has what the trial asked with the same parameters, or if it was adopted from such
    a version, over however many adoptions on record.
    """
    bases = tuple(_bases(connection, bank))
    if planned.base_bank in (bank.hash, *bases):
        return True
    asked = find_stored_bank(connection, planned.trial_bank)
    if asked is None:
        return False
    stored = (find_stored_bank(connection, each) for each in bases)
    return any(not items_changed(asked, each) for each in (bank, *filter(None, stored)))


def items_changed(asked: BankVersion, bank: BankVersion) -> tuple[str, ...]:
    """The ids of the items of one bank version that another has with other parameters, or has not."""
    there = {each.id: each.parameters for each in bank.items}
    return tuple(each.id for each in asked.items if there.get(each.id) != each.parameters)


def _bases(connection: Connection, bank: BankVersion) -> Iterator[str]:
    """The hashes of the versions that were adopted into on the way to a bank version, the last one first."""
    recorded = {each.fit for each in banks.adoptions(connection)} if bank.adopted else set()
    for each in reversed(bank.adopted.adoptions if bank.adopted else ()):
        if each.fit not in recorded:
            return
        yield each.base
