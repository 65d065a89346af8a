"""Fills an empty service with the demonstration: banks, schools, people and two school years of sittings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.roles import Role
from delivery_api.bank.item_status_changes import approve_items
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.bank.values import Authorisation
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.adopted_state import adopt_made_up_norms, measured
from delivery_api.demo.people import OUTSIDERS, DemoClass, DemoLearner, DemoSchool, birth_date
from delivery_api.demo.simulated_sittings import take_sitting
from delivery_api.demo.sitting_plan import (
    LONGEST_SITTING,
    PlannedSitting,
    last_may,
    sittings_of_last_year,
    sittings_of_this_year,
)
from delivery_api.identity import enrolment, person_records, store
from delivery_api.identity.appointments import OrganisationSpec, appoint
from delivery_api.identity.class_list import store as class_list
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.personal_details import DetailsSealer, PersonalDetails
from delivery_api.identity.values import Membership
from delivery_api.lifecycle.service_setup import Service
from delivery_api.sittings import service as sittings
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage.programmes import ensure_school_years
from itembank import BankVersion, ItemStatus
from itembank.builtin_banks import BUILTIN_BANKS

DEMO_AUTHORISATION = Authorisation("mesur demo", "for the demonstration: nobody has reviewed these items")


def has_classes(service: Service) -> bool:
    """Return whether the service has any class."""
    with service.engine.begin() as connection:
        return bool(class_list.class_ids(connection))


def create_demo_data(
    service: Service,
    now: datetime,
    schools: Sequence[DemoSchool],
    watch: Callable[[int, int], None],
    *,
    adopted: bool = False,
) -> None:
    """Fill an empty service in one transaction; what learners have finished lies before now.

    Parameters
    ----------
    adopted : whether a made-up trial has measured the items, and there are norms from a made-up sample
    watch : called with how many sittings have been simulated, and of how many
    """
    opened = last_may(now) - timedelta(days=1)
    with service.engine.begin() as connection:
        for at in (opened, now - LONGEST_SITTING):  # an hour ago may have been in August
            ensure_school_years(connection, service.ring, at)
        cache = BankCache()
        for made in BUILTIN_BANKS.values():
            bank = measured(made()) if adopted else made()
            cache.banks[bank.hash] = bank
            _bring_into_use(connection, bank, opened)
            if adopted:
                adopt_made_up_norms(connection, service.ledger, bank, now)
        context = SittingContext(connection, service.ring, cache)
        planned = [
            (person, school, each)
            for school in (map(_marked, schools) if adopted else schools)
            for person, each in _planned(school, _add_school(connection, service, school, now), now)
        ]
        staff = {school.code: _teacher_of(connection, service, school) for school in schools}
        for done, (person, school, each) in enumerate(planned):
            watch(done, len(planned))
            sittings.assign(connection, service.ring, [(person, each.year_group)], each.subject, each.at)
            if each.sat:
                take_sitting(context, person, each, school.language, staff[school.code])


def _marked(school: DemoSchool) -> DemoSchool:
    """The school under a name by which files that leave the pages, too, are known as made up."""
    return replace(school, name=f"{school.name} (ffug / made up)")


def _bring_into_use(connection: Connection, bank: BankVersion, at: datetime) -> None:
    """Approve the items and put the bank in use with the design of its subject's own name.

    The version itself is not approved: a named person has to publish it.
    """
    items = [item.id for item in bank.items]
    approve_items(connection, bank, items, DEMO_AUTHORISATION, at, ItemStatus.OPERATIONAL)
    put_in_use(connection, bank, bank.subject, at)


def _planned(
    school: DemoSchool, people: Mapping[DemoLearner, UUID], now: datetime
) -> Iterator[tuple[UUID, PlannedSitting]]:
    for each in school.classes:
        for planned in (*sittings_of_last_year(school, each, now), *sittings_of_this_year(school, each, now)):
            yield people[planned.learner], planned


def appoint_outsiders(service: Service, now: datetime) -> None:
    """Appoint the outsiders who are not appointed yet, also in a service that an older demonstration filled."""
    with service.engine.begin() as connection:
        for each in OUTSIDERS:
            if person_records.find_by_identifier(connection, service.ring, parse_identifier(each.sign_in)) is None:
                place = OrganisationSpec(*each.organisation)
                appoint(connection, service.ring, each.role, place, each.sign_in, each.name, now)


def _add_school(connection: Connection, service: Service, school: DemoSchool, now: datetime) -> dict[DemoLearner, UUID]:
    school_id, classes = uuid4(), [(uuid4(), each) for each in school.classes]
    store.add_school(connection, school_id, school.name, school.code)
    for class_id, each in classes:
        store.add_class(connection, class_id, school_id, each.name)
    first, *others = (class_id for class_id, _ in classes)
    today = london_date(now)
    teacher = enrolment.enrol(
        connection,
        service.ring,
        kind="staff",
        school=school_id,
        class_id=first,
        identifier=school.teacher_sign_in,
        name=school.teacher,
        today=today,
    )
    for (sign_in, name), post in ((school.head, Role.HEAD), (school.governor, Role.GOVERNOR)):
        enrolment.appoint(
            connection, service.ring, organisation=school_id, identifier=sign_in, name=name, post=post.value
        )
    for class_id in others:
        store.add_membership(connection, Membership(class_id, teacher.id, "teacher", today))
    return {
        learner: person
        for class_id, each in classes
        for learner, person in _add_learners(connection, service, school_id, class_id, each, now)
    }


def _teacher_of(connection: Connection, service: Service, school: DemoSchool) -> UUID:
    teacher = person_records.find_by_identifier(connection, service.ring, parse_identifier(school.teacher_sign_in))
    if teacher is None:
        msg = f"{school.teacher_sign_in}: expected an enrolled teacher, found none"
        raise ValueError(msg)
    return teacher.id


def _add_learners(
    connection: Connection, service: Service, school: UUID, class_id: UUID, each: DemoClass, now: datetime
) -> Iterator[tuple[DemoLearner, UUID]]:
    sealer = DetailsSealer.load(connection, service.ring)
    for learner in each.learners:
        person = enrolment.enrol(
            connection,
            service.ring,
            kind="learner",
            school=school,
            class_id=class_id,
            identifier=learner.sign_in,
            name=learner.name,
            today=london_date(now),
            year_group=learner.year_group,
        )
        details = PersonalDetails(learner.name, birth_date(learner, london_date(now)))
        store.set_details(connection, person.id, sealer.sealed(person.id, _identifier(connection, person.id), details))
        yield learner, person.id


def _identifier(connection: Connection, person: UUID) -> bytes:
    row = store.details_row(connection, person)
    return row.identifier if row is not None else b""
