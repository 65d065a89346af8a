"""A person of every role, inside and outside the school under test, for tests of access."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from delivery_api.access.roles import Role
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment, store
from delivery_api.permissions import store as granting
from delivery_api.permissions.values import BreakGlassAccess, Grant
from tests.support.service_harness import TEST_START, ServiceHarness

OWN_SCHOOL_NUMBER, OTHER_SCHOOL_NUMBER = "6812001", "6752001"
"""The numbers of the school under test (in authority 681) and of another school (in 675)."""


@dataclass(frozen=True)
class TwoSchools:
    """The school under test, and the other one."""

    own: UUID
    other: UUID


def add_people_of_all_roles(harness: ServiceHarness) -> TwoSchools:
    """Add a person of every role; their sign-in names tell their roles.

    The harness's school is the own one: evans teaches cadi and joe there, khan teaches mali.
    """
    with harness.service.engine.begin() as connection:
        own, other = store.organisations(connection)[0].id, uuid4()
        store.set_code(connection, own, OWN_SCHOOL_NUMBER)
        store.add_school(connection, other, "Ysgol Arall", OTHER_SCHOOL_NUMBER)
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
                harness.service.ring,
                organisation=places[place],
                identifier=sign_in,
                name=f"Person {sign_in.title()}",
                post=role.value,
            )
            harness.people[sign_in] = person.id
        _grant(connection, harness, own)
        _glass(connection, harness)
    return TwoSchools(own, other)


def _grant(connection: object, harness: ServiceHarness, school: UUID) -> None:
    today = london_date(TEST_START)
    before, after = today.replace(month=9), today.replace(month=12)
    for who, right, first, until in (
        ("reader", "reports", today, None),
        ("assessor", "assessments", today, after),
        ("former.reader", "reports", before, today),  # ends where today begins
        ("future.reader", "reports", after, None),
        ("stranger", "reports", today, None),  # granted by the head of another school: without effect
    ):
        grant = Grant(uuid4(), harness.people[who], school, right, first, until, harness.people["head"])
        granting.add_grant(connection, grant)  # type: ignore[arg-type]


def _glass(connection: object, harness: ServiceHarness) -> None:
    cadi, mali = harness.people["cadi"], harness.people["mali"]
    for who, learner, until in (
        ("glass.breaker", cadi, TEST_START.replace(hour=23)),
        ("late.breaker", cadi, TEST_START),  # expired
        ("operator", mali, TEST_START.replace(hour=23)),  # for another learner
    ):
        glass = BreakGlassAccess(uuid4(), harness.people[who], learner, "incident", "CASE-1", TEST_START, until)
        granting.add_break_glass_access(connection, glass)  # type: ignore[arg-type]
