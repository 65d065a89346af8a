"""Fills an empty service with the demonstration: banks, schools, people and some finished sittings."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.roles import Role
from delivery_api.bank.item_status_changes import approve_items
from delivery_api.bank.requested_subject import DEFAULT_SUBJECT
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.bank.values import Authorisation
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.people import OUTSIDERS, SCHOOLS, DemoClass, DemoLearner, DemoSchool
from delivery_api.demo.simulated_replies import simulated_reply
from delivery_api.identity import enrolment, person_records, store
from delivery_api.identity.appointments import OrganisationSpec, appoint
from delivery_api.identity.class_list import store as class_list
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.values import Membership
from delivery_api.lifecycle.service_setup import Service
from delivery_api.sittings import service as sittings
from delivery_api.sittings.answering.answer_service import Submission, take_answer
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.service import Client
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.sittings.storage.programmes import ensure_school_years
from delivery_api.sittings.values import LockedSitting, Sitting
from itembank import ItemStatus
from itembank.builtin_banks import BUILTIN_BANKS

DEMO_AUTHORISATION = Authorisation("mesur demo", "for the demonstration: nobody has reviewed these items")


LONGEST_SITTING = timedelta(hours=1)
"""More than a sitting of a simulated learner takes."""


def has_classes(service: Service) -> bool:
    """Return whether the service has any class."""
    with service.engine.begin() as connection:
        return bool(class_list.class_ids(connection))


def create_demo_data(service: Service, now: datetime) -> None:
    """Fill an empty service in one transaction, as of an hour ago: what learners have finished lies before now."""
    now -= LONGEST_SITTING
    with service.engine.begin() as connection:
        ensure_school_years(connection, service.ring, now)  # an hour ago may have been in August
        for subject, made in BUILTIN_BANKS.items():  # each has a design of the subject's own name
            bank = made()
            # the version itself is not approved: a named person has to publish it
            approve_items(
                connection, bank, [item.id for item in bank.items], DEMO_AUTHORISATION, now, ItemStatus.OPERATIONAL
            )
            put_in_use(connection, bank, subject, now)
        for school in SCHOOLS:
            _add_school(connection, service, school, now)


def appoint_outsiders(service: Service, now: datetime) -> None:
    """Appoint the outsiders who are not appointed yet, also in a service that an older demonstration filled."""
    with service.engine.begin() as connection:
        for each in OUTSIDERS:
            if person_records.find_by_identifier(connection, service.ring, parse_identifier(each.sign_in)) is None:
                place = OrganisationSpec(*each.organisation)
                appoint(connection, service.ring, each.role, place, each.sign_in, each.name, now)


def _add_school(connection: Connection, service: Service, school: DemoSchool, now: datetime) -> None:
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
    for class_id, each in classes:
        _add_learners(connection, service, school_id, class_id, each, now)


def _add_learners(
    connection: Connection, service: Service, school: UUID, class_id: UUID, each: DemoClass, now: datetime
) -> None:
    enrolled = [
        enrolment.enrol(
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
        for learner in each.learners
    ]
    ids = [person.id for person in enrolled]
    years = [learner.year_group for learner in each.learners]
    sittings.assign(connection, service.ring, list(zip(ids, years, strict=True)), DEFAULT_SUBJECT, now)
    bank_cache = BankCache()
    for learner, person_id in zip(each.learners, ids, strict=True):
        if learner.ability is not None:
            (sitting,) = sitting_store.of_learners(connection, [person_id])
            take_sitting(connection, service, bank_cache, sitting, learner, now)


def take_sitting(
    connection: Connection,
    service: Service,
    bank_cache: BankCache,
    sitting: Sitting,
    learner: DemoLearner,
    now: datetime,
) -> None:
    """Take a whole sitting as a simulated learner, through the same use cases as a browser."""
    rng = random.Random(learner.sign_in)  # noqa: S311 - simulated answers, not secrets
    context, client = SittingContext(connection, service.ring, bank_cache), Client("en")
    shown = sittings.start(context, sitting, client, rng.getrandbits(63), now)
    started = sitting_store.find(connection, sitting.id) or sitting
    bank = load_sitting(context, started).bank
    mean = bank.design(DEFAULT_SUBJECT).population(learner.year_group).mean
    item = shown["item"]
    while item is not None:
        now += timedelta(seconds=rng.randint(8, 45))
        response = simulated_reply(bank.item(item["id"]), mean + (learner.ability or 0.0), rng)
        submission = Submission(item["position"], item["id"], response, "en", 0, f"demo-{item['position']}", b"")
        take_answer(context, _locked(connection, started), submission, now)
        item = sittings.view(context, _reload(connection, started), client)["item"]


def _locked(connection: Connection, sitting: Sitting) -> LockedSitting:
    return sitting_store.lock_by_id(connection, sitting.id) or LockedSitting(sitting)


def _reload(connection: Connection, sitting: Sitting) -> Sitting:
    return sitting_store.find(connection, sitting.id) or sitting
