"""Whether a fit may be adopted, and the record of an adoption; nothing is estimated here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank import store as banks
from delivery_api.bank.discarded_adoptions import adopted_fits, require_not_discarded
from delivery_api.bank.service import find_stored_bank
from delivery_api.bank.values import AdoptionRecord
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.trials import store
from delivery_api.trials.planned_scale import follows_plan, items_changed
from delivery_api.trials.trial_plans import read_planned
from itembank import BankVersion, write_bank

SHOWN_ITEMS = 8
SHORTEST_NAME = 6
"""The fewest digits of a hash by which a bank version is named."""


class NotAdoptable(Declined):
    """The fit may not be adopted; nothing was written."""


@dataclass(frozen=True)
class FitOrigin:
    """What a calibration document says of itself.

    Parameters
    ----------
    name, sha256 : of the file
    status : how the fit ended, "" if it converged
    islands : number of sets of items that nobody's answers connect
    anchors_agree : False if it was linked by anchors that disagree
    drift_checked : False if its anchors are held, and were not compared with each other
    bank : hash of the bank version that gave the scale; "" if none did
    extract : SHA-256 of the responses, as the register of extracts has it
    anchors : ids of the items that set the scale
    groups : the column of groups with means of their own; "" for one population
    """

    name: str
    sha256: str
    status: str
    islands: int
    anchors_agree: bool
    drift_checked: bool
    bank: str
    extract: str
    anchors: tuple[str, ...]
    groups: str


def require_adoptable(connection: Connection, fit: FitOrigin, base: BankVersion) -> str:
    """Return the trial whose responses were fitted.

    Parameters
    ----------
    base : the bank version that the new one is made from

    Raises
    ------
    AdoptionDiscarded : the bank version rests on an adoption that was discarded
    NotAdoptable : the fit did not converge or connect, came from another bank version or an extract that is not
        registered, takes several year groups as one population, has anchors that are provisional or were not compared,
        was adopted already, or the bank version moved on or is not on the plan's scale
    """
    _require_sound_fit(fit)
    if fit.bank != base.hash:
        raise NotAdoptable(Reason.FIT_OF_OTHER_BANK, fit=fit.name, bank=base.hash[:12], found=fit.bank[:12])
    held = {item.id: item for item in base.items}
    loose = [item for item in fit.anchors if item not in held or held[item].parameters.provisional]
    if loose:
        raise NotAdoptable(Reason.ANCHORS_PROVISIONAL, fit=fit.name, items=", ".join(loose[:SHOWN_ITEMS]))
    programme = store.trial_of_extract(connection, fit.extract)
    if programme is None:
        raise NotAdoptable(Reason.FIT_OF_UNKNOWN_EXTRACT, fit=fit.name, extract=fit.extract or "–")
    _require_groups(connection, fit, programme)
    _require_planned_bank(connection, fit, programme, base)
    require_not_discarded(connection, base)
    _require_first(connection, fit, base)
    return programme


def _require_groups(connection: Connection, fit: FitOrigin, programme: str) -> None:
    plan = store.plan_of(connection, programme)
    years = read_planned(plan.document, plan.sha256).plan.years if plan else ()
    if len(years) > 1 and not fit.groups:
        named = ", ".join(map(str, years))
        raise NotAdoptable(Reason.FIT_OF_YEARS_AS_ONE, fit=fit.name, trial=programme, years=named)


def _require_sound_fit(fit: FitOrigin) -> None:
    if fit.status:
        raise NotAdoptable(Reason.FIT_NOT_CONVERGED, fit=fit.name, status=fit.status)
    if not fit.bank:
        raise NotAdoptable(Reason.FIT_WITHOUT_BANK, fit=fit.name)
    if fit.islands > 1:
        raise NotAdoptable(Reason.FIT_NOT_CONNECTED, fit=fit.name, islands=fit.islands)
    if not fit.anchors_agree:
        raise NotAdoptable(Reason.FIT_ANCHORS_APART, fit=fit.name)
    if not fit.drift_checked:
        raise NotAdoptable(Reason.FIT_DRIFT_UNCHECKED, fit=fit.name)


def _require_planned_bank(connection: Connection, fit: FitOrigin, programme: str, base: BankVersion) -> None:
    """Refuse a base on another scale than the plan's, with other parameters of the items that were asked."""
    plan = store.plan_of(connection, programme)
    planned = read_planned(plan.document, programme) if plan else None
    if planned is None or follows_plan(connection, planned, base):
        return
    asked = find_stored_bank(connection, planned.trial_bank)
    other = ", ".join(items_changed(asked, base)[:SHOWN_ITEMS]) if asked else "–"
    facts = {"planned": planned.base_bank[:12], "bank": base.hash[:12], "items": other}
    raise NotAdoptable(Reason.FIT_OF_OTHER_PLAN, fit=fit.name, **facts)


