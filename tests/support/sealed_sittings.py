"""Sittings of simulated learners by the service's own steps, without a database, and what they would leave in it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import numpy as np

import engine
from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.keys.encryption import Key
from delivery_api.sittings.answering import answer_service
from delivery_api.sittings.answering.answer_service import Submission
from delivery_api.sittings.answering.next_item import next_events
from delivery_api.sittings.record.event_types import Event, Hinted, Presented, Reply, Started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting
from delivery_api.sittings.values import PinnedVersions, Sitting, SittingState
from engine import AdaptiveTest
from itembank import BankVersion
from itembank.design.adaptive_test_design import TestDesign

BEGIN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@dataclass
class SimulatedLearner:
    """Answers with the probability of the model, slowly where an item is hard, and takes hints where one is needed."""

    theta: float
    rng: random.Random

    def reply(self, test: AdaptiveTest, bank: BankVersion, item_id: str) -> tuple[Reply, bool]:
        """A reply to an item, and whether its hint is taken first."""
        item, index = bank.item(item_id), test.pool.index(item_id)
        zero = float(np.exp(np.interp(self.theta, test.pool.grid, test.pool.log_prob[index, 0])))
        needy = self.rng.random() < 0.8 * zero
        if self.rng.random() >= zero:
            return right_reply(item), needy
        return (None if self.rng.random() < 0.25 else wrong_reply(item, self.rng)), needy


def rows_left(
    bank: BankVersion, design: TestDesign, test: AdaptiveTest, year: int, learner: SimulatedLearner, key: Key
) -> list[tuple[str, int]]:
    """The rows of a sitting in the table of events: the kind of each, in clear, and the length of what is sealed.

    Parameters
    ----------
    test : compiled for the design and the year group
    """
    rng = learner.rng
    pinned = PinnedVersions(bank.hash, design.hash, design.name, rng.getrandbits(63), engine.ENGINE_VERSION)
    sitting = Sitting(
        "2026-27", UUID(int=rng.getrandbits(128)), UUID(int=1), None, bank.subject, year, SittingState.STARTED, pinned
    )
    begun = Started(BEGIN, "en", year)
    length = design.for_year(year).presented_length
    current = OpenSitting(sitting, pinned, bank, test, (begun,), length, engine.start(test))
    current = current.after(next_events(current, 1, "en", BEGIN))
    while isinstance(waiting := current.log[-1], Presented):
        current = _answered(current, waiting, learner)
    return _rows(key, sitting, current.log)


def _answered(current: OpenSitting, waiting: Presented, learner: SimulatedLearner) -> OpenSitting:
    rng, (reply, needy) = learner.rng, learner.reply(current.test, current.bank, waiting.item)
    now = waiting.at + timedelta(seconds=rng.lognormvariate(3, 0.6))
    key = f"{rng.getrandbits(128):032x}"
    if needy and current.bank.item(waiting.item).hints:
        hinted = Hinted(now, waiting.position, waiting.item, 1, "en", key[::-1], sha256(key.encode()).hexdigest())
        current = current.after((hinted,), current.state)
    sent = Submission(waiting.position, waiting.item, reply, "en", rng.randrange(900, 90_000), key, key.encode())
    return answer_service.consequences_of(current, (), sent, now).sitting()


def _rows(key: Key, sitting: Sitting, log: tuple[Event, ...]) -> list[tuple[str, int]]:
    stored, _ = logbook._sealed(key, sitting, 0, log)
    return [(stored[f"kind_{row}"], len(stored[f"payload_{row}"])) for row in range(len(log))]
