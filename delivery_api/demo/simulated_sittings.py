"""Sittings of simulated learners: the fold and the log of a real one, without its requests."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from delivery_api.demo.simulated_replies import simulated_reply
from delivery_api.demo.sitting_plan import PlannedSitting
from delivery_api.sittings import service as sittings
from delivery_api.sittings.answering.answer_service import Submission, complete, consequences_of
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.staff_actions import StaffAction
from delivery_api.sittings.record.event_types import pending_item
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting, load_sitting
from delivery_api.sittings.service import Client
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.storage.programmes import require_ready
from itembank import Language

WEAKER = 2.0
"""By how much a learner is weaker in a weak topic, in logits."""


def take_sitting(
    context: SittingContext, person: UUID, planned: PlannedSitting, language: Language, staff: UUID
) -> None:
    """Take a sitting that waits for a learner to where it is planned to end; the log is written once, at its end.

    Parameters
    ----------
    staff : who ends it, if it is planned to be stopped
    """
    rng = random.Random(f"{planned.learner.sign_in} {planned.subject} {planned.at.year}")  # noqa: S311 - simulated
    found = sitting_store.of_learners(context.connection, [person])
    (waiting,) = (each for each in found if each.subject == planned.subject and each.pinned is None)
    sittings.start(context, waiting, Client(language), rng.getrandbits(63), planned.at)
    opened = load_sitting(context, sitting_store.find(context.connection, waiting.id) or waiting)
    key = require_ready(context.connection, context.key_ring, waiting.programme)
    ended = _answered(opened, planned, language, rng)
    logbook.append(context.connection, key, opened.sitting, len(opened.log), ended.log[len(opened.log) :])
    if planned.stopped_after:
        staff_actions.finish(context, ended.sitting, StaffAction(staff, ended.log[-1].at, "Larwm tân / A fire alarm"))
    else:
        complete(context.connection, context.key_ring, context.bank_cache, key, ended.sitting, ended.log[-1].at)


def _answered(opened: OpenSitting, planned: PlannedSitting, language: Language, rng: random.Random) -> OpenSitting:
    """Return the sitting after its last answer, or after that at which it is stopped."""
    theta = opened.bank.design(planned.subject).population(planned.year_group).mean + planned.ability
    now = planned.at
    while (waiting := pending_item(opened.log)) is not None and _goes_on(planned, waiting.position):
        now += timedelta(seconds=rng.randint(8, 45))
        item = opened.bank.item(waiting.item)
        response = simulated_reply(item, theta - WEAKER * (item.topic == planned.weak_topic), rng)
        key = f"demo-{waiting.position}"
        submission = Submission(waiting.position, waiting.item, response, language, 0, key, b"")
        opened = consequences_of(opened, (), submission, now).sitting()
    return opened


def _goes_on(planned: PlannedSitting, position: int) -> bool:
    return not planned.stopped_after or position <= planned.stopped_after
