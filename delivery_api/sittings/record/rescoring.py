"""Rescores finished sittings under another bank version, after a wrong key was corrected; both results are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import Engine

import engine as irt
from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank.item_status_changes import record_bank_decision
from delivery_api.bank.service import BankCache
from delivery_api.bank.values import Authorisation
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import (
    Event,
    Replied,
    Rescored,
    finished,
    hints_taken,
    replies_as_scored,
    rescored,
    started,
)
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import compiled_test, fold
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Sitting
from itembank import BankVersion, score

_BATCH = 50
"""Sittings in one transaction, so that a learner who is answering waits for few."""


class NotRescorable(Declined):
    """Two bank versions that differ in more than how replies are scored."""


@dataclass(frozen=True)
class Rescoring:
    """The result of a rescoring.

    Attributes
    ----------
    sittings : number of sittings that were rescored
    scores : number of item scores that changed
    changes : of each sitting, new minus old reported ability, logits
    """

    sittings: int
    scores: int
    changes: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean change."""
        return float(np.mean(self.changes))

    @property
    def rms(self) -> float:
        """The root mean square of the changes."""
        return float(np.sqrt(np.mean(np.square(self.changes))))

    @property
    def most(self) -> float:
        """The largest change, up or down."""
        return float(np.max(np.abs(self.changes)))


def rescore(
    database: Engine, ring: KeyRing, old: BankVersion, new: BankVersion, said: Authorisation, now: datetime
) -> Rescoring:
    """Rescore the finished sittings of school years that are pinned to the old bank version.

    Each gets a second result: the same responses under the rules and parameters of the new version, logged after the
    end of the sitting. The first result stays. A sitting that already has a result under the new version is skipped.

    Raises
    ------
    NotRescorable, InvalidAuthorisation, UnknownProgramme, KeyGone, DecryptionFailed
    """
    _require_same(old, new)
    with database.begin() as connection:
        record_bank_decision(connection, new, "rescored", said, now)
        audit_log.record(connection, now, "rescored a bank version", thing=old.hash)
        held = store.completed_sittings_of_bank(connection, old.hash)
    bank_cache = BankCache(banks={new.hash: new})
    done: list[tuple[int, float]] = []
    for first in range(0, len(held), _BATCH):
        with database.begin() as connection:
            context = SittingContext(connection, ring, bank_cache)
            done.extend(_rescored_sittings(context, held[first : first + _BATCH], new, now))
    return Rescoring(len(done), sum(scores for scores, _ in done), tuple(change for _, change in done))


def _require_same(old: BankVersion, new: BankVersion) -> None:
    """Refuse versions that differ in more than rules, parameters and the abilities that year groups are taken to have.

    An adoption takes these from its trial, like the parameters, so that they belong to the new version's scale.
    """

    def seen(bank: BankVersion) -> dict[str, object]:
        return {
            "subject": bank.subject,
            "items": {(item.id, item.most) for item in bank.all_items},
            "designs": {(replace(design, populations=()).hash, design.years) for design in bank.designs},
        }

    there, wanted = seen(old), seen(new)
    differing = [name for name in there if there[name] != wanted[name]]
    if differing:
        names = {"new": new.hash[:12], "old": old.hash[:12], "what": ", ".join(differing)}
        raise NotRescorable(Reason.NOT_RESCORABLE, **names)


def _rescored_sittings(
    context: SittingContext, sittings: Sequence[Sitting], new: BankVersion, now: datetime
) -> Iterator[tuple[int, float]]:
    """Rescore sittings; yields the number of changed scores and the change of the ability of each, logits."""
    connection, ring = context.connection, context.key_ring
    for sitting in sittings:
        locked = store.lock(connection, sitting) or sitting
        log = logbook.log(connection, ring, locked)
        before, end = rescored(log), finished(log)
        begun = started(log)
        if (
            locked.pinned is None
            or begun is None
            or end is None
            or (before is not None and before.bank_version == new.hash)
        ):
            continue
        store.require_as_started(connection, locked, begun.pinned)
        test = compiled_test(context, replace(locked.pinned, bank_version=new.hash), begun)
        second = _rescored_event(test, log, new, now)
        key = require_ready(connection, ring, locked.programme)
        logbook.append(connection, key, locked, len(log), (second,))
        record_result(connection, ring, key, locked, now, context.bank_cache)
        changed = sum(reply.score != now_ for reply, now_ in zip(replies_as_scored(log), second.scores, strict=True))
        yield changed, second.theta - (before or end).theta


def _rescored_event(test: irt.AdaptiveTest, log: Sequence[Event], new: BankVersion, now: datetime) -> Rescored:
    anew = [_scored(event, log, new) if isinstance(event, Replied) else event for event in log]
    estimate = irt.reported(test, fold(test, anew))
    scores = tuple(event.score for event in anew if isinstance(event, Replied))
    return Rescored(now, new.hash, scores, float(estimate.theta), float(estimate.se), str(estimate.status))


def _scored(event: Replied, log: Sequence[Event], new: BankVersion) -> Replied:
    return replace(event, score=score(new.item(event.item), event.response, hints_taken(log, event.position)))
