"""The typed events in the log of a sitting, their serialisation, and functions that read a log."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from delivery_api.access.refusals import NewerRelease
from delivery_api.keys.encryption import padded
from delivery_api.sittings.values import PinnedVersions

Reply = str | list[str] | None


@dataclass(frozen=True)
class Started:
    """The sitting started, with the learner's context at that time.

    Attributes
    ----------
    prior_mean, prior_sd : of the prior that replaces the design's, in logits; None for the design's
    unavailable : item versions that the learner has seen in live sittings of this school year or the last, those seen
        longest ago first; in the order of their ids in the logs of earlier releases
    left_out : item versions that are not asked because the learner uses a screen reader, each as "item=reason"
    seconds : time limit; None for no limit
    device : the browser tab, as it names itself
    device_kind : "tablet", "phone" or "computer", in a trial; "" elsewhere, or where the player does not say
    school : HMAC of the learner's school under the trial's key, hexadecimal, in a trial; "" elsewhere
    access : the settings of the learner's access profile that hold in this sitting, as "name=value"; none in a trial
    bank_version, design, design_name, seed, engine_version : as of `PinnedVersions`, so that the row cannot be given
        others; "" and None in the logs of earlier releases
    """

    at: datetime
    language: str
    year_group: int
    prior_mean: float | None = None
    prior_sd: float | None = None
    unavailable: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float | None = None
    device: str = ""
    device_kind: str = ""
    school: str = ""
    access: tuple[str, ...] = ()
    bank_version: str = ""
    design: str = ""
    design_name: str = ""
    seed: int | None = None
    engine_version: str = ""

    @property
    def pinned(self) -> PinnedVersions | None:
        """What the sitting was pinned to; None if the log does not say."""
        if self.seed is None:
            return None
        return PinnedVersions(self.bank_version, self.design, self.design_name, self.seed, self.engine_version)


@dataclass(frozen=True)
class Presented:
    """An item was shown at a position in a language; logged again when the language changes.

    Attributes
    ----------
    scored : False for a seeded item, which is pretested and does not count
    """

    at: datetime
    position: int
    item: str
    language: str
    scored: bool = True


@dataclass(frozen=True)
class Relaxed:
    """Constraints of the blueprint, by name, were given up for the item that is presented next."""

    at: datetime
    constraints: tuple[str, ...]


@dataclass(frozen=True)
class Quarantined:
    """Item versions that the sitting could still have asked were withdrawn; earlier answers stay scored.

    The item that waits may be among them. It may still be answered, and the answer does not count.
    """

    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True)
class FellBack:
    """The item that is presented next was not chosen as the test is designed; `how` names the fallbacks.

    Unlike `Relaxed` and `Readmitted` it does not affect the fold.
    """

    at: datetime
    how: tuple[str, ...]


@dataclass(frozen=True)
class Readmitted:
    """Items that the learner has seen before are available again, because too few others were left."""

    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """The sitting changed its state.

    Attributes
    ----------
    before, after : states
    by : id of the member of staff, None for the service itself
    why : the reason
    """

    at: datetime
    before: str
    after: str
    by: str | None
    why: str


@dataclass(frozen=True)
class Extended:
    """The learner was given more time.

    Attributes
    ----------
    seconds : added to the time limit
    until : the new last day on which the sitting may start (ISO date); None if it did not change
    by, why : as of `Moved`
    """

    at: datetime
    seconds: float
    until: str | None
    by: str
    why: str


@dataclass(frozen=True)
class HandedOver:
    """The sitting was assigned to another learner; the audit names both."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class TakenOver:
    """The sitting continues on another device."""

    at: datetime
    device: str


@dataclass(frozen=True)
class Hinted:
    """A hint of the item that waits was shown for the first time; from then on the item can score one less.

    Attributes
    ----------
    hint : which hint of the item, from 1; hints are taken in order
    key, digest : the request's idempotency key and the SHA-256 of its body
    reply : the body of the HTTP response in logs of before, which were as long as it; "" since
    """

    at: datetime
    position: int
    item: str
    hint: int
    language: str
    key: str
    digest: str
    reply: str = ""


@dataclass(frozen=True)
class HintLeft:
    """A hint was not taken at the position that is answered next.

    Each answer is logged with as many of them as make up, with the hints that were taken, the most hints of any item of
    the bank: so the number of events does not tell who needed hints.
    """

    at: datetime


