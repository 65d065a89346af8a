"""The only way to a learner, a class, a sitting or a report.

A route declares what it needs (`OwnSitting`, `TaughtClass`, …) and gets the thing already checked, or the request is
refused before the route runs. What a person may not see is "not found", so that nobody can probe for it. This module
knows no room: `app.py` hands it the loaders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from delivery_api.access.refusals import CameByPin, NotFound, NotSignedIn, TooMany
from delivery_api.access.request_context import Loaders, Organisation, OwnedSitting, ServiceContext, SignedIn, Taught
from delivery_api.access.roles import Right, Role


def _service_context(request: Request) -> ServiceContext:
    service: ServiceContext = request.app.state.service_context
    return service


def transaction(request: Request) -> Iterator[Connection]:
    """One request, one transaction: committed before the response is sent, rolled back on any error."""
    with _service_context(request).engine.begin() as connection:
        yield connection


# scope="function": the commit happens when the route returns, not after the answer has left
Transaction = Annotated[Connection, Depends(transaction, scope="function")]


Transactions = Callable[[], AbstractContextManager[Connection]]


def transactions(request: Request) -> Transactions:
    """Transactions to open by hand, for a route that talks to the provider: none is held while it waits."""
    return _service_context(request).engine.begin


OpenTransaction = Annotated[Transactions, Depends(transactions)]


async def now(request: Request) -> datetime:
    """The time of the request: one instant, however long the work takes."""
    return _instant(request)


def _instant(request: Request) -> datetime:
    if not hasattr(request.state, "now"):
        request.state.now = _service_context(request).clock()
    instant: datetime = request.state.now
    return instant


Now = Annotated[datetime, Depends(now)]


def learn_language(request: Request) -> None:
    """Find the session's language for a request that is turned away before anybody looked whose it is."""
    service, token = _service_context(request), request.cookies.get(_service_context(request).cookie)
    if hasattr(request.state, "session_language") or not token:
        return
    try:
        with service.engine.begin() as connection:
            request.state.session_language = service.loaders.language(connection, token, _instant(request))
    except SQLAlchemyError:
        return  # the database is away: what there is to say is said all the same, in the browser's language


def visitor(request: Request, connection: Transaction, instant: Now) -> SignedIn | None:
    """Who is behind the cookie, or nobody."""
    service = _service_context(request)
    token = request.cookies.get(service.cookie)
    page = not request.url.path.startswith("/api/")
    person = service.loaders.session(connection, token, instant, page) if token else None
    _take_note(request, person, instant)
    wanted = request.query_params.get("lang", "")
    # A page asked for in a language sets the session's; the player's own calls write to no session (see privacy.md).
    if token and person and wanted != person.language and page:
        service.loaders.remember_language(connection, token, wanted)
    return person


def _take_note(request: Request, person: SignedIn | None, instant: datetime) -> None:
    """The language of whoever asks, for all that is answered; and that they do not ask too often."""
    request.state.session_language = person.language if person else None
    if person:
        _pace(request, person.person, instant)


def _pace(request: Request, account: UUID, instant: datetime) -> None:
    """See that an account does not ask too often; a request counts once."""
    if getattr(request.state, "counted", None) == account:
        return
    request.state.counted = account
    if pause := _service_context(request).wait(account, instant):
        raise TooMany(seconds=ceil(pause.total_seconds()))


Visitor = Annotated[SignedIn | None, Depends(visitor)]


# What the description of the service says of the cookie; whose it is, `visitor` has found out.
_cookie = Security(APIKeyCookie(name="mesur", scheme_name="session", auto_error=False))


def signed_in(person: Visitor, _: Annotated[str | None, _cookie] = None) -> SignedIn:
    """Somebody who is signed in.

    Raises
    ------
    NotSignedIn
    """
    if person is None:
        raise NotSignedIn
    return person


AnySignedIn = Annotated[SignedIn, Depends(signed_in)]


def learner_only(person: AnySignedIn) -> SignedIn:
    """A signed-in learner."""
    return _in_role(person, Role.LEARNER)


def staff_only(person: AnySignedIn) -> SignedIn:
    """A signed-in teacher or head."""
    return _in_role(person, Role.TEACHER, Role.HEAD)


def head_only(person: AnySignedIn) -> SignedIn:
    """A signed-in head."""
    return _in_role(person, Role.HEAD)


def officer_only(person: AnySignedIn) -> SignedIn:
    """The signed-in data-protection officer."""
    return _in_role(person, Role.OFFICER)


def operator_only(person: AnySignedIn) -> SignedIn:
    """A signed-in operator."""
    return _in_role(person, Role.OPERATOR)


