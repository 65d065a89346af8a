"""Somebody of every role, at home and elsewhere, for tests of who may see what."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from delivery_api.access.roles import Role
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment, store
from delivery_api.permissions import store as granting
from delivery_api.permissions.values import Glass, Grant
from tests.support.running_service import AUTUMN, House

OWN, OTHER = "6812001", "6752001"
"""The numbers of the school that is looked at (of authority 681) and of another (of 675)."""


@dataclass(frozen=True)
class Places:
    """The school that is looked at, and the other one."""

    own: UUID
    other: UUID


def people_of_all_roles(house: House) -> Places:
    """Add to the house whoever it lacks; the names to sign in with say who they are.

    The house's school is "own": evans teaches cadi and joe there, khan teaches mali.
    """
    with house.service.engine.begin() as connection:
        own, other = store.organisations(connection)[0].id, uuid4()
        store.set_code(connection, own, OWN)
        store.add_school(connection, other, "Ysgol Arall", OTHER)
        offices = {
            "authority": ("Cyngor Caerdydd", "681", "authority"),
            "other authority": ("Cyngor Merthyr", "675", "authority"),
            "government": ("Llywodraeth Cymru", None, "government"),
            "office": ("Mesur", None, "office"),
        }
        places = {"own": own, "other": other}
        for name, (title, code, kind) in offices.items():
            places[name] = uuid4()
            store.add_school(connection, places[name], title, code, kind)
        for sign_in, place, role in (
            ("head", "own", Role.HEAD),
            ("other.head", "other", Role.HEAD),
            ("governor", "own", Role.GOVERNOR),
            ("other.governor", "other", Role.GOVERNOR),
            ("reader", "own", Role.TEACHER),
            ("assessor", "own", Role.TEACHER),
            ("former.reader", "own", Role.TEACHER),
            ("future.reader", "own", Role.TEACHER),
            ("colleague", "own", Role.TEACHER),
            ("receiver", "own", Role.TEACHER),  # for grants that come and go
            ("stranger", "other", Role.TEACHER),
            ("authority", "authority", Role.STAKEHOLDER),
            ("other.authority", "other authority", Role.STAKEHOLDER),
            ("government", "government", Role.STAKEHOLDER),
            ("office", "office", Role.STAKEHOLDER),
            ("psychometrician", "office", Role.PSYCHOMETRICIAN),
            ("officer", "office", Role.OFFICER),
            ("operator", "office", Role.OPERATOR),
            ("glass.breaker", "office", Role.OPERATOR),
            ("late.breaker", "office", Role.OPERATOR),
        ):
            person = enrolment.appoint(
                connection,
                house.service.ring,
                organisation=places[place],
                identifier=sign_in,
                name=f"Person {sign_in.title()}",
                post=role.value,
            )
            house.people[sign_in] = person.id
        _grant(connection, house, own)
        _glass(connection, house)
    return Places(own, other)


def _grant(connection: object, house: House, school: UUID) -> None:
    today = london_date(AUTUMN)
    before, after = today.replace(month=9), today.replace(month=12)
    for who, right, first, until in (
        ("reader", "reports", today, None),
        ("assessor", "assessments", today, after),
        ("former.reader", "reports", before, today),  # ends where today begins
        ("future.reader", "reports", after, None),
        ("stranger", "reports", today, None),  # given by a head who is not theirs: opens nothing
    ):
        grant = Grant(uuid4(), house.people[who], school, right, first, until, house.people["head"])
        granting.add_grant(connection, grant)  # type: ignore[arg-type]


def _glass(connection: object, house: House) -> None:
    cadi, mali = house.people["cadi"], house.people["mali"]
    for who, learner, until in (
        ("glass.breaker", cadi, AUTUMN.replace(hour=23)),
        ("late.breaker", cadi, AUTUMN),  # the time is up
        ("operator", mali, AUTUMN.replace(hour=23)),  # for another learner
    ):
        glass = Glass(uuid4(), house.people[who], learner, "incident", "CASE-1", AUTUMN, until)
        granting.add_glass(connection, glass)  # type: ignore[arg-type]
