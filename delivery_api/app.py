"""The only place where the HTTP application is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from delivery_api.access.request_context import Loaders, ServiceContext, TrialSeat
from delivery_api.access_profiles import language_routes
from delivery_api.access_profiles import routes as access_profile_routes
from delivery_api.alerts import routes as alert_routes
from delivery_api.alerts.forged_row_alerts import ForgedRowAlerts
from delivery_api.audit.row_links import link_audit_rows
from delivery_api.audit.written_rows import FOLDER, WrittenRows
from delivery_api.bank.service import BankCache
from delivery_api.class_pins import routes as pin_routes
from delivery_api.class_pins import service as pins
from delivery_api.class_pins import sheet_routes
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback import (
    class_group_routes,
    class_routes,
    completion_routes,
    file_routes,
    learner_routes,
    like_routes,
    parent_routes,
    school_routes,
    transition_routes,
)
from delivery_api.feedback.class_view import ClassViews
from delivery_api.http import error_mapping
from delivery_api.http.buffered_body import BufferedBodyMiddleware
from delivery_api.http.compression import CompressionMiddleware
from delivery_api.http.load_shedding import LoadSheddingMiddleware, PriorityLanes
from delivery_api.http.rate_limit import RateLimiter
from delivery_api.http.refusal_log import RefusalLogMiddleware
from delivery_api.http.request_middleware import SecurityMiddleware
from delivery_api.identity import routes as identity_routes
from delivery_api.identity import session_routes
from delivery_api.identity import store as identity
from delivery_api.identity.claims import ClaimNames
from delivery_api.identity.oidc_provider import OidcProvider
from delivery_api.identity.restriction.store import restriction_ground
from delivery_api.identity.service import SignInService
from delivery_api.identity.session_rows import store as session_rows
from delivery_api.identity.sessions import SessionLimits, hash_token
from delivery_api.identity.sign_in_policy import SignInPolicy
from delivery_api.identity.values import Person
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing, open_key_ring
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.recorded_results import RecordedResults
from delivery_api.lifecycle.schema import metadata
from delivery_api.observability.metrics import MetricsMiddleware, new_metrics
from delivery_api.observability.security_events import SecurityLog
from delivery_api.permissions import routes as granting_routes
from delivery_api.permissions import store as granting
from delivery_api.permissions.view_permission import store as view_permissions
from delivery_api.privacy.breaches import routes as breach_routes
from delivery_api.privacy.notice import routes as notice_routes
from delivery_api.privacy.published_log import routes as log_routes
from delivery_api.privacy.registers.register_checks import require_recorded
from delivery_api.privacy.registers.register_file import read_registers
from delivery_api.privacy.rights import bundle_routes, correction_routes, schedule_routes
from delivery_api.privacy.rights import routes as rights_routes
from delivery_api.privacy.rights.service import holidays_in
from delivery_api.releases.live_releases import worker_connection_name
from delivery_api.row_authentication.row_authenticator import RowAuthenticator, authenticate_rows
from delivery_api.row_authentication.row_mac import Row
from delivery_api.security_counts import routes as security_routes
from delivery_api.security_counts.count_storing import store_counts_regularly
from delivery_api.service_routes import health_routes, home_routes, practice_routes, service_pages
from delivery_api.service_routes.openapi_description import openapi_document
from delivery_api.settings import Settings
from delivery_api.sittings import routes as sitting_routes
from delivery_api.sittings.answering.answer_pace import answer_pace
from delivery_api.sittings.answering.answer_service import AnswerService
from delivery_api.sittings.answering.cache_expiry import expire_regularly
from delivery_api.sittings.answering.sitting_cache import SittingCache
from delivery_api.sittings.conducting import (
    absence_routes,
    booking_routes,
    held_act_routes,
    monitor_routes,
    staff_routes,
)
from delivery_api.sittings.conducting.held_acts import OPEN_FOR
from delivery_api.sittings.sitting_context import ResultChecks
from delivery_api.sittings.sitting_lookup import SittingLookup, find_for
from delivery_api.sittings.storage.log_heads.head_notes import follow_logs
from delivery_api.storage.database import open_autocommit, open_database
from delivery_api.storage.write_failures import WriteFailures
from delivery_api.trials import seats as trial_seats
from delivery_api.trials import service as trials
from delivery_api.trials.participation import calendar_routes
from delivery_api.trials.participation import routes as participation_routes
from delivery_api.trials.participation import store as participation
from delivery_api.trials.participation.places import require_place
from delivery_api.voice import routes as voice_routes
from delivery_api.voice.heard_sentences import heard_sentences, spoken_pages
from delivery_api.web.page_rendering import Pages
from delivery_api.web.player_shell import PlayerShell
from delivery_api.web.reader_language import is_language
from delivery_api.web.static_assets import asset_routes

Clock = Callable[[], datetime]


def create_app(settings: Settings, *, clock: Clock = clock) -> FastAPI:
    """The service.

    Raises
    ------
    AssetsMissing : the npm packages are not installed
    InvalidRegisters
    """
    engine = open_database(settings.database_url, worker_connection_name())
    autocommit = open_autocommit(settings.database_url, worker_connection_name())
    ring, bank_cache, sitting_cache = open_key_ring(settings), BankCache(), SittingCache()
    ledger = Ledger(settings.ledger, ring)
    heard, metrics = heard_sentences(settings, ledger), new_metrics()
    pages = Pages(settings.node_modules, settings.demonstration, spoken_pages(heard))
    shell = PlayerShell(pages)
    forged_rows = ForgedRowAlerts(clock)

    def note_forged(table: str, row: Row) -> None:
        metrics.count_forged_row(table)
        forged_rows.note(table, row)

    authenticator = RowAuthenticator(ring, note_forged)  # one for both: each would read the notes of earlier rows
    for each in (engine, autocommit):
        authenticate_rows(each, authenticator)
        follow_logs(each, at_once=each is autocommit)
    link_audit_rows(engine, WrittenRows(ring.notes / FOLDER))
    limits, registers = _limits(settings), read_registers(settings.registers)
    require_recorded(registers, metadata)
    security_log = SecurityLog(settings.client_secret.encode(), clock, metrics.security_events)
    checks = ResultChecks(RecordedResults(ledger), pins.doubtful_times, limits.absolute)
    views = ClassViews(ring, bank_cache, checks)
    policy = SignInPolicy.of(settings.strong_roles, settings.strong_acr, settings.strong_amr)
    sign_in = SignInService(ring, _claims(settings), limits, _seats(ring), policy)
    app = FastAPI(
        title="Mesur",
        version=version("mesur"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda app: _regular_work(app, sitting_cache, clock),
        routes=[*asset_routes(settings.node_modules), shell.route],
    )
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]  # FastAPI's own way to add to it
    app.state.lanes, app.state.bank_cache, app.state.key_ring = PriorityLanes(), bank_cache, ring
    app.state.forged_rows = forged_rows
    app.state.security_log, app.state.write_failures = security_log, WriteFailures()
    answers = AnswerService(ring, bank_cache, sitting_cache, metrics.count_fallbacks)
    wait = _throttle(settings).wait
    app.state.service_context = ServiceContext(
        engine,
        autocommit,
        clock,
        settings.cookie,
        _loaders(ring, sign_in),
        wait,
        timedelta(minutes=settings.fresh_minutes),
    )

    for router in (
        # first, since the routers are asked in turn for each request, and most requests are answers
        sitting_routes.router(
            answers,
            SittingLookup(ring, sign_in),
            partial(trials.record_attendance, engine),
            require_place,
            answer_pace(settings.requests_per_minute),
            settings.practice_a_day,
        ),
        health_routes.router(
            engine,
            ledger,
            app.state.lanes,
            metrics,
            health_routes.Deadlines(settings.live_retention_years, holidays_in(registers)),
            health_routes.WritableState(app.state.write_failures, _written_folders(settings)),
        ),
        home_routes.router(ring, bank_cache, pages, shell, settings.practice_a_day),
        practice_routes.router(pages),
        service_pages.router(pages, settings.contact),
        voice_routes.router(heard, ring, bank_cache),
        notice_routes.router(pages, settings.live_retention_years),
        log_routes.router(pages, ledger, settings.certificates),
        identity_routes.router(settings, sign_in, _provider(settings), pages),
        session_routes.router(limits, settings.cookie, pages),
        staff_routes.router(ring, bank_cache),
        booking_routes.router(ring, pages),
        absence_routes.router(ring, pages),
        monitor_routes.router(ring, bank_cache, pages),
        held_act_routes.router(ring, pages),
        alert_routes.router(ring, pages, OPEN_FOR),
        security_routes.router(pages),
        parent_routes.router(ring, bank_cache, pages, checks),
        like_routes.router(ring, bank_cache, pages, checks),
        learner_routes.router(ring, bank_cache, pages, checks),
        class_routes.router(views, pages),
        class_group_routes.router(views, pages),
        completion_routes.router(views, pages),
        file_routes.router(ring, bank_cache, pages, checks),
        school_routes.router(ring, bank_cache, pages, checks),
        transition_routes.router(ring, pages),
        granting_routes.router(ring, pages),
        pin_routes.router(settings, ring, limits, pages),
        sheet_routes.router(settings, ring, pages),
        access_profile_routes.router(ring, pages),
        language_routes.router(pages),
        rights_routes.router(ledger, pages, registers),
        correction_routes.router(ring, pages),
        breach_routes.router(ledger, pages),
        calendar_routes.router(pages),
        participation_routes.router(ring, pages),
        schedule_routes.router(pages, settings.live_retention_years),
        bundle_routes.router(ledger, bank_cache, registers, checks),
    ):
        app.include_router(router)
    app.state.put_right_by_operator = (KeyGone, PermissionError)
    error_mapping.install_error_handlers(app, pages)
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(
        LoadSheddingMiddleware,
        lanes=app.state.lanes,
        metrics=metrics,
        reject=lambda request, seconds: error_mapping.respond(request, pages, "busy", seconds),
    )
    app.add_middleware(
        BufferedBodyMiddleware,
        largest=settings.largest_body,
        seconds=settings.body_seconds,
        refuse=lambda request, code: error_mapping.respond(request, pages, code),
    )
    app.add_middleware(SecurityMiddleware, settings=settings, pages=pages)
    app.add_middleware(MetricsMiddleware, metrics=metrics)
    app.add_middleware(RefusalLogMiddleware, security_log=security_log)
    return app


@asynccontextmanager
async def _regular_work(app: FastAPI, sitting_cache: SittingCache, clock: Clock) -> AsyncIterator[None]:
    counts = store_counts_regularly(app.state.service_context.engine, app.state.security_log)
    forged_rows = app.state.forged_rows.writing(app.state.service_context.engine)
    async with expire_regularly(sitting_cache, clock), counts, forged_rows:
        yield


def _written_folders(settings: Settings) -> tuple[Path, ...]:
    """Return the folders that this host writes to: of the certificates with the ledger, and of SQLite's file."""
    address = make_url(settings.database_url)
    on_this_host = address.get_backend_name() == "sqlite" and address.database
    return (settings.certificates, *([Path(address.database).parent] if on_this_host and address.database else []))


