"""Letting in those whom no roster names: stakeholders, psychometricians, the data-protection officer, operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.access.roles import Role
from delivery_api.audit import audit_log
from delivery_api.identity import enrolment, person_records, store
from delivery_api.identity.identifier_hashing import forms, recognised
from delivery_api.identity.personal_details import Details, Sealer
from delivery_api.identity.store import Appointed
from delivery_api.identity.upn import WELSH_AUTHORITIES
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing

POSTS = (Role.STAKEHOLDER, Role.PSYCHOMETRICIAN, Role.OFFICER, Role.OPERATOR)
_LONGEST = 120


class NotAppointed(Declined):
    """Somebody who cannot be let in, or is not there to be let go."""


@dataclass(frozen=True)
class Place:
    """The organisation that somebody belongs to: a local authority (with its code), the government, or the office."""

    kind: str
    code: str | None
    name: str

    @classmethod
    def of(cls, authority: str, name: str, *, government: bool) -> Place:
        """The place that a command names."""
        kind = "government" if government else "authority" if authority else "office"
        return cls(kind, authority or None, name.strip() or ("Mesur" if kind == "office" else ""))


def appoint(
    connection: Connection, ring: KeyRing, post: str, place: Place, identifier: str, name: str, now: datetime
) -> Person:
    """Let somebody sign in; the raw identifier is not kept.

    Raises
    ------
    NotAppointed : the organisation does not go with the post; a name is missing; the identifier is known already
    KeyMissing
    """
    _require_place(post, place)
    spelled, identifier = " ".join(name.split()), identifier.strip()
    if not 0 < len(spelled) <= _LONGEST or not 0 < len(place.name) <= _LONGEST or not identifier:
        raise NotAppointed(Reason.NOT_NAMED, most=_LONGEST)
    if person_records.known(connection, ring, recognised(identifier)) is not None:
        raise NotAppointed(Reason.KNOWN_ALREADY)
    organisation = _organisation(connection, place)
    made = _brought_back(connection, ring, organisation, identifier, spelled, post) or enrolment.appoint(
        connection, ring, organisation=organisation, identifier=identifier, name=spelled, post=post
    )
    audit_log.record(connection, now, f"appointed ({post})", thing=f"staff {made.id}")
    return made


def _brought_back(
    connection: Connection, ring: KeyRing, organisation: UUID, identifier: str, name: str, post: str
) -> Person | None:
    """Whoever was dismissed less than a year ago, in their new post."""
    former = store.left_by_identifier(connection, forms(connection, ring, recognised(identifier)))
    if former is None:
        return None
    person, kind = former
    row = store.details_row(connection, person)
    if kind != "staff" or row is None:
        raise NotAppointed(Reason.KNOWN_ALREADY)
    store.reinstate(connection, person, organisation, post)
    store.set_details(connection, person, Sealer.of(connection, ring).sealed(person, row.identifier, Details(name)))
    return Person(person, kind, organisation, name, post)


def appointed(connection: Connection) -> tuple[Appointed, ...]:
    """Who was appointed and has not been dismissed."""
    return store.appointed(connection, [post.value for post in POSTS])


def dismiss(connection: Connection, person: str, on: date, now: datetime) -> None:
    """Let somebody sign in no more.

    Raises
    ------
    NotAppointed
    """
    there = {str(each.person): each for each in appointed(connection)}
    if person not in there:
        raise NotAppointed(Reason.NOT_APPOINTED, given=repr(person))
    enrolment.leave(connection, there[person].person, on)
    audit_log.record(connection, now, f"dismissed ({there[person].post})", thing=f"staff {person}")


def _require_place(post: str, place: Place) -> None:
    outside = place.kind in ("authority", "government")
    known = place.code is None or (place.code.isascii() and place.code.isdigit() and len(place.code) == 3)
    if (post == Role.STAKEHOLDER) is not outside or not known:
        raise NotAppointed(Reason.WRONG_ORGANISATION)
    if place.code and (place.kind != "authority" or int(place.code) not in WELSH_AUTHORITIES):
        raise NotAppointed(Reason.WRONG_ORGANISATION)


def _organisation(connection: Connection, place: Place) -> UUID:
    """The organisation's id; it is made when it is named for the first time."""
    for each in store.organisations(connection, place.kind):
        if (each.code == place.code) if place.code else (each.name == place.name):
            return each.id
    store.add_school(connection, made := uuid4(), place.name, place.code, place.kind)
    return made
