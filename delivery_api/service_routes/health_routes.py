"""Routes for monitoring: whether the process lives, whether it should get requests, and its metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from anyio import move_on_after, to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.access.access import Now
from delivery_api.alerts.store import count_alerts
from delivery_api.alerts.values import alert_gauge
from delivery_api.bank.document_sealing import BANK_KEYS
from delivery_api.bank.service import subjects_in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.clock_check import ClockDoubted
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.schema import SchemaStatus, schema_status
from delivery_api.observability.metrics import Metrics, gauges_text, prometheus_text
from delivery_api.privacy.breaches.service import overdue_breaches
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.privacy.rights.case_clock import Holidays
from delivery_api.privacy.rights.service import overdue_cases
from delivery_api.sittings.storage.programmes import is_ready, school_years
from delivery_api.sittings.values import key_purpose
from delivery_api.storage.database_errors import UNWRITABLE, DatabaseFailure, classify_failure
from delivery_api.storage.durability import is_durable, is_read_only
from delivery_api.storage.free_space import full_folders
from delivery_api.storage.write_failures import WriteFailures
from delivery_api.trials.service import ending_soon

PROBE_TIMEOUT = 5.0  # a connection fails after 3
"""Seconds after which a database that does not answer is reported as unusable."""
_SILENT = "database silent"


@dataclass(frozen=True)
class Deadlines:
    """What decides when something is overdue.

    Parameters
    ----------
    live_years : years for which a school year's responses are kept
    holidays : of the controller's registers, which move the days by which cases are due
    """

    live_years: int
    holidays: Holidays


@dataclass(frozen=True)
class WritableState:
    """What decides whether answers can be written.

    Parameters
    ----------
    failures : whether the database refused a write a moment ago
    folders : on whose disks this host writes
    """

    failures: WriteFailures
    folders: tuple[Path, ...]


def router(
    engine: Engine,
    ledger: Ledger,
    lanes: PriorityLanes,
    metrics: Metrics,
    deadlines: Deadlines,
    writable: WritableState,
) -> APIRouter:
    """Routes of liveness, readiness and metrics; a proxy hides all three from the public."""
    routes, one_at_a_time = APIRouter(), Lock()

    def check_readiness(instant: datetime) -> Readiness:
        # a database that does not answer blocks one probe's thread, not one more with each probe
        if not one_at_a_time.acquire(timeout=PROBE_TIMEOUT):
            return Readiness(_SILENT)
        try:
            return _readiness(engine, ledger, instant, deadlines, writable)
        finally:
            one_at_a_time.release()

    @routes.get("/livez")
    def live() -> PlainTextResponse:
        return PlainTextResponse("live\n")

    @routes.get("/readyz")
    async def is_ready(instant: Now) -> JSONResponse:
        found = Readiness("draining" if lanes.draining else _SILENT)
        if not lanes.draining:
            with move_on_after(PROBE_TIMEOUT):
                found = await to_thread.run_sync(check_readiness, instant, abandon_on_cancel=True)
        told: dict[str, object] = {"ready": found.why is None, "school_year": school_years(instant)[0]}
        told |= {"why": found.why} if found.why else {}
        told |= {"warnings": found.warnings} if found.warnings else {}
        return JSONResponse(told, 503 if found.why else 200)

    @routes.get("/metrics", response_class=PlainTextResponse)
    def counts(instant: Now) -> Response:
        gauges = {} if lanes.draining else _gauges(engine, ledger, instant, deadlines)
        gauges["mesur_ready"] = int(not lanes.draining and check_readiness(instant).why is None)
        return Response(prometheus_text(metrics) + gauges_text(gauges), media_type=CONTENT_TYPE_LATEST)

    return routes


@dataclass(frozen=True)
class Readiness:
    """What a probe found.

    Parameters
    ----------
    why : why the worker should get no requests; None if it should
    warnings : what somebody should look into, although sittings go on
    """

    why: str | None = None
    warnings: tuple[str, ...] = ()


def _readiness(
    engine: Engine, ledger: Ledger, now: datetime, deadlines: Deadlines, writable: WritableState
) -> Readiness:
    if full := full_folders(writable.folders):
        return Readiness(f"disk full: {', '.join(full)}")
    if failure := writable.failures.recent():
        return Readiness(f"database {failure}")
    try:
        with engine.begin() as connection:
            if (found := schema_status(connection)) is not SchemaStatus.COMPATIBLE:
                return Readiness(found.value)
            if is_read_only(connection):
                return Readiness("database read-only")
            if not is_durable(connection):
                return Readiness("database not durable")
            warnings = [
                *_missing_keys(connection, ledger.ring, now, needed=False),
                *_ledger_warnings(ledger, now),
                *_ending_trials(connection, now),
                *_late_cases(connection, now, deadlines.holidays),
                *_late_breaches(connection, now),
            ]
            overdue = withhold_overdue(connection, ledger.ring, deadlines.live_years, london_date(now))
            warnings += [f"overdue: {each.programme.id} since {each.due_on}" for each in overdue]
            return Readiness(_unready_reason(connection, ledger, now), tuple(warnings))
    except (DBAPIError, PoolTimeout) as error:
        failure = classify_failure(error)
        if failure in UNWRITABLE:
            return Readiness(f"database {failure}")
        return Readiness("database refuses the login" if failure is DatabaseFailure.LOGIN_REFUSED else "database away")


def _gauges(engine: Engine, ledger: Ledger, now: datetime, deadlines: Deadlines) -> dict[str, int]:
    """Return what is measured when it is asked for; nothing while the database is away."""
    try:
        with engine.begin() as connection:
            overdue = withhold_overdue(connection, ledger.ring, deadlines.live_years, london_date(now))
            ending = ending_soon(connection, london_date(now))
            late = overdue_cases(connection, london_date(now), deadlines.holidays)
            breaches = overdue_breaches(connection, now)
            alerts = count_alerts(connection, now - timedelta(days=1))
    except (DBAPIError, PoolTimeout):
        return {}
    return {
        "mesur_overdue_destructions": len(overdue),
        "mesur_trials_ending_soon": len(ending),
        "mesur_rights_cases_overdue": len(late),
        "mesur_breaches_overdue": len(breaches),
        **{alert_gauge(kind): count for kind, count in alerts.items()},
    }


def _unready_reason(connection: Connection, ledger: Ledger, now: datetime) -> str | None:
    if ledger.path.exists() and ledger.is_ahead_of(connection):
        return "database behind the ledger"
    if missing := _missing_keys(connection, ledger.ring, now, needed=True):
        return "; ".join(missing)
    if not is_ready(connection, ledger.ring, school_years(now)[0]):
        return "no room for the school year's answers"
    return None if subjects_in_use(connection) else "no bank in use"


def _ending_trials(connection: Connection, now: datetime) -> list[str]:
    """Name the open trials that will be completed by themselves within two weeks, or should have been."""
    soon = ending_soon(connection, london_date(now))
    return [f"trial completed by itself: {trial.id} on {trial.latest_completion}" for trial in soon]


def _late_cases(connection: Connection, now: datetime, holidays: Holidays) -> list[str]:
    late = len(overdue_cases(connection, london_date(now), holidays))
    return [f"rights cases overdue: {late}"] if late else []


def _late_breaches(connection: Connection, now: datetime) -> list[str]:
    return [f"breach overdue: {each.breach.reference}" for each in overdue_breaches(connection, now)]


def _missing_keys(connection: Connection, ring: KeyRing, now: datetime, *, needed: bool) -> list[str]:
    """Name the living keys whose files this host lacks: those that sittings need, or the others."""
    needing = {BANK_KEYS, IDENTIFIER_KEYS, NAME_KEYS, key_purpose(school_years(now)[0])}
    return [
        f"key missing: {each.purpose} {each.id}"
        for each in ring.records(connection)
        if not each.destroyed_at and (each.purpose in needing) is needed and not ring.path(each.id).is_file()
    ]


def _ledger_warnings(ledger: Ledger, now: datetime) -> list[str]:
    if not ledger.path.exists():
        return ["no ledger"]
    try:
        ledger.require_known_clock(now)
    except ClockDoubted as error:
        return [f"clock doubted: no retention run or confirmation for two days, last {error.facts['last']}"]
    return []
