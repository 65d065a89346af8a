"""The only way to a learner, a class, a sitting or a report.

A route declares what it needs (`own_sitting`, `taught_class`, …) and gets it already checked, or the request is refused
before the route runs. What a person may not see is "not found", so that nobody can probe for it. This module imports
none of the features it guards: `request_context.Loaders` names the functions that fetch their things.

Annotations are values here, not text: FastAPI would evaluate those of a guard again for every route that declares it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import Parameter, signature
from math import ceil
from typing import Annotated, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyCookie
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from delivery_api.access.refusals import CameByPin, NotFound, NotSignedIn, SignInStale, TooMany
from delivery_api.access.request_context import Loaders, Organisation, OwnedSitting, ServiceContext, SignedIn, Taught
from delivery_api.access.roles import Right, Role

P = ParamSpec("P")
OwnSittingT = TypeVar("OwnSittingT", bound=OwnedSitting)
LockSitting = Callable[[Connection, str, UUID, datetime], tuple[SignedIn | None, OwnSittingT | None]]
"""Finds whose session a token belongs to, and locks a sitting by id until the transaction ends; None for neither."""


def _context(request: Request) -> ServiceContext:
    context: ServiceContext = request.app.state.service_context
    return context


def transaction(request: Request) -> Iterator[Connection]:
    """The request's transaction: committed before the response is sent, rolled back on any error."""
    with _context(request).engine.begin() as connection:
        yield connection


# scope="function": the commit happens when the route returns, not after the response was sent
Transaction = Annotated[Connection, Depends(transaction, scope="function")]

Transactions = Callable[[], AbstractContextManager[Connection]]


def transactions(request: Request) -> Transactions:
    """Opens transactions by hand, for a route that must not hold one while it waits for another service."""
    return _context(request).engine.begin


OpenTransaction = Annotated[Transactions, Depends(transactions)]


async def now(request: Request) -> datetime:
    """The time of the request: one instant, however long the work takes."""
    return _request_time(request)


def _request_time(request: Request) -> datetime:
    if not hasattr(request.state, "now"):
        request.state.now = _context(request).clock()
    instant: datetime = request.state.now
    return instant


Now = Annotated[datetime, Depends(now)]


def find_session_language(request: Request) -> None:
    """Find the session's language for a request that was refused before its session was looked up."""
    context = _context(request)
    token = request.cookies.get(context.cookie)
    if hasattr(request.state, "session_language") or not token:
        return
    try:
        with context.engine.begin() as connection:
            language = context.loaders.session_language(connection, token, _request_time(request))
            request.state.session_language = language
    except SQLAlchemyError:
        return  # the database is unreachable: the refusal is in the browser's language


def visitor(request: Request, connection: Transaction, instant: Now) -> SignedIn | None:
    """The person that the cookie's session belongs to; None without a live session."""
    context = _context(request)
    token = request.cookies.get(context.cookie)
    page = not request.url.path.startswith("/api/")
    person = context.loaders.session(connection, token, instant, page) if token else None
    _admit(request, person, instant)
    wanted = request.query_params.get("lang", "")
    # A page requested in a language sets the session's; the player's own calls write to no session (see privacy.md).
    if token and person and wanted != person.language and page:
        context.loaders.remember_language(connection, token, wanted)
    return person


def _admit(request: Request, person: SignedIn | None, instant: datetime) -> None:
    """Note the person's language and role for every response to the request, and apply their rate limit."""
    request.state.session_language = person.language if person else None
    if person:
        request.state.role = person.post or ("learner" if person.kind == "learner" else "teacher")
        _limit_rate(request, person.person, instant)


def _limit_rate(request: Request, account: UUID, instant: datetime) -> None:
    """Refuse a request of an account that exceeds its rate limit; a request counts once."""
    if getattr(request.state, "counted", None) == account:
        return
    request.state.counted = account
    if pause := _context(request).rate_limit_wait(account, instant):
        raise TooMany(seconds=ceil(pause.total_seconds()))


Visitor = Annotated[SignedIn | None, Depends(visitor)]


# For the OpenAPI description alone: `visitor` reads the cookie.
_cookie = Security(APIKeyCookie(name="mesur", scheme_name="session", auto_error=False))