def _require_first(connection: Connection, fit: FitOrigin, base: BankVersion) -> None:
    """Refuse a fit that was adopted, and a base that another version has followed."""
    for each in banks.adoptions(connection):
        if each.fit == fit.sha256:
            facts = {"on": london_date(each.at), "bank": each.bank_version[:12]}
            raise NotAdoptable(Reason.FIT_ADOPTED, fit=fit.name, **facts)
        if each.base == base.hash:
            raise NotAdoptable(Reason.BANK_MOVED_ON, bank=base.hash[:12], newer=each.bank_version[:12])
    in_use = banks.in_use(connection, base.subject)
    if in_use is not None and in_use[0] != base.hash:
        raise NotAdoptable(Reason.BANK_MOVED_ON, bank=base.hash[:12], newer=in_use[0][:12])


def adopt(
    connection: Connection,
    ledger: Ledger,
    fit: FitOrigin,
    base: BankVersion,
    made: BankVersion,
    decisions: str,
    decision: Decision,
    now: datetime,
) -> str:
    """Store the bank version that decisions on a fit made, and record the adoption. Return the trial.

    The version is neither approved nor in use by this.

    Parameters
    ----------
    decisions : SHA-256 of the file of decisions

    Raises
    ------
    AdoptionDiscarded, NotAdoptable : as `require_adoptable`, which is asked again
    """
    programme = require_adoptable(connection, fit, base)
    banks.add(connection, made.hash, made.subject, write_bank(made), now)
    record = AdoptionRecord(fit.sha256, fit.extract, programme, base.hash, made.hash, decisions, now)
    banks.record_adoption(connection, record)
    _note(connection, ledger, "adopted a calibration", record, decision, now)
    return programme


def discard(connection: Connection, ledger: Ledger, version: str, decision: Decision, now: datetime) -> AdoptionRecord:
    """Discard an adoption by mistake, while nothing rests on its bank version: the fit may be adopted again then.

    The version stays stored. What was approved of it counts no more, and nobody approves it again; all this also
    holds for the same version with another hash, since its exposure was solved anew.

    Parameters
    ----------
    version : the beginning of the hash of the bank version that it made

    Raises
    ------
    NotAdoptable : there is no such adoption, its version is relied on, or another version was adopted from it
    """
    kept = banks.adoptions(connection)
    named = [each for each in kept if len(version) >= SHORTEST_NAME and each.bank_version.startswith(version.lower())]
    if len(named) != 1:
        raise NotAdoptable(
            Reason.NO_ADOPTION, given=version, there=", ".join(each.bank_version[:12] for each in kept) or "–"
        )
    (record,) = named
    made = record.bank_version[:12]
    if any(_rests_on(connection, each, record) for each in _relied_on(connection)):
        raise NotAdoptable(Reason.ADOPTION_PUBLISHED, bank=made)
    for each in kept:
        if each != record and _rests_on(connection, each.bank_version, record):
            raise NotAdoptable(Reason.ADOPTION_FOLLOWED, bank=made, newer=each.bank_version[:12])
    banks.discard_adoption(connection, record, now)
    _note(connection, ledger, "discarded an adoption", record, decision, now)
    return record


def _relied_on(connection: Connection) -> set[str]:
    """The bank versions that were published, that results were rescored by, or that are in use."""
    decided = banks.bank_decision_history(connection)
    in_use = (each.hash for each in banks.versions(connection) if each.design)
    return {each.bank_version for each in decided if each.decision in ("published", "rescored")}.union(in_use)


def _rests_on(connection: Connection, version: str, record: AdoptionRecord) -> bool:
    bank = find_stored_bank(connection, version)
    return bank is not None and record.fit in adopted_fits(bank)


def _note(
    connection: Connection, ledger: Ledger, act: str, record: AdoptionRecord, decision: Decision, now: datetime
) -> None:
    noted = record_decision(connection, ledger, now, act, record.noted, decision)
    audit_log.record(connection, now, act, thing=noted)