def _provider(settings: Settings) -> OidcProvider:
    return OidcProvider(
        settings.issuer,
        settings.client_id,
        settings.client_secret,
        redirect_uri=f"{settings.public_url}/login/callback",
        discovery_url=settings.discovery_url,
        scope=settings.scope,
        oldest_sign_in=timedelta(hours=settings.session_hours),
        acr_values=tuple(settings.strong_acr.split()),
    )


def _claims(settings: Settings) -> ClaimNames:
    return ClaimNames(
        settings.identifier_claim,
        settings.school_claim,
        settings.staff_code_claim,
        settings.name_claim,
        settings.role_claim,
        settings.governor_role,
    )


def _throttle(settings: Settings) -> RateLimiter:
    # half a minute's worth at once: a page with its parts, answers that waited for the line to come back
    return RateLimiter(timedelta(minutes=1) / settings.requests_per_minute, max(1, settings.requests_per_minute // 2))


def _limits(settings: Settings) -> SessionLimits:
    idle = {"learner": settings.learner_idle_minutes, "staff": settings.staff_idle_minutes}
    return SessionLimits(
        timedelta(hours=settings.session_hours), {kind: timedelta(minutes=idle[kind]) for kind in idle}
    )


def _seats(ring: KeyRing) -> Callable[[Connection, Person, str, datetime], Iterable[TrialSeat]]:
    def seats(connection: Connection, person: Person, identifier: str, now: datetime) -> Iterable[TrialSeat]:
        if person.kind != "learner":
            return ()
        today = london_date(now)
        classes = identity.classes_of(connection, person.id, today)
        restricted = restriction_ground(connection, person.id) is not None
        objected = participation.objected_trials(connection, person.id)
        accepted = participation.accepted_trials(connection, classes)
        found = trial_seats.seats(
            connection,
            ring,
            classes,
            identifier,
            today,
            restricted=restricted,
            objected=objected,
            accepted=accepted,
        )
        return (each for each in found if participation.asks(connection, each.programme, classes))

    return seats


def _loaders(ring: KeyRing, sign_in: SignInService) -> Loaders:
    return Loaders(
        session=lambda connection, token, now, page: sign_in.authenticate(connection, token, now, page=page),
        sitting=find_for,
        class_=lambda connection, id_, now: identity.class_today(connection, id_, london_date(now)),
        learner=lambda connection, id_, now: identity.learner_today(connection, ring, id_, london_date(now)),
        school=identity.organisation,
        rights=lambda connection, id_, school, now: granting.rights_today(connection, id_, school, london_date(now)),
        has_broken_glass=granting.has_break_glass_access,
        may_view=lambda connection, kind, now: view_permissions.is_allowed(connection, kind, london_date(now)),
        remember_language=_remember_language,
        session_language=_session_language,
    )


def _session_language(connection: Connection, token: str, now: datetime) -> str | None:
    row = session_rows.session(connection, hash_token(token), now)
    return row.language if row else None


def _remember_language(connection: Connection, token: str, language: str) -> None:
    if is_language(language):
        session_rows.set_language(connection, hash_token(token), language)