def signed_in(person: Visitor, _: Annotated[str | None, _cookie] = None) -> SignedIn:
    """The signed-in person.

    Raises
    ------
    NotSignedIn
    """
    if person is None:
        raise NotSignedIn
    return person


AnySignedIn = Annotated[SignedIn, Depends(signed_in)]


def _only(*roles: Role) -> Callable[[SignedIn], SignedIn]:
    """A guard that lets a signed-in person of some roles pass, and tells everybody else of no page."""

    def in_role(person: AnySignedIn) -> SignedIn:
        if person.role not in roles:
            raise NotFound(thing="page")
        return person

    return in_role


learner_only, head_only = _only(Role.LEARNER), _only(Role.HEAD)
staff_only = _only(Role.TEACHER, Role.HEAD)
officer_only, operator_only = _only(Role.OFFICER), _only(Role.OPERATOR)
alerts_reader = _only(Role.HEAD, Role.OFFICER)  # a head reads the alerts of their school, the officer all
security_reader = _only(Role.OFFICER, Role.OPERATOR)
# staff of a school may know of the trials that ask it, the others of all, in numbers alone
trial_reader = _only(Role.TEACHER, Role.HEAD, Role.OFFICER, Role.OPERATOR, Role.PSYCHOMETRICIAN)
trial_overseer = _only(Role.OFFICER, Role.OPERATOR, Role.PSYCHOMETRICIAN)

Learner = Annotated[SignedIn, Depends(learner_only)]
Staff = Annotated[SignedIn, Depends(staff_only)]
Head = Annotated[SignedIn, Depends(head_only)]
Officer = Annotated[SignedIn, Depends(officer_only)]
AlertsReader = Annotated[SignedIn, Depends(alerts_reader)]
Operator = Annotated[SignedIn, Depends(operator_only)]
SecurityReader = Annotated[SignedIn, Depends(security_reader)]
TrialReader = Annotated[SignedIn, Depends(trial_reader)]
TrialOverseer = Annotated[SignedIn, Depends(trial_overseer)]


def own_sitting(request: Request, sitting_id: UUID, connection: Transaction, person: Learner) -> OwnedSitting:
    """The requesting learner's own sitting: theirs by id in a school year, by the session's pseudonym in a trial."""
    sitting = _context(request).loaders.sitting(connection, person, sitting_id)
    if sitting is None or not _owns(person, sitting, sitting_id):
        raise NotFound(thing="sitting")
    return sitting


@dataclass(frozen=True)
class LockedOwnSitting(Generic[OwnSittingT]):
    """A sitting that its own learner requests, locked until the transaction ends.

    Attributes
    ----------
    token : of the session
    now : the time of the request
    """

    connection: Connection
    sitting: OwnSittingT
    person: SignedIn
    token: str
    now: datetime


@dataclass(frozen=True)
class SittingAccess:
    """A request for one's own sitting that nobody has checked yet; `receives_locked_sitting` checks it.

    Attributes
    ----------
    token : of the requesting session; "" for none
    """

    request: Request
    sitting_id: UUID
    now: datetime
    token: str

    @contextmanager
    def locked(self, lock: LockSitting[OwnSittingT]) -> Iterator[LockedOwnSitting[OwnSittingT]]:
        """A transaction in which nobody else can change the sitting.

        Raises
        ------
        NotSignedIn, NotFound, TooMany
        """
        with _context(self.request).engine.begin() as connection:
            found, sitting = lock(connection, self.token, self.sitting_id, self.now)
            _admit(self.request, found, self.now)
            person = learner_only(signed_in(found))
            if sitting is None or not _owns(person, sitting, self.sitting_id):
                raise NotFound(thing="sitting")
            yield LockedOwnSitting(connection, sitting, person, self.token, self.now)

    def unchecked_connection(self, account: UUID, *, transaction: bool) -> AbstractContextManager[Connection]:
        """A connection without a check, for statements that check session, owner and sitting themselves.

        Parameters
        ----------
        account : whose request it is if the statement finds it so; counts towards their rate limit
        transaction : whether several statements form one transaction; otherwise each commits by itself

        Raises
        ------
        TooMany
        """
        _limit_rate(self.request, account, self.now)
        context = _context(self.request)
        return context.engine.begin() if transaction else context.autocommit.connect()


