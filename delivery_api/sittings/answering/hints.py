"""Gives a learner a hint: shown at once and logged; from then on the item can score one less."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from delivery_api.access.refusals import Refused
from delivery_api.sittings.answering.answer_service import ReplyConflict, awaited_item
from delivery_api.sittings.record.event_types import Hinted, hinted_by, hints_taken, replies
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting, load_locked
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage.programmes import require_answerable
from delivery_api.sittings.values import LockedSitting
from itembank import ItemVersion, Language, content_language


class UnknownHint(Refused):
    """The item has no such hint, or an earlier one has not been taken yet."""

    code = "unknown_hint"


@dataclass(frozen=True)
class HintRequest:
    """A hint as a browser requests it.

    Attributes
    ----------
    hint : which hint, from 1
    key : the request's idempotency key
    body : all fields in one canonical form, compared when the same key arrives again
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


def take_hint(context: SittingContext, locked: LockedSitting, request: HintRequest, now: datetime) -> str:
    """Log the next hint of the item that waits, and return it.

    The same request again gets the same response. A hint that was already taken, requested under another key, is shown
    again and costs nothing more.

    Returns
    -------
    The exact body of the HTTP response, as text.

    Raises
    ------
    ReplyConflict, NotStarted, UnknownItemInReply, UnknownHint, UnknownProgramme
    """
    opened = load_locked(context, locked.sitting)
    if earlier := _earlier_hint(opened, request):
        return earlier.reply or _response_body(opened.bank.item(earlier.item), request)
    waiting = awaited_item(opened, request.item)
    item, taken = opened.bank.item(request.item), hints_taken(opened.log, waiting.position)
    if request.hint > min(taken + 1, len(item.hints)):
        raise UnknownHint(item=request.item, hint=request.hint)
    if request.hint > taken and locked.programme_record is not None:
        shown = (waiting.position, request.item, request.hint, request.language)
        event = Hinted(now, *shown, request.key, request.digest)
        key = context.key_ring.read(require_answerable(locked.programme_record, now))
        logbook.append(context.connection, key, locked.sitting, len(opened.log), (event,))
    return _response_body(item, request)


def _earlier_hint(opened: OpenSitting, request: HintRequest) -> Hinted | None:
    """The hint that the same request got before."""
    earlier = hinted_by(opened.log, request.key)
    used_by_answer = any(event.key == request.key for event in replies(opened.log))
    if used_by_answer or (earlier and earlier.digest != request.digest):
        raise ReplyConflict(item=request.item)
    return earlier


def _response_body(item: ItemVersion, request: HintRequest) -> str:
    words = item.hints[request.hint - 1][content_language(item, request.language)]
    body = {"hint": request.hint, "hint_html": words, "remaining": len(item.hints) - request.hint}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
