"""Comments and approvals that the page of an author's folder sends."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from itembank.authoring import review_messages as messages
from itembank.authoring.author_folder import AuthorFolder, read_author_folder
from itembank.authoring.review_file import ENDING, add_to_review_file, checked_words
from itembank.authoring.review_html import LONGEST_COMMENT, LONGEST_NAME, anchor
from itembank.authoring.reviews import Approval, Comment, Done, comment_id, item_version
from itembank.content.item_versions import ItemVersion
from itembank.errors import InvalidBank
from itembank.language import Language
from itembank.refusal_messages import refusal_message

MAX_BYTES = 40_000
"""Most bytes that a form may have."""
MAX_FIELDS = 10

_one_at_a_time = threading.Lock()


class ReviewRefused(Exception):
    """A review that is not kept: the HTTP status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def taken_review(folder: Path, request: Request, language: Language) -> Response:
    """Keep what a reviewer says and lead back to the item; refuse what another site's page sends."""
    try:
        _require_own_page(request, language)
        form = dict(parse_qsl(await _body(request, language), max_num_fields=MAX_FIELDS))
        item = await run_in_threadpool(_keep, folder, form, language)
    except ReviewRefused as refused:
        return PlainTextResponse(refused.why, refused.status, headers={"Cache-Control": "no-store"})
    except ValueError:  # too many fields
        return PlainTextResponse(messages.FORM_GONE[language], 400)
    return RedirectResponse(f"/#{anchor(item)}", status_code=303)


def _require_own_page(request: Request, language: Language) -> None:
    """Refuse a form that was not on this command's own page: browsers say where a form was, and no page can lie."""
    own = f"http://{request.headers.get('host', '')}"
    if request.headers.get("origin") != own or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise ReviewRefused(403, messages.ELSEWHERE[language])


async def _body(request: Request, language: Language) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ReviewRefused(413, messages.FORM_GONE[language])
    return body.decode("utf-8", errors="replace")


def _keep(folder: Path, form: Mapping[str, str], language: Language) -> ItemVersion:
    with _one_at_a_time:
        read = read_author_folder(folder)
        item = _item(read, form, language)
        try:
            add_to_review_file(folder, _said(read, item, form, language))
        except InvalidBank as error:
            raise ReviewRefused(422, refusal_message(error, language)) from error
        except OSError as error:
            raise ReviewRefused(500, f"{error.strerror}") from error
        return item


def _item(read: AuthorFolder, form: Mapping[str, str], language: Language) -> ItemVersion:
    """The item that a form is about, in a file whose reviews can be read."""
    file = form.get("file", "")
    for fault in read.faults:
        if fault.file == f"{file}{ENDING}":
            raise ReviewRefused(409, messages.FAULTY[language] % fault.sentence(language))
    for each, item, _ in read.reviewed:
        if (each.name, item.item) == (file, form.get("item")):
            return item
    raise ReviewRefused(404, messages.FORM_GONE[language])


def _said(
    read: AuthorFolder, item: ItemVersion, form: Mapping[str, str], language: Language
) -> Comment | Approval | Done:
    file, today = form["file"], date.today()  # noqa: DTZ011 - the day where the reviewer sits
    by = checked_words("by", " ".join(form.get("by", "").split()), LONGEST_NAME)
    match form.get("act"):
        case "comment":
            text = checked_words("text", form.get("text", ""), LONGEST_COMMENT)
            comment = Comment(file, "", item.item, form.get("version", "")[:64], by, today, text)
            return replace(comment, id=comment_id(comment))
        case "approve" if form.get("version") == item_version(item):
            return Approval(file, item.item, item_version(item), by, today)
        case "approve":
            raise ReviewRefused(409, messages.ITEM_CHANGED[language])
        case "done" if any((each.file, each.id) == (file, form.get("comment")) for each in read.reviews.comments):
            return Done(file, form["comment"], by, today)
        case _:
            raise ReviewRefused(404, messages.FORM_GONE[language])
