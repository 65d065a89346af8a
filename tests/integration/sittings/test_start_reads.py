"""What a sitting reads when it starts cannot be changed for a moment, so that known questions come again unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, true, update
from starlette.testclient import TestClient

from delivery_api.alerts.forged_row_alerts import ForgedRowMet
from delivery_api.keys.tables import keys_table
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.sittings.record.event_types import Presented
from delivery_api.sittings.storage.tables import sitting_events, sittings
from tests.support.service_harness import ServiceHarness, complete_sitting

EVENTS, ROWS = sitting_events.c, sittings.c
Change = Callable[[Any, UUID], None]
UNPINNED = dict.fromkeys(("bank_version", "design", "design_name", "seed", "engine_version"))


@dataclass
class Learner:
    """A learner who has sat one assessment, and has the next one before them."""

    harness: ServiceHarness
    name: str
    browser: TestClient
    first: UUID
    next: UUID

    @property
    def id(self) -> UUID:
        return self.harness.people[self.name]

    def shown(self, sitting: UUID) -> list[str]:
        return [event.item for event in self.harness.log(sitting) if isinstance(event, Presented)]

    def start(self) -> Any:
        return self.browser.post(f"/api/sittings/{self.next}/start")

    def told(self) -> set[ForgedRowMet]:
        """Of what alerts are waiting."""
        return set(self.browser.app.state.forged_rows._waiting)  # type: ignore[attr-defined]

    def forget_told(self) -> None:
        self.browser.app.state.forged_rows._waiting.clear()  # type: ignore[attr-defined]


def learner(harness: ServiceHarness, name: str) -> Learner:
    browser, first = harness.signed_in(name), harness.assign(name)
    complete_sitting(harness, browser, first)
    harness.assign(name)
    (waiting,) = (each["id"] for each in browser.get("/api/sittings").json()["sittings"] if each["state"] == "assigned")
    return Learner(harness, name, browser, first, UUID(waiting))


def faults(harness: ServiceHarness) -> list[object]:
    with harness.service.engine.begin() as connection:
        return list(verify_service(connection, harness.service, (), harness.clock.now))


@contextmanager
def for_a_moment(harness: ServiceHarness, change: Change, sitting: UUID) -> Iterator[None]:
    """An intruder, with the database alone, changes what is about a sitting, and puts it back."""
    engine = harness.service.engine
    about = {sittings: ROWS.id == sitting, sitting_events: EVENTS.sitting == sitting, keys_table: true()}
    with engine.begin() as connection:
        before = {
            table: [dict(row) for row in connection.execute(select(table).where(where)).mappings()]
            for table, where in about.items()
        }
        change(connection, sitting)
    yield
    with engine.begin() as connection:
        for table, where in about.items():
            connection.execute(delete(table).where(where))
            connection.execute(insert(table), before[table])


def cut_showings(connection: Any, first: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == first, EVENTS.kind == "presented"))


def cut_end(connection: Any, first: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == first, EVENTS.sequence > 3))


def delete_whole(connection: Any, first: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == first))
    connection.execute(delete(sittings).where(ROWS.id == first))


def delete_with_key(connection: Any, first: UUID) -> None:
    delete_whole(connection, first)
    connection.execute(delete(keys_table).where(keys_table.c.purpose.startswith("programme:")))


def alter_events(connection: Any, first: UUID) -> None:
    connection.execute(update(sitting_events).where(EVENTS.sitting == first).values(payload=b"\0" * 600))


def rename_showings(connection: Any, first: UUID) -> None:
    showings = (EVENTS.sitting == first, EVENTS.kind == "presented")
    connection.execute(update(sitting_events).where(*showings).values(kind="moved"))


CUTS = (cut_showings, cut_end, delete_whole, delete_with_key, alter_events, rename_showings)


def unpin(connection: Any, first: UUID) -> None:
    connection.execute(update(sittings).where(ROWS.id == first).values(**UNPINNED))


def delete_row(connection: Any, first: UUID) -> None:
    connection.execute(delete(sittings).where(ROWS.id == first))


def test_no_question_comes_again_because_an_earlier_sitting_was_hidden_while_the_next_one_starts(
    harness: ServiceHarness,
) -> None:
    """Fault: 8 to 14 of 30 questions came again, and nothing told of it once everything was put back."""
    sat = learner(harness, "cadi")
    for cut in CUTS:
        with for_a_moment(harness, cut, sat.first):
            refused = sat.start()
        assert refused.status_code in (409, 503), (cut.__name__, refused.text)
    assert ForgedRowMet("sittings", sat.id) in sat.told()
    sat.forget_told()
    with for_a_moment(harness, unpin, sat.first):
        started = sat.start()
    assert started.status_code == 200, started.text
    assert ForgedRowMet("sittings", sat.id) in sat.told()
    complete_sitting(harness, sat.browser, sat.next)
    assert not set(sat.shown(sat.first)).intersection(sat.shown(sat.next))
    assert faults(harness) == []
