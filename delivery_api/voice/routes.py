"""The HTTP routes of recordings: the files, and which of them belong to the question on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from delivery_api.access.access import Transaction, Visitor, own_sitting
from delivery_api.access.refusals import NotSignedIn
from delivery_api.bank.service import BankCache
from delivery_api.http.error_mapping import reader_language
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.scheduling.access_settings import access_settings
from delivery_api.sittings.service import Client
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.values import Sitting
from delivery_api.voice.bank_sentences import may_be_read_aloud
from delivery_api.voice.heard_sentences import RECORDINGS_PATH, WORD_LISTS, HeardSentences
from delivery_api.voice.page_sentences import is_read_to, page_sentence_names
from delivery_api.voice.recorded_sentences import SUFFIXES, SpokenSentence
from delivery_api.web.reader_language import LANGUAGES
from itembank import content_language
from itembank.speech import item_sentences

OwnSitting = Annotated[Sitting, Depends(own_sitting)]
KEPT_BY_ALL = "public, max-age=31536000, immutable"
NEVER_KEPT = "no-store"
"""Of what a question says: the next to use a shared device must not find what a learner was asked."""


def router(heard: HeardSentences | None, ring: KeyRing, bank_cache: BankCache) -> APIRouter:
    """Routes of recordings; without a folder of recordings there are none to send.

    What pages say to everybody may be heard by everybody; what questions say, by whoever is signed in and knows the
    address, which only the question on their own screen tells.
    """
    routes = APIRouter()

    @routes.get(f"{RECORDINGS_PATH}{{file}}")
    def recording(file: str, person: Visitor) -> Response:
        if heard is None:
            raise HTTPException(404)
        lists = (heard.word_list(*each) for each in product(LANGUAGES, WORD_LISTS))
        found = next((each for each in lists if each.file == file), None)
        if found:
            return Response(found.content, media_type="application/json", headers={"Cache-Control": KEPT_BY_ALL})
        held = heard.recording(".".join(file.split(".")[:2]))
        if held is None or held.file != file:
            raise HTTPException(404)
        is_public = held.sentence in page_sentence_names()
        if person is None and not is_public:
            raise NotSignedIn
        kept = KEPT_BY_ALL if is_public else NEVER_KEPT
        return FileResponse(held.path, media_type=SUFFIXES[held.path.suffix], headers={"Cache-Control": kept})

    @routes.get("/api/sittings/{sitting_id}/voice")
    def of_question(request: Request, connection: Transaction, sitting: OwnSitting) -> JSONResponse:
        context, reads = SittingContext(connection, ring, bank_cache), may_be_read_aloud(sitting.subject)
        is_told = heard is not None and reads and _is_read_to(context, sitting)
        sentences = heard.files(_asked(request, context, sitting)) if heard and is_told else {}
        return JSONResponse({"sentences": sentences, "reads_questions": reads})

    return routes


def _is_read_to(context: SittingContext, sitting: Sitting) -> bool:
    """Whether the learner of a sitting has it read to them: by their year, or as staff set it."""
    if is_read_to(sitting.year):
        return True
    log = logbook.logs(context.connection, context.key_ring, [sitting], kinds=("started",), altered=False)
    return "read_aloud" in access_settings(context.connection, sitting, log.get(sitting.id, ()))


def _asked(request: Request, context: SittingContext, sitting: Sitting) -> Iterator[SpokenSentence]:
    """The sentences of the question that waits, with the hints that were taken; the others are told to nobody."""
    client = Client(reader_language(request))
    waiting = sittings.view(context, sitting, client)["item"]
    if waiting is None or sitting.pinned is None:
        return
    bank = context.bank_cache.bank(context.connection, sitting.pinned.bank_version)
    item = bank.item(waiting["id"])
    taken = replace(item, hints=item.hints[: len(waiting["hints_taken"])])
    shown_in = content_language(item, client.language)
    for text in item_sentences(taken, shown_in, bank.stimulus_of(item)):
        yield SpokenSentence(shown_in, text)
