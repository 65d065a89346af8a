"""The page where somebody sees where they are signed in, and ends what is not theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
    """A sign-in as its person sees it, or several that look alike to the minute.

    Attributes
    ----------
    ids : the hash of the token of each, in hex
    device : the kind of device
    here : whether it is the one that asks
    by_pin : whether it was opened with a class PIN
    signed_in_at : when it began
    used_at : when it was last used, as far as is kept: extending it is put off for some minutes
    """

    ids: tuple[str, ...]
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
    sessions = [
        OwnSession(
            (key.hex(),),
            DeviceKind(row.device or DeviceKind.OTHER),
            key == hash_token(token),
            row.provider_subject is None,
            _minute(row.ends_at - limits.absolute),
            _minute(max(row.ends_at - limits.absolute, row.expires_at - idle)),
        )
        for key, row in found.items()
    ]
    return alike_together(sessions)


def alike_together(sessions: Iterable[OwnSession]) -> tuple[OwnSession, ...]:
    """Those that differ in their ids alone as one: nobody could tell which of them is not theirs."""
    found: dict[OwnSession, tuple[str, ...]] = {}
    for each in sessions:
        look = replace(each, ids=())
        found[look] = (*found.get(look, ()), *each.ids)
    return tuple(replace(look, ids=ids) for look, ids in found.items())


def end_sessions(
    connection: Connection,
    person: SignedIn,
    token: str,
    limits: SessionLimits,
    now: datetime,
    *,
    only: Collection[str] | None = None,
) -> bool:
    """End some of a person's other sign-ins, or all of them; the one that asks stays. What is over stays over.

    Parameters
    ----------
    only : the ids of those to end, of which none is ended that is not theirs; None for all but the one that asks

    Returns
    -------
    Whether one was ended.
    """
    others = [each for each in own_sessions(connection, person, token, limits, now) if not each.here]
    chosen = [id_ for each in others for id_ in each.ids if only is None or id_ in only]
    for id_ in chosen:
        store.end_session(connection, bytes.fromhex(id_))
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
    def end_some(
        request: Request,
        connection: Transaction,
        person: AnySignedIn,
        instant: Now,
        session: Annotated[list[str], Form()],
    ) -> RedirectResponse:
        token = request.cookies.get(cookie, "")
        ended = end_sessions(connection, _vouched(person), token, limits, instant, only=session)
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


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _learner(person: SignedIn) -> UUID | None:
    return person.person if person.kind == "learner" else None


def _back(request: Request, *, ended: bool) -> RedirectResponse:
    told = {"ended": "true"} if ended else {}
    return RedirectResponse(with_query(ADDRESS, **told, lang=reader_language(request)), 303)
