"""Use cases of adopted norms. Without norms of a subject there is no age-standardised score."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank.norms_in_use import store
from delivery_api.bank.norms_in_use.store import ADOPTED, WITHDREW, NormAdoption
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_file import Ledger
from reports.norms.norm_document import norms_bytes, norms_hash, read_norms
from reports.norms.standardised_scores import Norms
from reports.scales.reporting_scale import SCALES

_TOLD_OF_A_HASH = 32
"""Characters of the hash in audit and ledger: beside id and subject there is room for no more."""


class NormsRefused(Declined):
    """Norms may not give age-standardised scores."""


def adopt(
    connection: Connection, ledger: Ledger, norms: Norms, decision: Decision, now: datetime, *, made_up: bool = False
) -> NormAdoption:
    """Let age-standardised scores of a subject come from norms, from today on.

    Parameters
    ----------
    made_up : whether the norms may rest on a made-up sample, for a demonstration

    Raises
    ------
    NormsRefused, LedgerRefused
    """
    _require_usable(norms, made_up=made_up)
    subject, document, named = norms.source.subject, norms_bytes(norms), norms_hash(norms)
    before = store.adoptions_of(connection, subject)
    if before and before[-1].norms == named:
        raise NormsRefused(Reason.NORMS_IN_USE, subject=subject)
    made = NormAdoption(uuid4(), subject, named, document, decision.by.strip(), decision.reason.strip(), now)
    store.add(connection, made)
    _note(connection, ledger, ADOPTED, made, decision)
    return made


def withdraw(
    connection: Connection, ledger: Ledger, subject: str, decision: Decision, now: datetime
) -> tuple[NormAdoption, NormAdoption | None]:
    """Take back the norms of a subject that are in use, as if they had never been: no report gives a score by them.

    Returns
    -------
    the row of the withdrawal, and the adoption that is in use from now on; None where there is none

    Raises
    ------
    NormsRefused, LedgerRefused
    """
    standing = store.adoptions_of(connection, subject)
    if not standing:
        raise NormsRefused(Reason.NO_NORMS_IN_USE, subject=subject)
    made = store.withdrawal(standing[-1], uuid4(), decision.by.strip(), decision.reason.strip(), now)
    store.add(connection, made)
    _note(connection, ledger, WITHDREW, made, decision)
    left = store.adoptions_of(connection, subject)
    return made, left[-1] if left else None


def _note(connection: Connection, ledger: Ledger, act: str, row: NormAdoption, decision: Decision) -> None:
    thing = f"{row.id} {row.subject} {row.norms[:_TOLD_OF_A_HASH]}"
    noted = record_decision(connection, ledger, row.at, act, thing, decision)
    audit_log.record(connection, row.at, act, thing=noted)


def norms_on(connection: Connection, subject: str, day: date) -> Norms | None:
    """The norms that a result finished on a day is reported by: those in use on it, or else the first that came later.

    So a score once given does not change with later norms; and the results that norms were made from have a score too.
    """
    adopted = store.adoptions_of(connection, subject)
    then = [each for each in adopted if london_date(each.at) <= day] or adopted[:1]
    return read_norms(then[-1].document) if then else None


def _require_usable(norms: Norms, *, made_up: bool) -> None:
    source = norms.source
    expected = SCALES[source.subject].version
    if source.scale != expected:
        raise NormsRefused(Reason.NORMS_SCALE, subject=source.subject, expected=expected, got=source.scale)
    if not norms.usable:
        raise NormsRefused(Reason.NORMS_NOT_USABLE)
    if source.fictional and not made_up:
        raise NormsRefused(Reason.NORMS_MADE_UP)