async def sitting_access(
    request: Request, sitting_id: UUID, instant: Now, _: Annotated[str | None, _cookie] = None
) -> SittingAccess:
    """The guard behind `receives_locked_sitting`: it only collects what the check needs."""
    return SittingAccess(request, sitting_id, instant, request.cookies.get(_context(request).cookie, ""))


def receives_locked_sitting(
    lock: LockSitting[OwnSittingT], *, shortcut: Callable[..., Response | None] | None = None
) -> Callable[[Callable[Concatenate[LockedOwnSitting[OwnSittingT], P], Response]], Callable[..., Response]]:
    """Give a route, as its first parameter, the requester's own sitting: checked, and locked in a transaction.

    The route runs only if the check passes; the transaction is committed before the response is sent. Check and route
    share one thread, since a dependency of its own would cost every answer a way to another thread and back.

    Parameters
    ----------
    lock : finds whose session a token belongs to, and locks a sitting by id
    shortcut : tried before check and route, with the unchecked access and the route's other arguments. It may write
        only with a statement that checks for itself; None leaves the request to check and route.
    """

    def decorate(route: Callable[Concatenate[LockedOwnSitting[OwnSittingT], P], Response]) -> Callable[..., Response]:
        @wraps(route)
        def checks_then_routes(access: SittingAccess, *args: P.args, **kwargs: P.kwargs) -> Response:
            if shortcut is not None and (result := shortcut(access, *args, **kwargs)) is not None:
                return result
            with access.locked(lock) as sitting:
                return route(sitting, *args, **kwargs)

        # FastAPI reads the parameters from the signature: the guard takes the place of the sitting
        guard = Parameter(
            "access", Parameter.POSITIONAL_OR_KEYWORD, annotation=Annotated[SittingAccess, Depends(sitting_access)]
        )
        described = signature(route)
        others = list(described.parameters.values())[1:]
        checks_then_routes.__signature__ = described.replace(parameters=[guard, *others])  # type: ignore[attr-defined]
        return checks_then_routes

    return decorate


def _owns(person: SignedIn, sitting: OwnedSitting, sitting_id: UUID) -> bool:
    if sitting.pseudonym is None:
        return sitting.learner == person.person and sitting_id not in person.ended_before
    return any(seat.programme == sitting.programme and seat.pseudonym == sitting.pseudonym for seat in person.seats)


def freshly_signed_in(request: Request, person: AnySignedIn, instant: Now) -> SignedIn:
    """The signed-in person, for an act that cannot be undone or that takes data out.

    Learners are not asked: what they reach is their own, and on their pages as well.

    Raises
    ------
    SignInStale : it is long ago that the provider asked an adult who they are
    """
    asked = person.authenticated_at
    if person.kind != "learner" and (asked is None or instant - asked > _context(request).fresh_for):
        raise SignInStale
    return person


FreshSignIn = Depends(freshly_signed_in)
"""For the `dependencies` of a route: what else it declares is checked as well."""


