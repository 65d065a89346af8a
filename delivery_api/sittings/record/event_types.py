"""The typed events of a sitting and their bytes; the log of them is what a sitting is."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from delivery_api.access.refusals import NewerRelease

Reply = str | list[str] | None


@dataclass(frozen=True)
class Started:
    """The sitting began, under the learner's context in force: `prior_mean`/`prior_sd` replace the design's, if set.

    Attributes
    ----------
    unavailable : item versions that the learner met in live sittings of this school year or the last
    seconds : time limit, None for none
    device : the browser it began in, as that names itself
    """

    at: datetime
    language: str
    year_group: int
    prior_mean: float | None = None
    prior_sd: float | None = None
    unavailable: tuple[str, ...] = ()
    seconds: float | None = None
    device: str = ""


@dataclass(frozen=True)
class Presented:
    """An item was shown at a position, in a language; again at the same position when the language was changed.

    Attributes
    ----------
    scored : False for a seeded item, which is tried out and counts for nothing
    """

    at: datetime
    position: int
    item: str
    language: str
    scored: bool = True


@dataclass(frozen=True)
class Relaxed:
    """Constraints of the blueprint, by name, had to be given up for the item that is presented next."""

    at: datetime
    constraints: tuple[str, ...]


@dataclass(frozen=True)
class Quarantined:
    """Item versions that the sitting could still have asked were taken out; what was answered before stays scored.

    The item that waits may be among them: it may still be answered, and that counts for nothing.
    """

    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True)
class FellBack:
    """The item that is presented next could not be chosen as the test is designed; `how` says why not.

    Beside `Relaxed` and `Readmitted`, which the fold has to know: this changes no later choice.
    """

    at: datetime
    how: tuple[str, ...]


@dataclass(frozen=True)
class Readmitted:
    """Items that the learner has met before may be asked after all: nothing else was left."""

    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """The sitting went from one state to another.

    Attributes
    ----------
    before, after : states
    by : id of the member of staff, None for the service itself
    why : the reason that was given
    """

    at: datetime
    before: str
    after: str
    by: str | None
    why: str


@dataclass(frozen=True)
class Extended:
    """A learner was given more time.

    Attributes
    ----------
    seconds : added to the time limit
    until : the new last day on which the sitting may start (ISO date), None where that stays
    by, why : as of `Moved`
    """

    at: datetime
    seconds: float
    until: str | None
    by: str
    why: str


@dataclass(frozen=True)
class HandedOver:
    """The sitting was another learner's from here on; whose it was and is stands in the audit."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class TakenOver:
    """Another device goes on with the sitting."""

    at: datetime
    device: str


@dataclass(frozen=True)
class Hinted:
    """A hint of the item that waits was shown for the first time; from then on the item can score one less.

    Attributes
    ----------
    hint : which of the item's hints, from 1; they are taken in order
    key, digest : the request's idempotency key and the SHA-256 of its body
    reply : the bytes (as text) that the request was answered with
    """

    at: datetime
    position: int
    item: str
    hint: int
    language: str
    key: str
    digest: str
    reply: str


@dataclass(frozen=True)
class Replied:
    """A reply was received, scored and folded in; `response` None means "I can't do this" (omitted).

    Attributes
    ----------
    score : category the scoring rule gave, capped by the hints taken; an omitted item steers like a wrong one
    theta, se, status : the running estimate after it, in logits
    elapsed : seconds of server time from presented to received
    client_ms : what the browser claims; advisory
    key, digest : the request's idempotency key and the SHA-256 of its body
    reply : the bytes (as text) that the request was answered with
    scored : False for a seeded item: its score is kept and folded in, and counts for nothing
    """

    at: datetime
    position: int
    item: str
    response: Reply
    score: int
    theta: float
    se: float
    status: str
    language: str
    elapsed: float
    client_ms: int
    key: str
    digest: str
    reply: str
    scored: bool = True


@dataclass(frozen=True)
class Finished:
    """The sitting ended for a reason, with the reported estimate in logits; `by` and `why` where staff ended it."""

    at: datetime
    reason: str
    theta: float
    se: float
    status: str
    by: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Rescored:
    """The replies of a finished sitting were scored anew under the rules of another bank version.

    Attributes
    ----------
    bank_version : its hash
    scores : of the replies, in order
    theta, se, status : the reported estimate they lead to, in logits; what `Finished` says stays beside it
    """

    at: datetime
    bank_version: str
    scores: tuple[int, ...]
    theta: float
    se: float
    status: str


Event = (
    Started
    | Presented
    | Relaxed
    | Quarantined
    | Readmitted
    | FellBack
    | Moved
    | Extended
    | HandedOver
    | TakenOver
    | Hinted
    | Replied
    | Finished
    | Rescored
)
_KINDS: dict[str, type[Event]] = {
    "started": Started,
    "presented": Presented,
    "relaxed": Relaxed,
    "quarantined": Quarantined,
    "readmitted": Readmitted,
    "fellback": FellBack,
    "moved": Moved,
    "extended": Extended,
    "handedover": HandedOver,
    "takenover": TakenOver,
    "hinted": Hinted,
    "answered": Replied,
    "omitted": Replied,
    "finished": Finished,
    "rescored": Rescored,
}

