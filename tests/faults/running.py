"""Fifty learners sit while everything fails that can; afterwards what was acknowledged is compared with the log."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment, sessions
from delivery_api.identity.store import SessionRow
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.event_types import Replied, finished, pending
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.receipt import is_true
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from tests.faults.learner import Learner
from tests.faults.storm import Storm
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.running_service import AUTUMN, SUBJECT, House


def run(storm: Storm) -> Counter[str]:
    """Fifty sittings under the plan's faults; what was counted.

    Raises
    ------
    AssertionError : an acknowledged answer was lost or stands twice, a sitting did not resume at its question, a
        receipt is not true, or a replay differs
    """
    seed = storm.plan.seed
    learners = [
        Learner(storm, number, *_admitted(storm.house), random.Random(f"{seed} learner {number}"), faults)
        for number, faults in enumerate(storm.plan.dealt())
    ]
    asyncio.run(_all(learners))
    assert not storm.due, f"expected every kill to come, these did not: {storm.due}"
    for learner in learners:
        _compare(storm, learner)
    assert storm.counts["lost"] == storm.counts["twice"] == 0
    storm.counts["estimates replayed to the bit"] = assert_every_sitting_replays(storm.house.service)
    return storm.counts


async def _all(learners: list[Learner]) -> None:
    async with asyncio.TaskGroup() as group:
        for learner in learners:
            group.create_task(learner.sit())


def _admitted(house: House) -> tuple[UUID, str]:
    """A new learner's sitting, and the cookie of a browser in which they are signed in."""
    with house.service.engine.begin() as connection:
        learner = enrolment.enrol(
            connection,
            house.service.ring,
            kind="learner",
            school=house.school,
            class_id=house.classes["Derwen"],
            identifier=str(uuid4()),
            name="Gwen Prawf",
            today=london_date(AUTUMN),
            year_group=4,
        ).id
        sittings.assign(connection, house.service.ring, [(learner, 4)], SUBJECT, AUTUMN)
        until = AUTUMN + timedelta(hours=8)
        token = sessions.open_session(connection, SessionRow(learner, "en", b"", until, until), sessions.Carried())
        return store.of_learners(connection, [learner])[0].id, token


def _compare(storm: Storm, learner: Learner) -> None:
    """What the learner was told stands in the log, once and in the very words; and nothing else does."""
    ring = storm.house.service.ring
    with storm.house.service.engine.begin() as connection:
        sitting = store.find(connection, learner.sitting)
        assert sitting is not None
        log = logbook.log(connection, ring, sitting)
    told = {position: (body["key"], answer.decode()) for position, (body, answer) in learner.acknowledged.items()}
    replied = [event for event in log if isinstance(event, Replied)]
    logged = {event.position: (event.key, event.reply) for event in replied}
    storm.counts["in the logs"] += len(replied)
    storm.counts["lost"] += len(told.items() - logged.items())
    storm.counts["twice"] += len(replied) - len({event.key for event in replied})
    assert logged == told
    assert [event.position for event in replied] == list(range(1, len(replied) + 1))
    assert sitting.state == SittingState.COMPLETED
    assert finished(log) is not None
    assert pending(log) is None
    _check_the_receipt(storm, learner.receipt, {position: key for position, (key, _) in told.items()})


def _check_the_receipt(storm: Storm, receipt: dict[str, Any], keys: dict[int, str]) -> None:
    assert is_true(receipt, storm.house.service.ring)
    listed = {answer["position"]: answer["key_sha256"] for answer in receipt["answers"]}
    assert listed == {position: sha256(key.encode()).hexdigest() for position, key in keys.items()}
    storm.counts["receipts verified"] += 1