def _in_role(person: SignedIn, *roles: Role) -> SignedIn:
    if person.role not in roles:
        raise NotFound(thing="page")
    return person


Learner = Annotated[SignedIn, Depends(learner_only)]
Staff = Annotated[SignedIn, Depends(staff_only)]
Head = Annotated[SignedIn, Depends(head_only)]
Officer = Annotated[SignedIn, Depends(officer_only)]
Operator = Annotated[SignedIn, Depends(operator_only)]


def own_sitting(request: Request, sitting_id: UUID, connection: Transaction, person: Learner) -> OwnedSitting:
    """A sitting of the learner who asks: by surrogate id in a school year, by the session's pseudonym in a trial."""
    sitting = _service_context(request).loaders.sitting(connection, person, sitting_id)
    if sitting is None or not _owns(person, sitting):
        raise NotFound(thing="sitting")
    return sitting


class Opened(NamedTuple):
    """A sitting that nobody else can change until the transaction ends, and whoever may."""

    connection: Connection
    sitting: Any  # the room's own value; see OwnedSitting
    person: SignedIn


@dataclass(frozen=True)
class SittingDoor:
    """The way to a sitting that a route changes, for the one thread in which the route works.

    Attributes
    ----------
    token : of the session that asks, "" for none
    """

    request: Request
    sitting: UUID
    instant: datetime
    token: str

    @contextmanager
    def held(self) -> Iterator[Opened]:
        """A transaction in which nobody else can change the sitting.

        Raises
        ------
        NotSignedIn, NotFound, TooMany
        """
        service = _service_context(self.request)
        with service.engine.begin() as connection:
            found, sitting = service.loaders.held_sitting(connection, self.token, self.sitting, self.instant)
            _take_note(self.request, found, self.instant)
            person = learner_only(signed_in(found))
            if sitting is None or not _owns(person, sitting):
                raise NotFound(thing="sitting")
            yield Opened(connection, sitting, person)

    def unasked(self, account: UUID, several: bool) -> AbstractContextManager[Connection]:
        """A connection on which nobody has looked whether they may, for statements that look themselves.

        Parameters
        ----------
        account : whose it is if they may; they must not ask too often
        several : one transaction for several statements; else each is one by itself

        Raises
        ------
        TooMany
        """
        _pace(self.request, account, self.instant)
        service = _service_context(self.request)
        return service.engine.begin() if several else service.autocommit.connect()


async def sitting_to_change(
    request: Request, sitting_id: UUID, instant: Now, _: Annotated[str | None, _cookie] = None
) -> SittingDoor:
    """`own_sitting` for a route that changes it and opens it by hand.

    Every answer comes this way. Who asks is looked at where the sitting is opened (`held`), in the one thread in which
    the route works, since each dependency by itself is a way to another thread and back; or by the statement that
    changes it, where the route has one that does so (`unasked`).
    """
    return SittingDoor(request, sitting_id, instant, request.cookies.get(_service_context(request).cookie, ""))


def _owns(person: SignedIn, sitting: OwnedSitting) -> bool:
    if sitting.pseudonym is None:
        return sitting.learner == person.person
    return any(seat.programme == sitting.programme and seat.pseudonym == sitting.pseudonym for seat in person.seats)