_TUPLES = {
    "started": ("unavailable",),
    "relaxed": ("constraints",),
    "quarantined": ("items",),
    "readmitted": ("items",),
    "fellback": ("how",),
    "rescored": ("scores",),
}
"""The fields that JSON gives back as lists."""


def kind_of(event: Event) -> str:
    """The event's kind as it stands in clear beside the sealed payload."""
    if isinstance(event, Replied):
        return "omitted" if event.response is None else "answered"
    return type(event).__name__.lower()


def to_bytes(event: Event) -> bytes:
    """Compact JSON, deflated; floats keep their shortest exact form, so θ comes back bit for bit.

    Deflated, because a stored answer carries the next item with its drawing: about 12 kB, which would spill over many
    pages of the database.
    """
    fields = vars(event) | {"at": event.at.isoformat()}  # flat, all of them: nothing in an event is a value of ours
    return zlib.compress(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode())


def from_bytes(kind: str, payload: bytes) -> Event:
    """The event back.

    Raises
    ------
    NewerRelease : the kind is not known here, or has a field that is not; to leave it out would be another sitting
    """
    fields: dict[str, Any] = json.loads(zlib.decompress(payload))
    if kind not in _KINDS or not fields.keys() <= _KINDS[kind].__dataclass_fields__.keys():
        raise NewerRelease(kind=kind)
    for name in _TUPLES.get(kind, ()):
        fields[name] = tuple(fields.get(name, ()))
    return _KINDS[kind](**fields | {"at": datetime.fromisoformat(fields["at"])})


def replies(log: Sequence[Event]) -> tuple[Replied, ...]:
    """The replies, in order."""
    return tuple(event for event in log if isinstance(event, Replied))


def started(log: Sequence[Event]) -> Started | None:
    """How the sitting began, if it has."""
    return next((event for event in log if isinstance(event, Started)), None)


def finished(log: Sequence[Event]) -> Finished | None:
    """How the sitting ended, if it has."""
    return next((event for event in log if isinstance(event, Finished)), None)


def rescored(log: Sequence[Event]) -> Rescored | None:
    """The latest rescoring of the sitting, if there was one."""
    return next((event for event in reversed(log) if isinstance(event, Rescored)), None)


def as_scored(log: Sequence[Event]) -> tuple[Replied, ...]:
    """The replies, in order, with the scores that count now: those of the latest rescoring, if there was one."""
    latest, said = rescored(log), replies(log)
    if latest is None:
        return said
    return tuple(replace(reply, score=score) for reply, score in zip(said, latest.scores, strict=True))


def pending(log: Sequence[Event]) -> Presented | None:
    """The first showing of the item that waits for a reply, if any; what staff ended waits for none."""
    if finished(log) is not None:
        return None
    answered = {event.position for event in replies(log)}
    return next((e for e in log if isinstance(e, Presented) and e.position not in answered), None)


def quarantined(log: Sequence[Event]) -> frozenset[str]:
    """The item versions that were taken out in the course of the sitting."""
    return frozenset(item for event in log if isinstance(event, Quarantined) for item in event.items)


def unavailable(log: Sequence[Event]) -> frozenset[str]:
    """The items met in earlier sittings that may still not be asked."""
    begun = started(log)
    back = {item for event in log if isinstance(event, Readmitted) for item in event.items}
    return frozenset(begun.unavailable if begun else ()) - back


def devices(log: Sequence[Event]) -> tuple[str, ...]:
    """The devices that the sitting was gone on with, in order; the last one is the active one."""
    return tuple(event.device for event in log if isinstance(event, Started | TakenOver))


def seconds_paused(log: Sequence[Event], since: datetime) -> float:
    """Seconds from an instant on in which the sitting stood paused, up to the end of the last pause."""
    moves = [event for event in log if isinstance(event, Moved) and event.at >= since]
    stood = [event.at for event in moves if event.after == "paused"]
    ended = [event.at for event in moves if event.before == "paused"]
    return sum(max(0.0, (end - begin).total_seconds()) for begin, end in zip(stood, ended, strict=False))


def hints_taken(log: Sequence[Event], position: int) -> int:
    """How many hints were taken at a position."""
    return sum(isinstance(event, Hinted) and event.position == position for event in log)


def hinted_by(log: Sequence[Event], key: str) -> Hinted | None:
    """The hint that a request of that key was answered with, if any."""
    return next((event for event in log if isinstance(event, Hinted) and event.key == key), None)


def last_language(log: Sequence[Event], position: int) -> str | None:
    """The language an item was last shown in at a position."""
    shown = [event.language for event in log if isinstance(event, Presented) and event.position == position]
    return shown[-1] if shown else None