@dataclass(frozen=True)
class Replied:
    """An answer was received, scored and folded in.

    Attributes
    ----------
    response : the raw response; None for "I can't do this" (omitted)
    score : the category given by the scoring rule, capped by the hints taken; an omitted item counts like a wrong one
    theta, se, status : the running estimate after it, in logits
    elapsed : seconds of server time from presented to received
    client_ms : milliseconds according to the browser; advisory
    key, digest : the request's idempotency key and the SHA-256 of its body
    reply : as of `Hinted`; `answering/next_item.py` makes the body from the log
    scored : False for a seeded item, whose score is stored and does not affect θ
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
    reply: str = ""
    scored: bool = True


@dataclass(frozen=True)
class Finished:
    """The sitting ended, with the reported estimate in logits; `by` and `why` are set if staff ended it."""

    at: datetime
    reason: str
    theta: float
    se: float
    status: str
    by: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Rescored:
    """The answers of a finished sitting were rescored under another bank version.

    Attributes
    ----------
    bank_version : its hash
    scores : of the answers, in order
    theta, se, status : the new reported estimate, in logits; `Finished` keeps the first one
    """

    at: datetime
    bank_version: str
    scores: tuple[int, ...]
    theta: float
    se: float
    status: str


@dataclass(frozen=True)
class Recorded:
    """The result of a sitting that has ended, as it stood after the event before; the last record counts.

    Attributes
    ----------
    owner : HMAC of whose it is, under the programme's key, hexadecimal
    row : the sitting's row without its owner, as JSON
    log_sha256 : of all other events before it, hexadecimal; see `logbook.store.StoredLog`
    theta, se : the reported estimate, in logits
    completed_at : when the sitting ended, ISO 8601
    release : of the software that wrote the record
    revision : which record of the sitting it is, from 1
    reported_sha256 : SHA-256 of the row of `reported_results` that counts, hexadecimal; "" for none
    """

    at: datetime
    owner: str
    row: str
    log_sha256: str
    theta: float
    se: float
    completed_at: str
    release: str
    revision: int
    reported_sha256: str = ""


@dataclass(frozen=True)
class Surveyed:
    """The learner answered the closing survey of a trial, after the end of the sitting.

    Attributes
    ----------
    faces : to each statement of the survey "happy", "so-so" or "not happy"; "" where it was left out
    language : in which the statements were read
    """

    at: datetime
    faces: tuple[str, ...]
    language: str


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
    | HintLeft
    | Replied
    | Finished
    | Rescored
    | Recorded
    | Surveyed
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
    "hintleft": HintLeft,
    "answered": Replied,
    "omitted": Replied,  # not logged under this name any more
    "finished": Finished,
    "rescored": Rescored,
    "recorded": Recorded,
    "surveyed": Surveyed,
}

_TUPLES = {
    "started": ("unavailable", "left_out", "access"),
    "relaxed": ("constraints",),
    "quarantined": ("items",),
    "readmitted": ("items",),
    "fellback": ("how",),
    "rescored": ("scores",),
    "surveyed": ("faces",),
}
"""The fields that JSON returns as lists, by kind."""

_LIKE_A_SHOWING = (Relaxed, Readmitted, FellBack, Hinted, HintLeft)
"""The events whose kind is sealed: how many there are of them depends on what the learner can do."""


_STEP = 512
"""The least length of an event in bytes; no answer to an item of a built-in bank needs more."""


def event_kind(event: Event) -> str:
    """The kind of an event; an omitted item was answered too."""
    return "answered" if isinstance(event, Replied) else type(event).__name__.lower()


def kind_in_clear(event: Event) -> str:
    """The kind that is stored beside the sealed payload; it does not tell hints and fallbacks from a showing."""
    return "presented" if isinstance(event, _LIKE_A_SHOWING) else event_kind(event)


def to_bytes(event: Event) -> bytes:
    """Compact JSON, deflated and padded; floats keep their shortest exact form, so θ is read back bit for bit.

    Encryption hides all but the length, which would tell which item was answered with what. Zeros fill it up to 512
    bytes or the next power of two; reading stops where the deflated JSON ends.
    """
    fields = vars(event) | {"at": event.at.isoformat()}  # all flat: no field holds a nested value
    if isinstance(event, _LIKE_A_SHOWING):
        fields["kind"] = event_kind(event)
    return padded(zlib.compress(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()), _STEP)


def from_bytes(kind: str, payload: bytes) -> Event:
    """Read an event.

    Parameters
    ----------
    kind : in clear

    Raises
    ------
    NewerRelease : the kind or a field is unknown to this release; ignoring it would change the sitting
    """
    fields: dict[str, Any] = json.loads(zlib.decompress(payload))
    kind = fields.pop("kind", kind)
    if kind not in _KINDS or not fields.keys() <= _KINDS[kind].__dataclass_fields__.keys():
        raise NewerRelease(kind=kind)
    for name in _TUPLES.get(kind, ()):
        fields[name] = tuple(fields.get(name, ()))
    try:
        return _KINDS[kind](**fields | {"at": datetime.fromisoformat(fields["at"])})
    except TypeError as error:  # a field is missing: the kind is another one than when it was sealed
        raise NewerRelease(kind=kind) from error


def replies(log: Sequence[Event]) -> tuple[Replied, ...]:
    """The answers, in order."""
    return tuple(event for event in log if isinstance(event, Replied))


def started(log: Sequence[Event]) -> Started | None:
    """The start of the sitting; None if it has not started."""
    return next((event for event in log if isinstance(event, Started)), None)


def finished(log: Sequence[Event]) -> Finished | None:
    """The end of the sitting; None if it has not ended."""
    return next((event for event in log if isinstance(event, Finished)), None)


def rescored(log: Sequence[Event]) -> Rescored | None:
    """The latest rescoring; None if there was none."""
    return next((event for event in reversed(log) if isinstance(event, Rescored)), None)


def recorded(log: Sequence[Event]) -> Recorded | None:
    """The latest record of the result; None if there is none."""
    return next((event for event in reversed(log) if isinstance(event, Recorded)), None)


def replies_as_scored(log: Sequence[Event]) -> tuple[Replied, ...]:
    """The answers, in order, with the scores of the latest rescoring, if there was one."""
    latest, answers = rescored(log), replies(log)
    if latest is None:
        return answers
    return tuple(replace(reply, score=score) for reply, score in zip(answers, latest.scores, strict=True))


def surveyed(log: Sequence[Event]) -> Surveyed | None:
    """What the learner said in the closing survey; None if nothing."""
    return next((event for event in reversed(log) if isinstance(event, Surveyed)), None)


def pending_item(log: Sequence[Event]) -> Presented | None:
    """The first showing of the item that waits for an answer; None if none waits or the sitting has ended."""
    if finished(log) is not None:
        return None
    answered = {event.position for event in replies(log)}
    return next((e for e in log if isinstance(e, Presented) and e.position not in answered), None)


def quarantined(log: Sequence[Event]) -> frozenset[str]:
    """The item versions that were withdrawn during the sitting."""
    return frozenset(item for event in log if isinstance(event, Quarantined) for item in event.items)


def unavailable(log: Sequence[Event]) -> tuple[str, ...]:
    """The items seen in earlier sittings that are not available, those seen longest ago first."""
    begun = started(log)
    back = {item for event in log if isinstance(event, Readmitted) for item in event.items}
    return tuple(item for item in (begun.unavailable if begun else ()) if item not in back)


def devices(log: Sequence[Event]) -> tuple[str, ...]:
    """The devices on which the sitting ran, in order; the last one is the active one."""
    return tuple(event.device for event in log if isinstance(event, Started | TakenOver))


def seconds_paused(log: Sequence[Event], since: datetime) -> float:
    """The seconds for which the sitting was paused after an instant, up to the end of the last pause."""
    moves = [event for event in log if isinstance(event, Moved) and event.at >= since]
    stood = [event.at for event in moves if event.after == "paused"]
    ended = [event.at for event in moves if event.before == "paused"]
    return sum(max(0.0, (end - begin).total_seconds()) for begin, end in zip(stood, ended, strict=False))


def hints_taken(log: Sequence[Event], position: int) -> int:
    """The number of hints taken at a position."""
    return sum(isinstance(event, Hinted) and event.position == position for event in log)


def hinted_by(log: Sequence[Event], key: str) -> Hinted | None:
    """The hint that a request with a key received; None if there was none."""
    return next((event for event in log if isinstance(event, Hinted) and event.key == key), None)


def last_language(log: Sequence[Event], position: int) -> str | None:
    """The language in which the item at a position was last shown; None if it was not shown."""
    shown = [event.language for event in log if isinstance(event, Presented) and event.position == position]
    return shown[-1] if shown else None
