"""A sitting opened up: what it is pinned to, its log, and the engine's state that the log folds to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

import engine
from delivery_api.access.refusals import Refused
from delivery_api.bank.service import BankCache
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import (
    Event,
    Extended,
    Quarantined,
    Readmitted,
    Relaxed,
    Replied,
    Started,
    started,
    unavailable,
)
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.values import PinnedVersions, Sitting
from itembank import BankVersion


class NotStarted(Refused):
    """The sitting has not been started."""

    code = "not_started"


@dataclass(frozen=True)
class OpenSitting:
    """A started sitting opened up: what it is pinned to and all that has happened in it.

    Parameters
    ----------
    questions : how many a full sitting of its year group has
    state : the fold of the log
    """

    sitting: Sitting
    pins: PinnedVersions
    bank: BankVersion
    test: engine.AdaptiveTest
    log: tuple[Event, ...]
    questions: int
    state: engine.CatState

    def after(self, events: Sequence[Event], state: engine.CatState | None = None) -> OpenSitting:
        """The room when more has happened in it; `state` is its fold then, where that is known already."""
        if not events:
            return self
        log = (*self.log, *events)
        return replace(self, log=log, state=state or _advanced(self.test, self.state, log, events))


def load_sitting(connection: Connection, ring: KeyRing, bank_cache: BankCache, sitting: Sitting) -> OpenSitting:
    """A started sitting with its bank version, compiled test, log and fold.

    Raises
    ------
    NotStarted, KeyGone, SealBroken
    """
    log, pins = logbook.log(connection, ring, sitting), sitting.pins
    begun = started(log)
    if pins is None or begun is None:
        raise NotStarted
    bank = bank_cache.bank(connection, pins.bank_version)
    test = limited(bank_cache.test(connection, pins.bank_version, pins.design_name, begun.year_group), begun)
    questions = bank.design(pins.design_name).for_year(begun.year_group).presented_length
    return OpenSitting(sitting, pins, bank, test, log, questions, fold(test, log))


def limited(test: engine.AdaptiveTest, begun: Started) -> engine.AdaptiveTest:
    """The test, ended by the clock where the sitting has a time limit."""
    return test if begun.seconds is None else replace(test, stop=(engine.TimeLimit(), *test.stop))


def fold(test: engine.AdaptiveTest, log: Sequence[Event]) -> engine.CatState:
    """The engine's state after a log: resume, audit and rescoring all come through here."""
    return engine.replay(test, _folded(test, log), _context(test, log))


def _advanced(
    test: engine.AdaptiveTest, state: engine.CatState, log: Sequence[Event], events: Sequence[Event]
) -> engine.CatState:
    """The state after a log that ends with some events, from the state before them."""
    if any(isinstance(event, Readmitted) for event in events):
        return fold(test, log)  # what was unavailable from the beginning is so no more
    return engine.replay(test, _folded(test, events), after=state)


def _folded(
    test: engine.AdaptiveTest, log: Sequence[Event]
) -> Iterator[engine.Answered | engine.Relaxed | engine.Withdrawn | engine.Extended]:
    for event in log:
        match event:
            case Replied(item=item, score=category, scored=scored, elapsed=elapsed):
                yield engine.Answered(test.pool.index(item), category, scored, elapsed)
            case Relaxed(constraints=names):
                yield engine.Relaxed(names)
            case Extended(seconds=seconds) if seconds:
                yield engine.Extended(seconds)
            case Quarantined(items=items):
                yield engine.Withdrawn(tuple(map(test.pool.index, items)))


def _context(test: engine.AdaptiveTest, log: Sequence[Event]) -> engine.Learner:
    begun = started(log)
    if begun is None:
        return engine.Learner()
    prior = None
    if begun.prior_mean is not None and begun.prior_sd is not None:
        prior = engine.Normal(begun.prior_mean, begun.prior_sd)
    return engine.Learner(prior, met_before(test, log), seconds=begun.seconds)


def met_before(test: engine.AdaptiveTest, log: Sequence[Event]) -> tuple[int, ...]:
    """Pool indices of the items of earlier sittings that may still not be asked."""
    return tuple(test.pool.index(item) for item in sorted(unavailable(log)))
