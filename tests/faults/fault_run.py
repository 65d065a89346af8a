"""Runs sittings under faults, then compares every acknowledgement with the log."""

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
from delivery_api.identity.session_rows.store import SessionRow
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.event_types import Replied, finished, pending_item
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.receipt import verify_receipt
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import SittingState
from tests.faults.service_under_faults import FaultRun
from tests.faults.simulated_learner import SimulatedLearner
from tests.support.event_loop import run_in_own_loop
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.sent_bodies import sent_bodies
from tests.support.service_harness import SUBJECT, TEST_START, ServiceHarness


def run_and_verify(fault_run: FaultRun) -> Counter[str]:
    """Run the sittings under the plan's faults, and verify their logs.

    Returns
    -------
    the number of faults, acknowledgements, stored answers and verified receipts, by name

    Raises
    ------
    AssertionError : an acknowledged answer was lost or stands twice, a sitting did not resume at its question, a
        receipt is not true, or a replay differs
    """
    seed = fault_run.plan.seed
    learners = [
        SimulatedLearner(
            fault_run, number, *_enrol_learner(fault_run.harness), random.Random(f"{seed} learner {number}"), faults
        )
        for number, faults in enumerate(fault_run.plan.faults_by_learner())
    ]
    run_in_own_loop(_all(learners))
    assert not fault_run.due, f"expected every kill to come, these did not: {fault_run.due}"
    for learner in learners:
        _compare_log(fault_run, learner)
    assert fault_run.counts["lost"] == fault_run.counts["twice"] == 0
    fault_run.counts["estimates replayed to the bit"] = assert_every_sitting_replays(fault_run.harness.service)
    return fault_run.counts


async def _all(learners: list[SimulatedLearner]) -> None:
    async with asyncio.TaskGroup() as group:
        for learner in learners:
            group.create_task(learner.sit())


def _enrol_learner(harness: ServiceHarness) -> tuple[UUID, str]:
    """Enrol a learner with a sitting and a session. Returns the sitting's id and the session token."""
    with harness.service.engine.begin() as connection:
        learner = enrolment.enrol(
            connection,
            harness.service.ring,
            kind="learner",
            school=harness.school,
            class_id=harness.classes["Derwen"],
            identifier=str(uuid4()),
            name="Gwen Prawf",
            today=london_date(TEST_START),
            year_group=4,
        ).id
        sittings.assign(connection, harness.service.ring, [(learner, 4)], SUBJECT, TEST_START)
        until = TEST_START + timedelta(hours=8)
        token = sessions.open_session(
            connection, SessionRow(learner, "en", b"", until, until), sessions.SessionContent()
        )
        return store.of_learners(connection, [learner])[0].id, token


def _compare_log(fault_run: FaultRun, learner: SimulatedLearner) -> None:
    """Assert that the log holds each acknowledged answer once, byte for byte, and nothing else."""
    ring = fault_run.harness.service.ring
    with fault_run.harness.service.engine.begin() as connection:
        sitting = store.find(connection, learner.sitting)
        assert sitting is not None
        log = logbook.log(connection, ring, sitting)
    acknowledged = {
        position: (body["key"], answer.decode()) for position, (body, answer) in learner.acknowledged.items()
    }
    replied = [event for event in log if isinstance(event, Replied)]
    logged = sent_bodies(fault_run.harness, learner.sitting)
    fault_run.counts["in the logs"] += len(replied)
    fault_run.counts["lost"] += len(acknowledged.items() - logged.items())
    fault_run.counts["twice"] += len(replied) - len({event.key for event in replied})
    assert logged == acknowledged
    assert [event.position for event in replied] == list(range(1, len(replied) + 1))
    assert sitting.state == SittingState.COMPLETED
    assert finished(log) is not None
    assert pending_item(log) is None
    _check_the_receipt(fault_run, learner.receipt, {position: key for position, (key, _) in acknowledged.items()})


def _check_the_receipt(fault_run: FaultRun, receipt: dict[str, Any], keys: dict[int, str]) -> None:
    assert verify_receipt(receipt, fault_run.harness.service.ring)
    listed = {answer["position"]: answer["key_sha256"] for answer in receipt["answers"]}
    assert listed == {position: sha256(key.encode()).hexdigest() for position, key in keys.items()}
    fault_run.counts["receipts verified"] += 1
