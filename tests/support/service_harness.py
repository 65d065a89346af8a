"""A test harness of the whole service: settings, database, keys, a bank, a school, and browsers that sign in."""

from __future__ import annotations

import os
import shutil
import ssl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import oidc_provider_mock
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine

from delivery_api.access.request_context import ServiceContext
from delivery_api.app import create_app
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.identity import enrolment, store
from delivery_api.identity.values import Membership
from delivery_api.ledger.clock_check import ClockDoubted
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.service_setup import Service, open_service, set_up
from delivery_api.settings import Settings, read_settings
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.storage.partitions import vacuum_old_row_versions
from delivery_api.trials import service as trials
from delivery_api.trials.service import TrialTerms
from delivery_api.trials.trial_plans import PlannedTrial
from itembank import BankVersion
from tests.support.event_loop import running_event_loop
from tests.support.in_process_transport import InProcessTransport
from tests.support.sample_bank import reading_bank
from tests.support.small_bank import small_numeracy_bank

SUBJECT = "numeracy-procedural"
TEST_START = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
ORIGIN = "http://localhost:8400"
DECISION = Decision("Sian Rees", "To try out new items")
_CERTIFICATES = ssl.create_default_context()
"""Read once: each client of its own would read them again, also for a provider without TLS."""


@dataclass
class FakeClock:
    """A clock that a test can set; each reading advances it by a second."""

    now: datetime = TEST_START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class ServiceHarness:
    """The service under test, with the people and classes on its roster.

    Attributes
    ----------
    people : sign-in name → person id
    classes : class name → class id
    apps : one application, and so one worker, for each settings value
    """

    settings: Settings
    service: Service
    clock: FakeClock
    bank: BankVersion
    bank_cache: BankCache = field(default_factory=BankCache)
    people: dict[str, UUID] = field(default_factory=dict)
    classes: dict[str, UUID] = field(default_factory=dict)
    school: UUID = field(default_factory=uuid.uuid4)
    engines: list[Engine | ServiceContext] = field(default_factory=list)
    apps: dict[Settings, FastAPI] = field(default_factory=dict)

    def browser(self, **settings: Any) -> TestClient:
        """A browser that has not signed in; each is another device. `settings` override the harness's settings.

        All browsers with the same settings reach the same worker, which has the harness's bank in memory.
        """
        chosen = replace(self.settings, **settings)
        if chosen not in self.apps:
            self.apps[chosen] = app = self._app(chosen)
            app.state.bank_cache.banks[self.bank.hash] = self.bank
        return open_browser(self.apps[chosen], chosen.public_url)

    def browser_of_another_worker(self, **settings: Any) -> TestClient:
        """Like `browser`, but reaching a new worker with empty caches and counters."""
        chosen = replace(self.settings, **settings)
        return open_browser(self._app(chosen), chosen.public_url)

    def _app(self, chosen: Settings) -> FastAPI:
        app = create_app(chosen, clock=self.clock)
        self.engines.append(app.state.service_context)
        return app

    def context(self, connection: Connection) -> SittingContext:
        """What use cases of sittings work with during one transaction."""
        return SittingContext(connection, self.service.ring, self.bank_cache, checks=self.service.checks)

    def close(self) -> None:
        """Dispose of all database engines, those of the workers included."""
        for engine in (self.service.engine, *self.engines):
            engine.dispose()

    def signed_in(self, name: str) -> TestClient:
        """A browser that has signed in through the provider."""
        browser = self.browser()
        sign_in(browser, name)
        return browser

    def assign(self, name: str, year_group: int = 4) -> UUID:
        """Assign a sitting to a learner. Returns its id."""
        with self.service.engine.begin() as connection:
            learner = self.people[name]
            sittings.assign(connection, self.service.ring, [(learner, year_group)], SUBJECT, self.clock())
            return sitting_store.of_learners(connection, [learner])[-1].id

    def assign_reading(self, name: str) -> UUID:
        """Assign a sitting of two choices about one passage to a learner. Returns its id."""
        with self.service.engine.begin() as connection:
            put_in_use(connection, reading_bank(), "reading-en", self.clock())
            learner = self.people[name]
            sittings.assign(connection, self.service.ring, [(learner, 4)], "reading-en", self.clock())
            return sitting_store.of_learners(connection, [learner])[-1].id

    def create_trial(self, *classes: str, name: str = "Autumn trial", planned: PlannedTrial | None = None) -> str:
        """Create a trial that some classes are invited to, by its plan if it has one. Returns its id."""
        adaptive = TrialTerms(name, SUBJECT, london_date(self.clock.now) + timedelta(days=28))
        with self.service.engine.begin() as connection:
            return trials.create(
                connection,
                self.service.ring,
                self.service.ledger,
                terms=TrialTerms.of_plan(planned) if planned else adaptive,
                classes=[self.classes[each] for each in classes],
                decision=DECISION,
                now=self.clock(),
            )

    def complete_trial(self, trial: str, on: date) -> None:
        """Complete a trial, on a day to come if `on` is one, and remove what shows the order in which it was sat."""
        opened, now = self.service, self.clock()
        now = now if on <= london_date(now) else datetime.combine(on, time(12), UTC)
        self.trust_clock(now)
        with opened.engine.begin() as connection:
            trials.complete(connection, opened.ring, opened.ledger, trial, on, DECISION, now)
        vacuum_old_row_versions(opened.engine, trial)
        self.trust_clock(self.clock.now)

    def trust_clock(self, now: datetime) -> None:
        """Let somebody confirm a clock that a test has set far from the last retention run."""
        try:
            self.service.ledger.require_known_clock(now)
        except ClockDoubted:
            with self.service.engine.begin() as connection:
                self.service.ledger.confirm_clock(connection, now, "A. Rees")

    def log(self, sitting_id: UUID) -> tuple[Any, ...]:
        """All events of a sitting's log."""
        with self.service.engine.begin() as connection:
            sitting = sitting_store.find(connection, sitting_id)
            return logbook.log(connection, self.service.ring, sitting) if sitting else ()


