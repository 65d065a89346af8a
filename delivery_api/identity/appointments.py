"""Appoints people who are on no roster: stakeholders, psychometricians, the data-protection officer, operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.access.roles import Role
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment, person_records, store
from delivery_api.identity.identifier_hashing import identifier_hashes, parse_identifier
from delivery_api.identity.last_seen import store as last_seen
from delivery_api.identity.personal_details import DetailsSealer, PersonalDetails
from delivery_api.identity.store import AppointedPerson
from delivery_api.identity.upn import WELSH_AUTHORITIES
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing

POSTS = (Role.STAKEHOLDER, Role.PSYCHOMETRICIAN, Role.OFFICER, Role.OPERATOR)
_MOST_CHARACTERS = 120


class AppointmentRefused(Declined):
    """A person cannot be appointed, or is not appointed and so cannot be dismissed."""


@dataclass(frozen=True)
class OrganisationSpec:
    """An organisation as a command names it: a local authority with its code, the government, or the office."""

    kind: str
    code: str | None
    name: str

    @classmethod
    def from_options(cls, authority: str, name: str, *, government: bool) -> OrganisationSpec:
        """The organisation that a command's options name."""
        kind = "government" if government else "authority" if authority else "office"
        return cls(kind, authority or None, name.strip() or ("Mesur" if kind == "office" else ""))


def appoint(
    connection: Connection,
    ring: KeyRing,
    post: str,
    organisation: OrganisationSpec,
    identifier: str,
    name: str,
    now: datetime,
) -> Person:
    """Let a person sign in; the raw identifier is not stored.

    Raises
    ------
    AppointmentRefused : the organisation does not match the post, a name is missing, or the identifier is known
    KeyNotCreated
    """
    _require_matching(post, organisation)
    spelled, identifier = " ".join(name.split()), identifier.strip()
    if not 0 < len(spelled) <= _MOST_CHARACTERS or not 0 < len(organisation.name) <= _MOST_CHARACTERS or not identifier:
        raise AppointmentRefused(Reason.NOT_NAMED, most=_MOST_CHARACTERS)
    if person_records.find_by_identifier(connection, ring, parse_identifier(identifier)) is not None:
        raise AppointmentRefused(Reason.KNOWN_ALREADY)
    organisation_id = _organisation_id(connection, organisation)
    person = _reinstated(connection, ring, organisation_id, identifier, spelled, post) or enrolment.appoint(
        connection, ring, organisation=organisation_id, identifier=identifier, name=spelled, post=post
    )
    last_seen.note_seen(connection, [person.id], london_date(now))
    audit_log.record(connection, now, f"appointed ({post})", thing=f"staff {person.id}")
    return person


def _reinstated(
    connection: Connection, ring: KeyRing, organisation: UUID, identifier: str, name: str, post: str
) -> Person | None:
    """Reinstate a person who was dismissed less than a year ago. Returns None if there is none."""
    former = store.former_person_by_identifier(
        connection, identifier_hashes(connection, ring, parse_identifier(identifier))
    )
    if former is None:
        return None
    person, kind = former
    row = store.details_row(connection, person)
    if kind != "staff" or row is None:
        raise AppointmentRefused(Reason.KNOWN_ALREADY)
    store.reinstate(connection, person, organisation, post)
    store.set_details(
        connection, person, DetailsSealer.load(connection, ring).sealed(person, row.identifier, PersonalDetails(name))
    )
    return Person(person, kind, organisation, name, post)


def list_appointed(connection: Connection) -> tuple[AppointedPerson, ...]:
    """The people who are appointed and not dismissed."""
    return store.appointed_people(connection, [post.value for post in POSTS])


def dismiss(connection: Connection, person: str, on: date, now: datetime) -> None:
    """End an appointment, so that the person can no longer sign in.

    Raises
    ------
    AppointmentRefused
    """
    appointed = {str(each.person): each for each in list_appointed(connection)}
    if person not in appointed:
        raise AppointmentRefused(Reason.NOT_APPOINTED, given=repr(person))
    enrolment.remove_from_roster(connection, appointed[person].person, on)
    audit_log.record(connection, now, f"dismissed ({appointed[person].post})", thing=f"staff {person}")


def _require_matching(post: str, organisation: OrganisationSpec) -> None:
    kind, code = organisation.kind, organisation.code
    external = kind in ("authority", "government")
    well_formed = code is None or (code.isascii() and code.isdigit() and len(code) == 3)
    if (post == Role.STAKEHOLDER) is not external or not well_formed:
        raise AppointmentRefused(Reason.WRONG_ORGANISATION)
    if code and (kind != "authority" or int(code) not in WELSH_AUTHORITIES):
        raise AppointmentRefused(Reason.WRONG_ORGANISATION)


def _organisation_id(connection: Connection, wanted: OrganisationSpec) -> UUID:
    """The organisation's id; the organisation is created if it is new."""
    for each in store.organisations(connection, wanted.kind):
        if (each.code == wanted.code) if wanted.code else (each.name == wanted.name):
            return each.id
    new = uuid4()
    store.add_school(connection, new, wanted.name, wanted.code, wanted.kind)
    return new