def taught_class(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> Taught:
    """A class whose results the member of staff may read: taught today, or of a school where they may read reports."""
    return _class(request, class_id, connection, person, instant, Right.REPORTS)


def assessed_class(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> Taught:
    """A class that the member of staff may assess: taught today, or of a school where they may give assessments."""
    return _class(request, class_id, connection, person, instant, Right.ASSESSMENTS)


def assessed_sitting(
    request: Request, sitting_id: UUID, connection: Transaction, person: Staff, instant: Now
) -> OwnedSitting:
    """A live sitting of a learner whom the member of staff may assess; nobody conducts a trial's, nor practice."""
    sitting = _service_context(request).loaders.sitting(connection, person, sitting_id)
    whose = sitting.learner if sitting is not None and sitting.practised_on is None else None
    if sitting is None or whose is None or not may_assess_learner(request, connection, person, whose, instant):
        raise NotFound(thing="sitting")
    return sitting


def may_assess_learner(
    request: Request, connection: Connection, person: SignedIn, learner_id: UUID, instant: datetime
) -> bool:
    """Whether the member of staff may assess a learner: they teach them, or their school's head lets them."""
    loaders = _service_context(request).loaders
    learner = loaders.learner(connection, learner_id, instant)
    return learner is not None and _works_with(loaders, connection, person, learner, Right.ASSESSMENTS, instant)


def still_assessed(request: Request, class_id: UUID, connection: Connection, instant: datetime) -> Taught:
    """A class that whoever opened a long answer may still assess; asked again before each part of it.

    Raises
    ------
    NotSignedIn, NotFound
    """
    token = request.cookies.get(_service_context(request).cookie)
    person = _service_context(request).loaders.session(connection, token, instant, False) if token else None
    return assessed_class(request, class_id, connection, staff_only(signed_in(person)), instant)


def reading_clock(request: Request) -> Callable[[], datetime]:
    """The clock itself, for an answer that goes on for longer than an instant."""
    return _service_context(request).clock


Clock = Annotated[Callable[[], datetime], Depends(reading_clock)]


def _class(
    request: Request, class_id: UUID, connection: Connection, person: SignedIn, instant: datetime, right: Right
) -> Taught:
    loaders = _service_context(request).loaders
    found = loaders.class_(connection, class_id, instant)
    if found is None or not _works_with(loaders, connection, person, found, right, instant):
        raise NotFound(thing="class")
    return found


def may_assess(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> bool:
    """Whether the member of staff may assess a class: what its page has to know, no guard."""
    try:
        assessed_class(request, class_id, connection, person, instant)
    except NotFound:
        return False
    return True


def visible_learner(
    request: Request, learner_id: str, connection: Transaction, person: AnySignedIn, instant: Now
) -> Any:  # noqa: ANN401 - the room's own learner value; see Taught
    """A learner whose results may be read.

    By the learner ("me" or the own id), by staff as a class's are, by an operator who has broken the glass for them.
    Whoever came in with a class PIN sits assessments and sees no results: nobody vouches for who it is.

    Raises
    ------
    NotFound, CameByPin
    """
    wanted = person.person if learner_id == "me" else _uuid(learner_id)
    loaders = _service_context(request).loaders
    learner = loaders.learner(connection, wanted, instant)
    if learner is None or not _may_read(loaders, connection, person, wanted, learner, instant):
        raise NotFound(thing="learner")
    if person.by_pin:
        raise CameByPin
    return learner


def _may_read(
    loaders: Loaders, connection: Connection, person: SignedIn, wanted: UUID, learner: Taught, instant: datetime
) -> bool:
    match person.role:
        case Role.LEARNER:
            return wanted == person.person
        case Role.TEACHER | Role.HEAD:
            return _works_with(loaders, connection, person, learner, Right.REPORTS, instant)
        case Role.OPERATOR:
            return loaders.glass(connection, person.person, wanted, instant)
    return False


def _works_with(
    loaders: Loaders, connection: Connection, person: SignedIn, thing: Taught, right: Right, instant: datetime
) -> bool:
    """Whether staff work with a class or a learner: they teach them, or head the school, or the head lets them."""
    if person.person in thing.teachers:
        return True
    if person.school not in thing.schools:
        return False
    return person.role is Role.HEAD or right in loaders.rights(connection, person.person, person.school, instant)


def visible_school(
    request: Request, school_id: UUID, connection: Transaction, person: AnySignedIn, instant: Now
) -> Organisation:
    """A school whose results, taken together, may be read.

    By its head and governors, by staff who may read its reports, and by stakeholders: of its local authority (the first
    three figures of the school's number), or of the government.
    """
    loaders = _service_context(request).loaders
    school = loaders.school(connection, school_id)
    if school is None or school.kind != "school" or not _sees_whole(loaders, connection, person, school, instant):
        raise NotFound(thing="school")
    return school


def _sees_whole(
    loaders: Loaders, connection: Connection, person: SignedIn, school: Organisation, instant: datetime
) -> bool:
    match person.role:
        case Role.HEAD | Role.GOVERNOR:
            return person.school == school.id
        case Role.TEACHER:
            rights = loaders.rights(connection, person.person, person.school, instant)
            return person.school == school.id and Right.REPORTS in rights
        case Role.STAKEHOLDER:
            return oversees(loaders.school(connection, person.school), school)
    return False


def oversees(organisation: Organisation | None, school: Organisation) -> bool:
    """Whether a stakeholder's organisation is the school's local authority, or the government."""
    if organisation is None or organisation.kind not in ("authority", "government"):
        return False
    within = bool(school.code and organisation.code) and str(school.code)[:3] == organisation.code
    return organisation.kind == "government" or within


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing="learner") from None


GUARDS = (
    signed_in,
    learner_only,
    staff_only,
    head_only,
    officer_only,
    operator_only,
    own_sitting,
    sitting_to_change,
    taught_class,
    assessed_class,
    assessed_sitting,
    visible_learner,
    visible_school,
)
