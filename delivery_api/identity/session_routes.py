"""The page where somebody sees where they are signed in, and ends what is not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from delivery_api.access.access import AnySignedIn, Now, Transaction
from delivery_api.access.refusals import NotFound
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity.device_kind import DeviceKind
from delivery_api.identity.session_rows import store
from delivery_api.identity.sessions import SessionLimits, hash_token
from delivery_api.web.page_rendering import Pages, with_query

ADDRESS = "/sessions"

_ENDED = "ended own sign-ins"
_TOLD_FOR = timedelta(minutes=1)  # after it the address of the page is an old one, and says nothing


@dataclass(frozen=True)
class OwnSession:
    """A sign-in as its person sees it.

    Attributes
    ----------
    id : the hash of its token, in hex
    device : the kind of device
    here : whether it is the one that asks
    by_pin : whether it was opened with a class PIN
    signed_in_at : when it began
    used_at : when it was last used, as far as is kept: extending it is put off for some minutes
    """

    id: str
    device: DeviceKind
    here: bool
    by_pin: bool
    signed_in_at: datetime
    used_at: datetime


def own_sessions(
    connection: Connection, person: SignedIn, token: str, limits: SessionLimits, now: datetime
) -> tuple[OwnSession, ...]:
    """A person's sign-ins, the newest first; no times are kept but the ends, from which these are counted back."""
    found, idle = store.sessions_of(connection, person.person, now), limits.idle[person.kind]
    return tuple(
        OwnSession(
            key.hex(),
            DeviceKind(row.device or DeviceKind.OTHER),
            key == hash_token(token),
            row.provider_subject is None,
            row.ends_at - limits.absolute,
            max(row.ends_at - limits.absolute, row.expires_at - idle),
        )
        for key, row in found.items()
    )


def end_sessions(
    connection: Connection, person: SignedIn, token: str, limits: SessionLimits, now: datetime, *, only: str = ""
) -> bool:
    """End one of a person's other sign-ins, or all of them; the one that asks stays. What is over stays over.

    Parameters
    ----------
    only : the id of the one to end, which is none if it is not theirs; all but the one that asks when empty

    Returns
    -------
    Whether one was ended.
    """
    others = [each for each in own_sessions(connection, person, token, limits, now) if not each.here]
    chosen = [each for each in others if not only or each.id == only]
    for each in chosen:
        store.end_session(connection, bytes.fromhex(each.id))
    if chosen:
        audit_log.record(connection, now, _ENDED, actor=person.person, learner=_learner(person))
    return bool(chosen)


def router(limits: SessionLimits, cookie: str, pages: Pages) -> APIRouter:
    """The page, and its two buttons. Who came in by a class PIN sees nothing: nobody has vouched for who they are."""
    routes = APIRouter()

    @routes.get(ADDRESS)
    def where_signed_in(
        request: Request, connection: Transaction, person: AnySignedIn, instant: Now, ended: bool = False
    ) -> HTMLResponse:
        found = own_sessions(connection, _vouched(person), request.cookies.get(cookie, ""), limits, instant)
        # an address alone, which anybody can send, never says that something was ended
        told = ended and audit_log.has_done(connection, person.person, _ENDED, instant - _TOLD_FOR)
        return page_response(
            request, pages, "sessions.html", person, sessions=found, learner=person.kind == "learner", ended=told
        )

    @routes.post(f"{ADDRESS}/end")
    def end_one(
        request: Request, connection: Transaction, person: AnySignedIn, instant: Now, session: Annotated[str, Form()]
    ) -> RedirectResponse:
        token = request.cookies.get(cookie, "")
        ended = end_sessions(connection, _vouched(person), token, limits, instant, only=session or "-")
        return _back(request, ended=ended)

    @routes.post(f"{ADDRESS}/end-others")
    def end_others(request: Request, connection: Transaction, person: AnySignedIn, instant: Now) -> RedirectResponse:
        ended = end_sessions(connection, _vouched(person), request.cookies.get(cookie, ""), limits, instant)
        return _back(request, ended=ended)

    return routes


def _vouched(person: SignedIn) -> SignedIn:
    if person.by_pin:
        raise NotFound(thing="page")
    return person


def _learner(person: SignedIn) -> UUID | None:
    return person.person if person.kind == "learner" else None


def _back(request: Request, *, ended: bool) -> RedirectResponse:
    told = {"ended": "true"} if ended else {}
    return RedirectResponse(with_query(ADDRESS, **told, lang=reader_language(request)), 303)