def open_browser(app: FastAPI, address: str) -> TestClient:
    """A browser without cookies that reaches an application; all of them share one event loop, as in a worker."""
    browser = TestClient(app, base_url=address, raise_server_exceptions=False, follow_redirects=False)
    browser.portal = portal = running_event_loop()
    client = ("testclient", 50_000)
    browser._transport = InProcessTransport(app, portal, client, streams=browser._transport)
    return browser


def sign_in(browser: TestClient, name: str) -> httpx2.Response:
    """Go through the authorisation-code flow."""
    redirect = browser.get("/login")
    assert redirect.status_code == 303, redirect.text
    callback = httpx2.post(redirect.headers["location"], data={"sub": name}, verify=_CERTIFICATES)
    assert callback.status_code == 302, callback.text
    return browser.get(callback.headers["location"])


def response_body(item: dict[str, Any], response: Any, key: str | None = None) -> dict[str, Any]:
    """The request body of a response to an item."""
    return {
        "item": item["id"],
        "response": response,
        "language": item["language"],
        "elapsed_ms": 1200,
        "key": key or str(uuid.uuid4()),
    }


def put_response(
    browser: TestClient, sitting: UUID, position: int, body: dict[str, Any], lang: str = "en"
) -> httpx2.Response:
    """PUT a response to an item."""
    return browser.put(f"/api/sittings/{sitting}/responses/{position}?lang={lang}", json=body)


def complete_sitting(
    harness: ServiceHarness, browser: TestClient, sitting: UUID, *, correct: int = 2, out_of: int = 3
) -> int:
    """Start a sitting and answer until it ends, `correct` of every `out_of` correctly. Returns the reply count."""
    import random

    chance = random.Random(7)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    count = 0
    while item is not None:
        count += 1
        version = harness.bank.item(item["id"])
        reply = right_reply(version) if count % out_of < correct else wrong_reply(version, chance)
        answered = put_response(browser, sitting, item["position"], response_body(item, reply))
        assert answered.status_code == 200, answered.text
        item = answered.json()["next"]
    return count


