"""Where sittings are taken as a machine: a house with a small bank, a clock that stands still, and two workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from delivery_api.bank.service import put_in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment, sessions
from delivery_api.identity.store import SessionRow
from itembank import PRACTICE, BankVersion, Text, check_bank
from tests.support.running_service import AUTUMN, FakeClock, House
from tests.support.sample_bank import SCENARIO, SUBJECT, TOPIC, design, placed

LENGTH = 3
HINTS = (Text.same("4"), Text.same("2"))
UNTIL = AUTUMN + timedelta(days=400)


def short_bank() -> BankVersion:
    """Ten items, every other one with two hints, of which a sitting asks three."""
    kinds = (replace(PRACTICE["multiple"], hints=HINTS), PRACTICE["number"])
    items = tuple(placed(replace(kinds[n % 2], item=f"m{n}"), n / 4 - 2, SCENARIO) for n in range(10))
    return check_bank(BankVersion(SUBJECT, items, (TOPIC,), (design(LENGTH),), stimuli=(SCENARIO,)))


@dataclass
class StillClock(FakeClock):
    """A clock that goes on only where it is told to, so that both sides know each instant."""

    def __call__(self) -> Any:
        return self.now


@dataclass
class Place:
    """A house, its bank and two workers; every example brings its own class."""

    house: House
    bank: BankVersion = field(default_factory=short_bank)
    workers: list[TestClient] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.hints = {item.id: len(item.hints) for item in self.bank.items}
        with self.house.service.engine.begin() as connection:
            put_in_use(connection, self.bank, SUBJECT, self.house.clock())
        self.workers = [self.house.browser(requests_per_minute=10_000) for _ in range(2)]
        self.stranger = self.cookie(self.house.people["khan"])

    def cookie(self, person: UUID) -> str:
        with self.house.service.engine.begin() as connection:
            row = SessionRow(person, "en", b"", UNTIL, UNTIL)
            return sessions.open_session(connection, row, sessions.Carried())

    def enrol(self, class_id: UUID, name: str, year_group: int | None) -> UUID:
        with self.house.service.engine.begin() as connection:
            return enrolment.enrol(
                connection,
                self.house.service.ring,
                kind="learner" if year_group else "staff",
                school=self.house.school,
                class_id=class_id,
                identifier=str(uuid4()),
                name=f"{name.title()} Prawf",
                today=london_date(AUTUMN),
                year_group=year_group,
            ).id

    def restart(self, which: int) -> None:
        """A worker is replaced by a new one, which remembers nothing."""
        self.workers[which].app.state.service_context.dispose()  # type: ignore[attr-defined]
        self.workers[which] = self.house.browser(requests_per_minute=10_000)
