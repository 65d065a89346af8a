"""The setting of the stateful sitting tests: a small bank, a stopped clock and two workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from delivery_api.bank.service import put_in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment, sessions
from delivery_api.identity.session_rows.store import SessionRow
from delivery_api.sittings.record import scored_sittings
from itembank import PRACTICE, BankVersion, Text, check_bank
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.sample_bank import SCENARIO, SUBJECT, TOPIC, sample_design, with_difficulty
from tests.support.service_harness import TEST_START, FakeClock, ServiceHarness, build_harness

LENGTH = 3
HINTS = (Text.same("4"), Text.same("2"))
UNTIL = TEST_START + timedelta(days=400)


def ten_item_bank() -> BankVersion:
    """A bank of ten items, every other one with two hints, and of three for practice; a sitting has three."""
    kinds = (replace(PRACTICE["multiple"], hints=HINTS), PRACTICE["number"])
    items = tuple(with_difficulty(replace(kinds[n % 2], item=f"m{n}"), n / 4 - 2, SCENARIO) for n in range(10))
    practice = tuple(
        replace(with_difficulty(replace(kinds[n % 2], item=f"practice/{n}"), n / 2 - 1), introduced_year=4)
        for n in range(LENGTH)
    )
    designs = (sample_design(LENGTH),)
    return check_bank(BankVersion(SUBJECT, items, (TOPIC,), designs, stimuli=(SCENARIO,), practice=practice))


@dataclass
class StoppedClock(FakeClock):
    """A clock that advances only when a test sets it, so that service and model agree on each instant."""

    def __call__(self) -> Any:
        return self.now


@dataclass
class TwoWorkerService:
    """A harness with its bank and two workers; each example enrols its own class."""

    harness: ServiceHarness
    bank: BankVersion = field(default_factory=ten_item_bank)
    workers: list[TestClient] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.hints = {item.id: len(item.hints) for item in self.bank.all_items}
        with self.harness.service.engine.begin() as connection:
            put_in_use(connection, self.bank, SUBJECT, self.harness.clock())
        self.workers = [self.harness.browser_of_another_worker(requests_per_minute=10_000) for _ in range(2)]
        self.stranger = self.cookie(self.harness.people["khan"])

    def pool(self, practice: bool) -> dict[str, int]:
        """The items that a sitting may ask, each with its number of hints."""
        items = self.bank.practice if practice else self.bank.items
        return {item.id: self.hints[item.id] for item in items}

    def cookie(self, person: UUID) -> str:
        with self.harness.service.engine.begin() as connection:
            row = SessionRow(person, "en", b"", UNTIL, UNTIL)
            return sessions.open_session(connection, row, sessions.SessionContent(authenticated_at=UNTIL))

    def enrol(self, class_id: UUID, name: str, year_group: int | None) -> UUID:
        with self.harness.service.engine.begin() as connection:
            return enrolment.enrol(
                connection,
                self.harness.service.ring,
                kind="learner" if year_group else "staff",
                school=self.harness.school,
                class_id=class_id,
                identifier=str(uuid4()),
                name=f"{name.title()} Prawf",
                today=london_date(TEST_START),
                year_group=year_group,
            ).id

    def restart(self, which: int) -> None:
        """Replace a worker by a new one with empty caches."""
        self.workers[which].app.state.service_context.dispose()  # type: ignore[attr-defined]
        self.workers[which] = self.harness.browser_of_another_worker(requests_per_minute=10_000)


@contextmanager
def running_two_workers(folder: Path, database_url: str) -> Iterator[TwoWorkerService]:
    """Two workers on one database; at the end every sitting there is replayed."""
    harness = build_harness(folder, database_url, "http://localhost:9")
    harness.clock = StoppedClock()
    with patch.object(scored_sittings, "FEWEST_SCORED", 0):  # sittings of three questions count as if they had a score
        yield TwoWorkerService(harness)
    assert assert_every_sitting_replays(harness.service) > 0
    harness.close()