@contextmanager
def running_oidc_provider() -> Iterator[str]:
    """Run an OpenID Connect provider on loopback and yield its issuer."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


def build_harness(folder: Path, database_url: str, issuer: str) -> ServiceHarness:
    """Build a service with one school: class Derwen (cadi, joe; teacher evans) and class 9C (mali; teacher khan)."""
    settings = harness_settings(folder, database_url, issuer)
    harness = ServiceHarness(settings, open_service(settings), FakeClock(), small_numeracy_bank())
    _fill(harness)
    return harness


def copy_harness(filled: ServiceHarness, folder: Path, database_url: str, issuer: str) -> ServiceHarness:
    """A service like one of `build_harness` that nothing has used yet, on a copy of its database; keys and ledger too.

    Setting a service up takes longer than most tests: its migrations, its keys, the bank and the people.
    """
    settings = harness_settings(folder, database_url, issuer)
    shutil.copytree(filled.settings.keys, settings.keys)
    shutil.copytree(filled.settings.certificates, settings.certificates)  # the ledger
    return ServiceHarness(
        settings,
        open_service(settings),
        replace(filled.clock),
        filled.bank,
        people=dict(filled.people),
        classes=dict(filled.classes),
        school=filled.school,
    )


def harness_settings(folder: Path, database_url: str, issuer: str) -> Settings:
    """The settings of a service whose files are in a folder."""
    file = folder / "settings.toml"
    file.write_text(
        f"""
database_url = "{database_url}"
keys = "keys"
extracts = "extracts"
certificates = "certificates"
recordings = "recordings"
public_url = "{ORIGIN}"
issuer = "{issuer}"
client_id = "mesur"
client_secret = "secret"
live_retention_years = 1
fresh_minutes = 480
"""
    )
    return read_settings(file)


def _fill(harness: ServiceHarness) -> None:
    set_up(harness.service, harness.clock())
    with harness.service.engine.begin() as connection:
        put_in_use(connection, harness.bank, SUBJECT, harness.clock())
        school = harness.school
        store.add_school(connection, school, "Ysgol y Prawf")
        for name, teacher, learners in (
            ("Derwen", "evans", {"cadi": ("Cadi Morgan", 4), "joe": ("Joe Bennett", 4)}),
            ("9C", "khan", {"mali": ("Mali Jenkins", 9)}),
        ):
            harness.classes[name] = class_id = uuid.uuid4()
            store.add_class(connection, class_id, school, name)
            for sign_in_name, (full_name, year) in learners.items():
                harness.people[sign_in_name] = _enrol(
                    connection, harness, school, class_id, sign_in_name, full_name, year
                )
            harness.people[teacher] = _enrol(
                connection, harness, school, class_id, teacher, f"Mr {teacher.title()}", None
            )


def _enrol(
    connection: Any, harness: ServiceHarness, school: UUID, class_id: UUID, name: str, full_name: str, year: int | None
) -> UUID:
    return enrolment.enrol(
        connection,
        harness.service.ring,
        kind="learner" if year else "staff",
        school=school,
        class_id=class_id,
        identifier=name,
        name=full_name,
        today=london_date(TEST_START),
        year_group=year,
    ).id


def enrol_learner(harness: ServiceHarness, class_name: str, name: str, full_name: str, year: int) -> None:
    """Enrol one more learner in a class."""
    with harness.service.engine.begin() as connection:
        learner = (harness.school, harness.classes[class_name], name, full_name, year)
        harness.people[name] = _enrol(connection, harness, *learner)


def add_to_class(harness: ServiceHarness, name: str, class_name: str, year_group: int | None) -> None:
    """Add a person to another class."""
    role = "learner" if year_group else "teacher"
    with harness.service.engine.begin() as connection:
        membership = Membership(
            harness.classes[class_name], harness.people[name], role, london_date(TEST_START), year_group
        )
        store.add_membership(connection, membership)