def taught_class(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> Taught:
    """A class whose results the member of staff may read: they teach it today, or may read its school's reports."""
    return _class(request, class_id, connection, person, instant, Right.REPORTS)


def assessed_class(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> Taught:
    """A class that the member of staff may assess: they teach it today, or may give assessments in its school."""
    return _class(request, class_id, connection, person, instant, Right.ASSESSMENTS)


def assessed_sitting(
    request: Request, sitting_id: UUID, connection: Transaction, person: Staff, instant: Now
) -> OwnedSitting:
    """A live sitting of a learner whom the member of staff may assess; never a trial's or a practice sitting."""
    sitting = _context(request).loaders.sitting(connection, person, sitting_id)
    whose = sitting.learner if sitting is not None and sitting.practised_on is None else None
    if sitting is None or whose is None or not may_assess_learner(request, connection, person, whose, instant):
        raise NotFound(thing="sitting")
    return sitting


def may_assess_learner(
    request: Request, connection: Connection, person: SignedIn, learner_id: UUID, instant: datetime
) -> bool:
    """Whether the member of staff may assess a learner: they teach them, or the head has given them the right."""
    loaders = _context(request).loaders
    learner = loaders.learner(connection, learner_id, instant)
    return learner is not None and _works_with(loaders, connection, person, learner, Right.ASSESSMENTS, instant)


GuardOfClass = Callable[[Request, UUID, Connection, SignedIn, datetime], Taught]


def recheck_class(
    guard: GuardOfClass, request: Request, class_id: UUID, connection: Connection, instant: datetime
) -> Taught:
    """A class that the requester of a streamed response still passes the guard of; checked before each part of it.

    Raises
    ------
    NotSignedIn, NotFound
    """
    token = request.cookies.get(_context(request).cookie)
    person = _context(request).loaders.session(connection, token, instant, False) if token else None
    return guard(request, class_id, connection, staff_only(signed_in(person)), instant)


def reading_clock(request: Request) -> Callable[[], datetime]:
    """The clock itself, for a streamed response."""
    return _context(request).clock


Clock = Annotated[Callable[[], datetime], Depends(reading_clock)]


def _class(
    request: Request, class_id: UUID, connection: Connection, person: SignedIn, instant: datetime, right: Right
) -> Taught:
    loaders = _context(request).loaders
    found = loaders.class_(connection, class_id, instant)
    if found is None or not _works_with(loaders, connection, person, found, right, instant):
        raise NotFound(thing="class")
    return found


def may_assess(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> bool:
    """Whether the member of staff may assess a class; for its page, and no guard."""
    try:
        assessed_class(request, class_id, connection, person, instant)
    except NotFound:
        return False
    return True


def visible_learner(
    request: Request, learner_id: str, connection: Transaction, person: AnySignedIn, instant: Now
) -> Taught:
    """A learner whose results may be read.

    They may be read by the learner ("me" or their own id), by staff as a class's results, and by an operator who has
    broken the glass for the learner. A learner who signed in with a class PIN sees no results, because nobody has
    vouched for who they are.

    Raises
    ------
    NotFound, CameByPin
    """
    wanted = person.person if learner_id == "me" else _uuid(learner_id)
    loaders = _context(request).loaders
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
            return loaders.has_broken_glass(connection, person.person, wanted, instant)
    return False


def _works_with(
    loaders: Loaders, connection: Connection, person: SignedIn, thing: Taught, right: Right, instant: datetime
) -> bool:
    """Whether staff teach a class or a learner, head their school, or have a right from its head."""
    if person.person in thing.teachers:
        return True
    if person.school not in thing.schools:
        return False
    return person.role is Role.HEAD or right in loaders.rights(connection, person.person, person.school, instant)


def visible_school(
    request: Request, school_id: UUID, connection: Transaction, person: AnySignedIn, instant: Now
) -> Organisation:
    """A school whose aggregated results may be read.

    They may be read by its head and governors, by staff with the right to its reports, and, while the controller allows
    it, by stakeholders of its local authority (the first three digits of the school's number) or of the government.
    """
    loaders = _context(request).loaders
    school = loaders.school(connection, school_id)
    if school is None or school.kind != "school" or not _sees_school(loaders, connection, person, school, instant):
        raise NotFound(thing="school")
    return school


def _sees_school(
    loaders: Loaders, connection: Connection, person: SignedIn, school: Organisation, instant: datetime
) -> bool:
    match person.role:
        case Role.HEAD | Role.GOVERNOR:
            return person.school == school.id
        case Role.TEACHER:
            rights = loaders.rights(connection, person.person, person.school, instant)
            return person.school == school.id and Right.REPORTS in rights
        case Role.STAKEHOLDER:
            own = loaders.school(connection, person.school)
            return oversees(own, school) and own is not None and loaders.may_view(connection, own.kind, instant)
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
    alerts_reader,
    officer_only,
    operator_only,
    security_reader,
    trial_reader,
    trial_overseer,
    own_sitting,
    sitting_access,
    taught_class,
    assessed_class,
    assessed_sitting,
    visible_learner,
    visible_school,
)
