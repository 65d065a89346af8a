"""What somebody with the database alone may try, to let a sitting start or go on as another than it is."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, true, update

from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import programmes, sitting_events
from tests.support.attacked_service import Attacked
from tests.support.service_harness import SUBJECT, ServiceHarness


def begin_and_book(harness: ServiceHarness, known: dict[str, UUID]) -> dict[str, UUID]:
    """Let a learner be in the middle of a sitting, and book another's. Returns all ids by name."""
    ids = known | {"running": harness.assign("mali"), "booked": uuid4()}
    assert harness.signed_in("mali").post(f"/api/sittings/{ids['running']}/start").status_code == 200
    booked = sittings.Sitting("2026-27", ids["booked"], ids["joe"], None, SUBJECT, 4, booking=ids["booking"])
    with harness.service.engine.begin() as connection:
        sittings.add_if_absent(connection, booked)
    return ids


def year_group_of_a_start(attacked: Attacked) -> object:
    attacked.set("sittings", "id", "booked", year_group=9)
    return sittings.find(attacked.connection, attacked.known["booked"])


def window_taken_off(attacked: Attacked) -> object:
    attacked.set("sittings", "id", "booked", booking=None)
    return sittings.find(attacked.connection, attacked.known["booked"])


def seed_of_a_running_sitting(attacked: Attacked) -> object:
    """Whoever chooses the seed chooses the questions."""
    attacked.set("sittings", "id", "running", seed=7)
    return _continued(attacked)


def design_of_a_running_sitting(attacked: Attacked) -> object:
    attacked.set("sittings", "id", "running", design_name="practice")
    return _continued(attacked)


def bank_of_a_running_sitting(attacked: Attacked) -> object:
    attacked.set("sittings", "id", "running", bank_version="0" * 64)
    return _continued(attacked)


def running_sitting_put_back_to_its_start(attacked: Attacked) -> object:
    nothing = dict.fromkeys(("bank_version", "design", "design_name", "seed", "engine_version"))
    attacked.set("sittings", "id", "running", state="assigned", **nothing)
    return None


def running_sitting_put_back_by_some_events(attacked: Attacked) -> object:
    """Else the learner would be asked the same question again."""
    _delete_events(attacked, sitting_events.c.sequence >= 1)
    return _continued(attacked)


def event_of_a_running_sitting_deleted(attacked: Attacked) -> object:
    _delete_events(attacked, sitting_events.c.sequence == 0)
    return _continued(attacked)


def running_sitting_deleted(attacked: Attacked) -> None:
    _delete_events(attacked, true())
    attacked.delete("sittings", "id", "running")


def running_sitting_discarded(attacked: Attacked) -> None:
    """Another could be given, in which its questions come again."""
    attacked.set("sittings", "id", "running", state="discarded")


def event_of_a_kind_that_nobody_knows(attacked: Attacked) -> None:
    attacked.connection.execute(update(sitting_events).where(_second_of(attacked)).values(kind="x"))


def event_of_another_kind(attacked: Attacked) -> None:
    attacked.connection.execute(update(sitting_events).where(_second_of(attacked)).values(kind="started"))


def row_of_a_school_year_deleted(attacked: Attacked) -> None:
    attacked.connection.execute(delete(programmes).where(programmes.c.kind == "year", programmes.c.id == "2027-28"))


def _second_of(attacked: Attacked) -> ColumnElement[bool]:
    return and_(sitting_events.c.sitting == attacked.known["running"], sitting_events.c.sequence == 1)


def _delete_events(attacked: Attacked, which: ColumnElement[bool]) -> None:
    here = sitting_events.c.sitting == attacked.known["running"]
    assert attacked.connection.execute(delete(sitting_events).where(here, which)).rowcount


def _continued(attacked: Attacked) -> object:
    found = sittings.find(attacked.connection, attacked.known["running"])
    assert found is not None
    return load_sitting(attacked.harness.context(attacked.connection), found)


OF_SITTINGS: tuple[Callable[[Attacked], object], ...] = (
    *(year_group_of_a_start, window_taken_off, seed_of_a_running_sitting, design_of_a_running_sitting),
    *(bank_of_a_running_sitting, running_sitting_put_back_to_its_start, running_sitting_put_back_by_some_events),
    *(event_of_a_running_sitting_deleted, running_sitting_deleted, running_sitting_discarded),
    *(event_of_a_kind_that_nobody_knows, event_of_another_kind, row_of_a_school_year_deleted),
)
"""Each returns what the next read gives; None where none is asked, and `mesur audit verify` has to name it."""
