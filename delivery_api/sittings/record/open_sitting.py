"""A started sitting loaded from its log, with its pinned bank version and test and the engine's state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import engine
from delivery_api.access.refusals import Refused
from delivery_api.bank.named_tests import named_design
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
from delivery_api.sittings.record.left_out_items import left_out_items
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.logbook.noted_logs.store import log_as_noted
from delivery_api.sittings.record.told_state import told_state
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage.store import require_as_started
from delivery_api.sittings.values import PinnedVersions, Sitting
from itembank import BankVersion


class NotStarted(Refused):
    """The sitting has not been started."""

    code = "not_started"


@dataclass(frozen=True)
class OpenSitting:
    """A started sitting with what it is pinned to, its log and the state that the log folds to.

    Attributes
    ----------
    test : compiled for the sitting's design and year group, with the sitting's time limit
    questions : how many items a complete sitting of the year group has
    state : the fold of ``log``
    """

    sitting: Sitting
    pinned: PinnedVersions
    bank: BankVersion
    test: engine.AdaptiveTest
    log: tuple[Event, ...]
    questions: int
    state: engine.CatState

    def after(self, events: Sequence[Event], state: engine.CatState | None = None) -> OpenSitting:
        """The sitting after more events.

        Parameters
        ----------
        state : the fold after the events where the caller knows it; otherwise it is computed
        """
        if not events:
            return self
        log = (*self.log, *events)
        return replace(self, log=log, state=state or _advanced(self.test, self.state, log, events))


def load_sitting(context: SittingContext, sitting: Sitting) -> OpenSitting:
    """Load a started sitting: read its log, find its bank version and compiled test, and fold the log.

    Raises
    ------
    NotStarted, RowForged, SittingPutBack, KeyGone, DecryptionFailed
    """
    return opened(context, sitting, log_as_noted(context.connection, context.key_ring, sitting))


def load_locked(context: SittingContext, sitting: Sitting) -> OpenSitting:
    """`load_sitting` for a sitting that nobody else can change, whose row has to be in the state that its log tells.

    Raises
    ------
    NotStarted, RowForged, SittingPutBack, KeyGone, DecryptionFailed
    """
    found = load_sitting(context, sitting)
    if told_state(found.log) != sitting.state:
        logbook.refuse_put_back(context.connection, sitting)
    return found


def opened(context: SittingContext, sitting: Sitting, log: tuple[Event, ...]) -> OpenSitting:
    """`load_sitting` for a log that is known already.

    Raises
    ------
    NotStarted
    RowForged : the sitting is pinned to something else than it started with
    """
    pinned, begun = sitting.pinned, started(log)
    if pinned is None or begun is None:
        raise NotStarted
    require_as_started(context.connection, sitting, begun.pinned)
    bank = context.bank_cache.bank(context.connection, pinned.bank_version)
    test = compiled_test(context, pinned, begun)
    questions = named_design(bank, pinned.design_name, begun.year_group).for_year(begun.year_group).presented_length
    return OpenSitting(sitting, pinned, bank, test, log, questions, fold(test, log))


def compiled_test(context: SittingContext, pinned: PinnedVersions, begun: Started) -> engine.AdaptiveTest:
    """The test of a bank version and design for a sitting that has started, with its time limit."""
    compiled = context.bank_cache.test(context.connection, pinned.bank_version, pinned.design_name, begun.year_group)
    # a time limit ends the test by the clock
    return compiled if begun.seconds is None else replace(compiled, stop=(engine.TimeLimit(), *compiled.stop))


def fold(test: engine.AdaptiveTest, log: Sequence[Event]) -> engine.CatState:
    """Fold a log into the engine's state; resuming, auditing and rescoring all use this."""
    return engine.replay(test, _engine_log(test, log), _learner(test, log))


def _advanced(
    test: engine.AdaptiveTest, state: engine.CatState, log: Sequence[Event], events: Sequence[Event]
) -> engine.CatState:
    """The state after ``log``, which ends with ``events``, from the state before them."""
    if any(isinstance(event, Readmitted) for event in events):
        return fold(test, log)  # items that were unavailable from the beginning are available again
    return engine.replay(test, _engine_log(test, events), after=state)


def _engine_log(
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


def _learner(test: engine.AdaptiveTest, log: Sequence[Event]) -> engine.Learner:
    begun = started(log)
    if begun is None:
        return engine.Learner()
    prior = None
    if begun.prior_mean is not None and begun.prior_sd is not None:
        prior = engine.Normal(begun.prior_mean, begun.prior_sd)
    return engine.Learner(prior, seen_item_indices(test, log), _accessible(test, log), begun.seconds)


def _accessible(test: engine.AdaptiveTest, log: Sequence[Event]) -> tuple[int, ...] | None:
    """Pool indices of the items that the learner can be asked; None for all."""
    gone = left_out_items(log)
    return tuple(place for place, item in enumerate(test.pool.ids) if item not in gone) if gone else None


def seen_item_indices(test: engine.AdaptiveTest, log: Sequence[Event]) -> tuple[int, ...]:
    """Pool indices of the items that may not be asked only because the learner saw them in earlier sittings.

    Those seen longest ago come first.
    """
    left_out = left_out_items(log)
    return tuple(test.pool.index(item) for item in unavailable(log) if item not in left_out)
