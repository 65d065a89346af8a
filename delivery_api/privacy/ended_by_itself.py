"""What ends by itself, as tasks of the retention run: trials, unused accounts, and whose a leaver's results are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.dates.school_calendar import london_date, months_before
from delivery_api.identity.last_seen import store as last_seen
from delivery_api.identity.last_seen.account_lapse import lapse_unused
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.holds.store import held_people
from delivery_api.privacy.person_rows import anonymise
from delivery_api.privacy.retention.runner import RetentionTask
from delivery_api.sittings.record.result_records import rewrite_owners
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.log_heads.learner_notes import forget_learners
from delivery_api.trials import service as trials

LEAVER_MONTHS = 12
"""Calendar months after leaving for which an account is kept, as the table `people` declares."""

TRIALS_ENDED = "trials on their latest day"
ACCOUNTS_LAPSED = "accounts that nobody has used or named for a year"
RESULTS_ANONYMISED = "results of accounts that go today"

_BATCH = 500
Result = TypeVar("Result")


def _complete_trials(engine: Engine, now: datetime, ledger: Ledger) -> int:
    return len(trials.complete_due_trials(engine, ledger, london_date(now), now))


def _count_trials(connection: Connection, day: date) -> int:
    return len(trials.due_for_completion(connection, day))


def _anonymise(engine: Engine, now: datetime, ledger: Ledger) -> int:
    """Give the rows that stay of accounts that go today a random id; the purge then deletes the accounts."""
    today, total, last = london_date(now), 0, UUID(int=0)
    while people := _in_transaction(engine, partial(_anonymise_batch, ring=ledger.ring, today=today, after=last)):
        total, last = total + len(people), people[-1]
    return total


def _anonymise_batch(connection: Connection, ring: KeyRing, today: date, after: UUID) -> tuple[UUID, ...]:
    held = tuple(held_people(connection, today))
    people = last_seen.people_who_left(connection, months_before(today, LEAVER_MONTHS), after, _BATCH, but_for=held)
    theirs = sittings.ids_of_learners(connection, people)
    forget_learners(connection, ring, people)
    anonymise(connection, people)
    rewrite_owners(connection, ring, theirs)
    return people


def _count_anonymised(connection: Connection, day: date) -> int:
    held = tuple(held_people(connection, day))
    return last_seen.count_who_left(connection, months_before(day, LEAVER_MONTHS), but_for=held)


def _in_transaction(engine: Engine, step: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return step(connection)


TASKS = (
    RetentionTask(TRIALS_ENDED, _complete_trials, _count_trials),
    RetentionTask(ACCOUNTS_LAPSED, lapse_unused, last_seen.count_unseen),
    RetentionTask(RESULTS_ANONYMISED, _anonymise, _count_anonymised),
)
"""In the order in which a run does them, before it purges rows."""
