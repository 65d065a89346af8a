"""What is known of a trial: read from the database, the ledger and a calibration document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank import store as banks
from delivery_api.bank.service import find_stored_bank
from delivery_api.bank.values import AdoptionRecord
from delivery_api.dates.school_calendar import london_date
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.retention.store import certificate
from delivery_api.sittings.values import Programme
from delivery_api.trials import store
from delivery_api.trials.disclosure import in_tens
from delivery_api.trials.extraction import kept_sittings
from delivery_api.trials.participation.progress import StratumProgress, trial_progress
from delivery_api.trials.service import find
from delivery_api.trials.sitting_counts import SittingCounts, count_sittings
from delivery_api.trials.trial_plans import PlannedTrial, read_planned
from itembank import BankVersion
from reports.technical.adoption.fit_file import FitFile, read_fit_file


@dataclass(frozen=True)
class ReportRequest:
    """A report that somebody asks for.

    Parameters
    ----------
    fit : the calibration document
    adopted : the beginning of the hash of the bank version that was adopted; "" for the last one of the trial
    decision : who has the sittings read, and why; None where they are not read
    """

    programme: str
    fit: Path | None = None
    adopted: str = ""
    decision: Decision | None = None


class NotOfTrial(Declined):
    """A fit or a bank version that was named for a report is not of the trial."""


@dataclass(frozen=True)
class AdoptedVersion:
    """An adoption of a trial's fit.

    Parameters
    ----------
    base, made : the bank versions that it started from and made; None where the database does not have one any more
    by : who decided, as the ledger has it; "" where it has nothing
    """

    record: AdoptionRecord
    base: BankVersion | None
    made: BankVersion | None
    by: str


@dataclass(frozen=True)
class TrialRecord:
    """What is known of a trial.

    Parameters
    ----------
    today : the day of the report
    planned : None for a trial without a plan
    counts : of its sittings; None where these were not read
    attended : learners who took part, in tens; None where fewer than ten did
    strata : how far the schools of the sample took part; () without a sample
    bank : that has the items that were asked; None where the database has none
    """

    trial: Programme
    today: date
    planned: PlannedTrial | None
    counts: SittingCounts | None
    attended: int | None
    fit: FitFile | None
    adopted: AdoptedVersion | None
    strata: tuple[StratumProgress, ...] = ()
    bank: BankVersion | None = None

    def named(self, item: str) -> str:
        """An item by its name, with its id; by its id alone where no bank has it."""
        found = next((each.item for each in (self.bank.items if self.bank else ()) if each.id == item), None)
        return item if found is None else f"{found} ({item})"

    @property
    def is_over(self) -> bool:
        """Whether the day of destruction has come, so that nothing is read of the sittings."""
        return self.trial.destroyed_on is not None or self.trial.trial_due_by <= self.today


def read_trial(
    connection: Connection, ring: KeyRing, ledger: Ledger, request: ReportRequest, now: datetime
) -> TrialRecord:
    """Read what is known of a trial; its sittings only for a named person with a reason, which goes on record.

    Raises
    ------
    UnknownTrial, NotOfTrial, KeyGone
    CalibrationError : the calibration document cannot be read
    """
    programme, decision = request.programme, request.decision
    trial, today = find(connection, programme), london_date(now)
    file = read_fit_file(request.fit) if request.fit else None
    version = _adopted_version(connection, ledger, programme, request.adopted)
    if file is not None:
        _require_own_fit(connection, programme, file, version)
    plan = store.plan_of(connection, programme)
    planned = read_planned(plan.document, programme) if plan else None
    strata = trial_progress(connection, programme, today).rows
    bank = find_stored_bank(connection, planned.trial_bank if planned else file.bank if file else "")
    record = TrialRecord(trial, today, planned, None, _attended(connection, programme), file, version, strata, bank)
    if decision is None or record.is_over:
        return record
    ring.require_readable(programme)
    act = "reported on a trial"
    audit_log.record(connection, now, act, thing=record_decision(connection, ledger, now, act, programme, decision))
    counts = count_sittings(kept_sittings(connection, ring, trial, today))
    return replace(record, counts=counts)


def _attended(connection: Connection, programme: str) -> int | None:
    """Learners who took part, in tens: as they are, or as they were counted before the responses were destroyed."""
    destroyed = certificate(connection, programme)
    counted = destroyed.plan.get("participants", 0) if destroyed and destroyed.plan else 0
    return in_tens(max(store.count_attendance(connection, programme), int(counted)))


def _adopted_version(connection: Connection, ledger: Ledger, programme: str, adopted: str) -> AdoptedVersion | None:
    own = [each for each in banks.adoptions(connection) if each.programme == programme]
    named = [each for each in own if each.bank_version.startswith(adopted.lower())]
    if adopted and not named:
        there = ", ".join(each.bank_version[:12] for each in own) or "–"
        raise NotOfTrial(Reason.NOT_ADOPTED_FROM_TRIAL, trial=programme, given=adopted, there=there)
    if not named:
        return None
    last = named[-1]
    base, made = (find_stored_bank(connection, each) for each in (last.base, last.bank_version))
    return AdoptedVersion(last, base, made, _decided_by(ledger, last))


def _decided_by(ledger: Ledger, record: AdoptionRecord) -> str:
    said = {"act": "adopted a calibration", "thing": record.noted}
    entries = [each.facts for each in ledger.entries_of(EntryKind.DECIDED) if each.facts]
    return next((str(facts["by"]) for facts in reversed(entries) if said.items() <= facts.items()), "")


def _require_own_fit(connection: Connection, programme: str, file: FitFile, version: AdoptedVersion | None) -> None:
    found = store.trial_of_extract(connection, file.extract)
    if found != programme:
        raise NotOfTrial(Reason.FIT_OF_OTHER_TRIAL, fit=file.name, trial=programme, found=found or "–")
    if version is not None and version.record.fit != file.sha256:
        adopted = version.record.bank_version[:12]
        raise NotOfTrial(Reason.FIT_NOT_THE_ADOPTED, fit=file.name, bank=adopted)
