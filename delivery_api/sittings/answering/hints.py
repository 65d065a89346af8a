"""A learner takes a hint: shown at once, logged, and from then on the item can score one less."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.bank.service import BankCache
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.replying import ReplyConflict, awaited
from delivery_api.sittings.record.event_types import Hinted, hinted_by, hints_taken, replies
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting, load_sitting
from delivery_api.sittings.storage.programmes import require_open
from delivery_api.sittings.values import LockedSitting
from itembank import ItemVersion, Language, content_language


class UnknownHint(Refused):
    """The item has no such hint, or one before it has not been taken yet."""

    code = "unknown_hint"


@dataclass(frozen=True)
class HintRequest:
    """What a browser asks for; `body` is its fields in one fixed form, compared when it comes again.

    Parameters
    ----------
    hint : which hint, from 1
    """

    item: str
    hint: int
    language: Language
    key: str
    body: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the body."""
        return sha256(self.body).hexdigest()


def take_hint(
    connection: Connection, ring: KeyRing, bank_cache: BankCache, held: LockedSitting, asked: HintRequest, now: datetime
) -> str:
    """The next hint of the item that waits, logged before it is told; the answer's exact bytes as text.

    The same request again gets the same answer. A hint that was taken already, asked for under another key, is told
    again and costs nothing more.

    Parameters
    ----------
    held : the sitting, kept from others until the transaction ends

    Raises
    ------
    ReplyConflict, NotStarted, UnknownItemInReply, UnknownHint, UnknownProgramme
    """
    room = load_sitting(connection, ring, bank_cache, held.sitting)
    if earlier := _same_request(room, asked):
        return earlier
    waiting = awaited(room, asked.item)
    item, taken = room.bank.item(asked.item), hints_taken(room.log, waiting.position)
    if asked.hint > min(taken + 1, len(item.hints)):
        raise UnknownHint(item=asked.item, hint=asked.hint)
    answer = _answer(item, asked)
    if asked.hint > taken and held.of is not None:
        shown = (waiting.position, asked.item, asked.hint, asked.language)
        event = Hinted(now, *shown, asked.key, asked.digest, answer)
        key = ring.read(require_open(held.of))
        logbook.append(connection, key, held.sitting, len(room.log), (event,))
    return answer


def _same_request(room: OpenSitting, asked: HintRequest) -> str | None:
    earlier = hinted_by(room.log, asked.key)
    used = any(event.key == asked.key for event in replies(room.log))
    if used or (earlier and earlier.digest != asked.digest):
        raise ReplyConflict(item=asked.item)
    return earlier.reply if earlier else None


def _answer(item: ItemVersion, asked: HintRequest) -> str:
    words = item.hints[asked.hint - 1][content_language(item, asked.language)]
    told = {"hint": asked.hint, "hint_html": words, "remaining": len(item.hints) - asked.hint}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
