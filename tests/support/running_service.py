"""A whole service for a test: settings, database, keys, a demonstration bank, a school, and browsers that sign in."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import oidc_provider_mock
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from delivery_api.access.request_context import ServiceContext
from delivery_api.app import create_app
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.replies import right_reply, wrong_reply
from delivery_api.identity import enrolment, store
from delivery_api.identity.values import Membership
from delivery_api.lifecycle.service_setup import Service, opened, set_up
from delivery_api.settings import Settings, read_settings
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sitting_store
from itembank import BankVersion
from tests.support.small_bank import few_items

SUBJECT = "numeracy-procedural"
AUTUMN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
ORIGIN = "http://localhost:8400"


@dataclass
class FakeClock:
    """A clock that a test sets; each look at it is a second later."""

    now: datetime = AUTUMN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class House:
    """The service under test and who is on its roster (sign-in name → id)."""

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
        """A browser that has not signed in; a new one is another device. Settings may differ from the house's.

        All browsers with the same settings reach the same worker of the service.
        """
        chosen = replace(self.settings, **settings)
        if chosen not in self.apps:
            self.apps[chosen] = self._app(chosen)
        return _browser(self.apps[chosen], chosen)

    def browser_of_another_worker(self, **settings: Any) -> TestClient:
        """Like `browser`, but reaching a worker that nobody has spoken to: nothing is counted or remembered there."""
        chosen = replace(self.settings, **settings)
        return _browser(self._app(chosen), chosen)

    def _app(self, chosen: Settings) -> FastAPI:
        app = create_app(chosen, clock=self.clock)
        self.engines.append(app.state.service_context)
        return app

    def close(self) -> None:
        """Close every connection to the database, the browsers' too."""
        for engine in (self.service.engine, *self.engines):
            engine.dispose()

    def signed_in(self, name: str) -> TestClient:
        """A browser that has signed in through the provider."""
        browser = self.browser()
        sign_in(browser, name)
        return browser

    def assign(self, name: str, year_group: int = 4) -> UUID:
        """A sitting for a learner; its id."""
        with self.service.engine.begin() as connection:
            learner = self.people[name]
            sittings.assign(connection, self.service.ring, [(learner, year_group)], SUBJECT, self.clock())
            return sitting_store.of_learners(connection, [learner])[-1].id

    def log(self, sitting_id: UUID) -> tuple[Any, ...]:
        """A sitting's whole log."""
        with self.service.engine.begin() as connection:
            sitting = sitting_store.find(connection, sitting_id)
            return logbook.log(connection, self.service.ring, sitting) if sitting else ()


def _browser(app: FastAPI, settings: Settings) -> TestClient:
    return TestClient(app, base_url=settings.public_url, raise_server_exceptions=False, follow_redirects=False)


def sign_in(browser: TestClient, name: str) -> httpx2.Response:
    """Go through the whole authorisation-code flow as a person would."""
    asked = browser.get("/login")
    assert asked.status_code == 303, asked.text
    vouched = httpx2.post(asked.headers["location"], data={"sub": name})
    assert vouched.status_code == 302, vouched.text
    return browser.get(vouched.headers["location"])


def submission(item: dict[str, Any], response: Any, key: str | None = None) -> dict[str, Any]:
    """A reply's body."""
    return {
        "item": item["id"],
        "response": response,
        "language": item["language"],
        "elapsed_ms": 1200,
        "key": key or str(uuid.uuid4()),
    }


def put(browser: TestClient, sitting: UUID, position: int, body: dict[str, Any], lang: str = "en") -> httpx2.Response:
    """Send a reply."""
    return browser.put(f"/api/sittings/{sitting}/responses/{position}?lang={lang}", json=body)


def answer_to_the_end(house: House, browser: TestClient, sitting: UUID, *, right: int = 2, of: int = 3) -> int:
    """Start and answer until it is over, `right` in every `of` right; how many replies it took."""
    import random

    chance = random.Random(7)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    count = 0
    while item is not None:
        count += 1
        version = house.bank.item(item["id"])
        reply = right_reply(version) if count % of < right else wrong_reply(version, chance)
        answered = put(browser, sitting, item["position"], submission(item, reply))
        assert answered.status_code == 200, answered.text
        item = answered.json()["next"]
    return count


@contextmanager
def provider() -> Iterator[str]:
    """A real OpenID Connect provider on loopback; its issuer."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


def build(folder: Path, database_url: str, issuer: str) -> House:
    """A service with one school: class Derwen (cadi, joe; teacher evans) and class 9C (mali; teacher khan)."""
    file = folder / "settings.toml"
    file.write_text(
        f"""
database_url = "{database_url}"
keys = "keys"
extracts = "extracts"
certificates = "certificates"
public_url = "{ORIGIN}"
issuer = "{issuer}"
client_id = "mesur"
client_secret = "secret"
live_retention_years = 1
"""
    )
    settings = read_settings(file)
    house = House(settings, opened(settings), FakeClock(), few_items())
    set_up(house.service, house.clock())
    with house.service.engine.begin() as connection:
        put_in_use(connection, house.bank, SUBJECT, house.clock())
        school = house.school
        store.add_school(connection, school, "Ysgol y Prawf")
        for name, teacher, learners in (
            ("Derwen", "evans", {"cadi": ("Cadi Morgan", 4), "joe": ("Joe Bennett", 4)}),
            ("9C", "khan", {"mali": ("Mali Jenkins", 9)}),
        ):
            house.classes[name] = class_id = uuid.uuid4()
            store.add_class(connection, class_id, school, name)
            for sign_in_name, (full_name, year) in learners.items():
                house.people[sign_in_name] = _enrol(connection, house, school, class_id, sign_in_name, full_name, year)
            house.people[teacher] = _enrol(connection, house, school, class_id, teacher, f"Mr {teacher.title()}", None)
    return house


def _enrol(
    connection: Any, house: House, school: UUID, class_id: UUID, name: str, full_name: str, year: int | None
) -> UUID:
    return enrolment.enrol(
        connection,
        house.service.ring,
        kind="learner" if year else "staff",
        school=school,
        class_id=class_id,
        identifier=name,
        name=full_name,
        today=london_date(AUTUMN),
        year_group=year,
    ).id


def join(house: House, name: str, class_name: str, year_group: int | None) -> None:
    """Put someone into another class as well."""
    role = "learner" if year_group else "teacher"
    with house.service.engine.begin() as connection:
        membership = Membership(house.classes[class_name], house.people[name], role, london_date(AUTUMN), year_group)
        store.add_membership(connection, membership)
