"""Whoever writes to the database without the keys is not believed: the row is refused when it is read, or is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update

from delivery_api.access.roles import Role
from delivery_api.audit.chain_verification import verify_chain
from delivery_api.audit.segment_sealing import seal_segments
from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.identity.session_rows import store as session_rows
from delivery_api.identity.sessions import SessionContent
from delivery_api.keys.encryption import DecryptionFailed, session_key
from delivery_api.lifecycle.row_verification import find_forged_rows
from delivery_api.lifecycle.schema import metadata
from delivery_api.permissions import store as granting
from delivery_api.permissions.values import BreakGlassAccess, Grant
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from tests.integration.operation.test_audit_chain import Audit
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting

TABLES = metadata.tables
YESTERDAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 26)


class Attacked:
    """A service in use, and a connection of somebody who may write to the database and has no key."""

    def __init__(self, harness: ServiceHarness, connection: Connection, known: dict[str, UUID]) -> None:
        self.harness, self.connection, self.known = harness, connection, known
        self.now = harness.clock.now

    def set(self, table: str, key: str, name: str, **values: Any) -> None:
        where = TABLES[table].c[key] == self.known[name]
        assert self.connection.execute(update(TABLES[table]).where(where).values(values)).rowcount

    def row(self, table: str, key: str, name: str) -> dict[str, Any]:
        query = select(TABLES[table]).where(TABLES[table].c[key] == self.known[name])
        return dict(self.connection.execute(query).mappings().all()[0])

    def insert(self, table: str, **values: Any) -> None:
        self.connection.execute(insert(TABLES[table]).values(values))

    def session(self, name: str) -> bytes:
        return bytes(self.row("sessions", "person", name)["token_hash"])

    # the reads that decide who somebody is and what is theirs

    def whose(self, token: bytes, later: timedelta = timedelta()) -> UUID | None:
        found = session_rows.session_with_person(self.connection, self.harness.service.ring, token, self.now + later)
        return found[1].id if found else None

    def signs_in(self, name: str) -> object:
        row = self.row("people", "id", name)
        hashed = [(row["identifier_key"], row["identifier"])]
        return identity.person_by_identifier(self.connection, self.harness.service.ring, hashed)

    def taught(self, name: str) -> object:
        return identity.class_today(self.connection, self.known[name], YESTERDAY + timedelta(1))

    def learner(self, name: str) -> object:
        ring = self.harness.service.ring
        return identity.learner_today(self.connection, ring, self.known[name], YESTERDAY + timedelta(1))

    def rights(self, name: str, on: date = TOMORROW) -> object:
        return granting.rights_today(self.connection, self.known[name], self.harness.school, on)

    def opened(self, sitting: str) -> object:
        found = sittings.find(self.connection, self.known[sitting])
        assert found is not None
        return logbook.log(self.connection, self.harness.service.ring, found)


def swap(attacked: Attacked, table: str, key: str, names: tuple[str, str], column: str) -> None:
    """Swap the values of a column of two rows, past a value that neither has, since they may be unique."""
    first, second = (attacked.row(table, key, name)[column] for name in names)
    attacked.set(table, key, names[0], **{column: uuid4() if isinstance(first, UUID) else b"\0" * 32})
    attacked.set(table, key, names[1], **{column: first})
    attacked.set(table, key, names[0], **{column: second})


def copy_mac(attacked: Attacked, table: str, key: str, names: tuple[str, str]) -> None:
    """Give a row everything of another but its primary key, the code too."""
    other = attacked.row(table, key, names[1])
    for column in TABLES[table].primary_key.columns:
        other.pop(column.name)
    attacked.set(table, key, names[0], **other)


def session_of_another(attacked: Attacked) -> object:
    token = attacked.session("cadi")
    attacked.set("sessions", "person", "cadi", person=attacked.known["head"])
    return attacked.whose(token)


def session_that_never_ends(attacked: Attacked) -> object:
    token, far = attacked.session("cadi"), attacked.now + timedelta(days=300)
    attacked.set("sessions", "person", "cadi", expires_at=far, ends_at=far)
    return attacked.whose(token, timedelta(days=299))


def content_sealed_anew(attacked: Attacked) -> object:
    """Whoever has a cookie has the key of its session's content."""
    content = SessionContent(by_pin=False).to_bytes()
    attacked.set("sessions", "person", "cadi", sealed=session_key("the cookie").seal(content, place="session"))
    return attacked.whose(attacked.session("cadi"))


def session_under_my_cookie(attacked: Attacked) -> object:
    attacked.set("sessions", "person", "evans", token_hash=b"m" * 32)
    return attacked.whose(b"m" * 32)


def session_made_up(attacked: Attacked) -> object:
    end = attacked.now + timedelta(hours=1)
    row = {"person": attacked.known["head"], "expires_at": end, "ends_at": end, "sealed": b"", "mac": b"x" * 40}
    attacked.insert("sessions", token_hash=b"n" * 32, **row)
    return attacked.whose(b"n" * 32)


def post_of_the_officer(attacked: Attacked) -> object:
    attacked.set("people", "id", "evans", post=Role.OFFICER.value)
    return attacked.whose(attacked.session("evans"))


def learner_made_staff(attacked: Attacked) -> object:
    attacked.set("people", "id", "cadi", kind="staff", post="head")
    return attacked.whose(attacked.session("cadi"))


def school_of_a_head(attacked: Attacked) -> object:
    attacked.set("people", "id", "evans", school=attacked.known["other school"])
    return attacked.whose(attacked.session("evans"))


def identifiers_swapped(attacked: Attacked) -> object:
    swap(attacked, "people", "id", ("joe", "head"), "identifier")
    return attacked.signs_in("head")


def code_taken_away(attacked: Attacked) -> object:
    attacked.set("people", "id", "evans", mac=None, post="head")
    return attacked.whose(attacked.session("evans"))


def code_of_an_unknown_key(attacked: Attacked) -> object:
    attacked.set("people", "id", "evans", mac=b"\7" * 40, post="head")
    return attacked.whose(attacked.session("evans"))


def dismissed_one_comes_back(attacked: Attacked) -> object:
    attacked.set("people", "id", "gone", left_on=None)
    return attacked.signs_in("gone")


def row_copied_to_another_person(attacked: Attacked) -> object:
    row = attacked.row("people", "id", "head")
    attacked.set("people", "id", "evans", kind=row["kind"], post=row["post"], mac=row["mac"])
    return attacked.whose(attacked.session("evans"))


def teacher_of_another_class(attacked: Attacked) -> object:
    row = {"class": attacked.known["9C"], "person": attacked.known["evans"], "joined_on": YESTERDAY}
    attacked.insert("memberships", **row, role="teacher")
    return attacked.taught("9C")


def membership_with_the_code_of_another(attacked: Attacked) -> object:
    row = attacked.row("memberships", "person", "khan") | {"person": attacked.known["evans"]}
    attacked.insert("memberships", **row)
    return attacked.taught("9C")


def learner_made_a_teacher(attacked: Attacked) -> object:
    attacked.set("memberships", "person", "joe", role="teacher", year_group=None)
    return attacked.taught("Derwen")


def ended_membership_reopened(attacked: Attacked) -> object:
    attacked.set("memberships", "person", "gone", left_on=None)
    return attacked.taught("Derwen")


def enrolment_at_another_school(attacked: Attacked) -> object:
    attacked.set("enrolments", "person", "cadi", school=attacked.known["other school"])
    return attacked.learner("cadi")


def class_of_another_school(attacked: Attacked) -> object:
    attacked.set("classes", "id", "Derwen", school=attacked.known["other school"])
    return attacked.taught("Derwen")


def school_made_the_government(attacked: Attacked) -> object:
    attacked.set("schools", "id", "other school", kind="government")
    return identity.organisation(attacked.connection, attacked.known["other school"])


def grant_made_up(attacked: Attacked) -> object:
    people = {"person": attacked.known["khan"], "actor": attacked.known["head"], "school": attacked.harness.school}
    attacked.insert("grants", id=uuid4(), right="reports", from_on=YESTERDAY, **people)
    return attacked.rights("khan")


def grant_made_longer(attacked: Attacked) -> object:
    attacked.set("grants", "person", "evans", until_on=None)
    return attacked.rights("evans", TOMORROW + timedelta(days=400))


def glass_kept_broken(attacked: Attacked) -> object:
    later = attacked.now + timedelta(days=30)
    attacked.set("broken_glass", "actor", "operator", until=later)
    return granting.has_break_glass_access(
        attacked.connection, attacked.known["operator"], attacked.known["cadi"], later - timedelta(days=1)
    )


def sitting_of_another(attacked: Attacked) -> object:
    attacked.set("sittings", "id", "cadi's sitting", learner=attacked.known["joe"])
    return sittings.of_learners(attacked.connection, [attacked.known["joe"]])


def sitting_with_the_code_of_another(attacked: Attacked) -> object:
    copy_mac(attacked, "sittings", "id", ("cadi's sitting", "joe's sitting"))
    return sittings.find(attacked.connection, attacked.known["cadi's sitting"])


def practice_made_to_count(attacked: Attacked) -> object:
    attacked.set("sittings", "id", "practice", practised_on=None)
    return sittings.find(attacked.connection, attacked.known["practice"])


def events_swapped(attacked: Attacked) -> object:
    events = TABLES["sitting_events"]
    for name in ("cadi's sitting", "joe's sitting"):
        its = events.c.sitting == attacked.known[name]
        rows = attacked.connection.execute(select(events).where(its, events.c.sequence < 2).order_by(events.c.sequence))
        (first, second) = rows.all()
        here = update(events).where(its, events.c.sequence == second.sequence)
        attacked.connection.execute(here.values(payload=first.payload, kind=first.kind))
    return attacked.opened("cadi's sitting")


def answer_of_another(attacked: Attacked) -> object:
    events = TABLES["sitting_events"]
    taken = select(events.c.payload).where(
        events.c.sitting == attacked.known["joe's sitting"], events.c.kind == "answered"
    )
    payload = attacked.connection.scalars(taken).first()
    its = (events.c.sitting == attacked.known["cadi's sitting"], events.c.kind == "answered")
    attacked.connection.execute(update(events).where(*its).values(payload=payload))
    return attacked.opened("cadi's sitting")


def audit_changed(attacked: Attacked) -> object:
    table: Table = TABLES["audit"]
    attacked.connection.execute(update(table).where(table.c.action == "signed in").values(actor=uuid4()))
    return None


def audit_row_removed(attacked: Attacked) -> object:
    table: Table = TABLES["audit"]
    (key,) = table.primary_key.columns
    first = attacked.connection.scalar(select(key).order_by(key).limit(1))
    attacked.connection.execute(delete(table).where(key == first))
    return None


TAMPERINGS: tuple[Callable[[Attacked], object], ...] = (
    *(session_of_another, session_that_never_ends, content_sealed_anew, session_under_my_cookie, session_made_up),
    *(post_of_the_officer, learner_made_staff, school_of_a_head, identifiers_swapped),
    *(code_taken_away, code_of_an_unknown_key, dismissed_one_comes_back, row_copied_to_another_person),
    *(teacher_of_another_class, membership_with_the_code_of_another, learner_made_a_teacher, ended_membership_reopened),
    *(enrolment_at_another_school, class_of_another_school, school_made_the_government),
    *(grant_made_up, grant_made_longer, glass_kept_broken),
    *(sitting_of_another, sitting_with_the_code_of_another, practice_made_to_count),
    *(events_swapped, answer_of_another, audit_changed, audit_row_removed),
)
"""Each returns what the next read gives."""

NAMED_ALONE = {audit_changed, audit_row_removed}
"""Those that no read of the service meets."""


@pytest.fixture(scope="module")
def in_use(module_harness: ServiceHarness) -> dict[str, UUID]:
    """A service where people of all kinds are signed in, sittings are finished and the audit is sealed."""
    harness, ring = module_harness, module_harness.service.ring
    known = harness.people | harness.classes | {"other school": uuid4()}
    with harness.service.engine.begin() as connection:
        identity.add_school(connection, known["other school"], "Ysgol Arall")
        for name, post in (("head", Role.HEAD), ("gone", Role.OFFICER), ("operator", Role.OPERATOR)):
            row = {"organisation": harness.school, "identifier": name, "name": name.title(), "post": post.value}
            known[name] = enrolment.appoint(connection, ring, **row).id
        member = identity.Membership(known["Derwen"], known["gone"], "teacher", date(2026, 9, 1))
        identity.add_membership(connection, member)
        enrolment.remove_from_roster(connection, known["gone"], YESTERDAY)
        granting.add_grant(
            connection, Grant(uuid4(), known["evans"], harness.school, "reports", YESTERDAY, TOMORROW, known["head"])
        )
        now = harness.clock.now
        glass = BreakGlassAccess(uuid4(), known["operator"], known["cadi"], "support", "C-1", now, now)
        granting.add_break_glass_access(connection, glass)
        practice = sittings.Sitting("2026-27", uuid4(), known["cadi"], None, SUBJECT, 4, practised_on=YESTERDAY)
        sittings.add_if_absent(connection, practice)
    harness.signed_in("evans"), harness.signed_in("head")
    for name in ("cadi", "joe"):
        browser = harness.signed_in(name)
        known[f"{name}'s sitting"] = harness.assign(name)
        complete_sitting(harness, browser, known[f"{name}'s sitting"])
    seal_segments(harness.service.engine, ring, harness.clock.now + timedelta(hours=2))
    return known | {"practice": practice.id}


@contextmanager
def taken_back(harness: ServiceHarness) -> Iterator[Connection]:
    """A transaction that leaves nothing behind, in which the audit's trigger is no obstacle."""
    with Audit(harness.service.engine, harness.service.ring).behind_its_back() as connection:
        yield connection
        connection.rollback()


def named(attacked: Attacked) -> bool:
    ring = attacked.harness.service.ring
    return bool([*find_forged_rows(attacked.connection), *verify_chain(attacked.connection, ring)])


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_what_was_tampered_with_is_refused_when_it_is_read_or_named(
    module_harness: ServiceHarness, in_use: dict[str, UUID], tamper: Callable[[Attacked], object]
) -> None:
    with taken_back(module_harness) as connection:
        attacked = Attacked(module_harness, connection, in_use)
        assert not named(attacked)
        try:
            believed = tamper(attacked) is not None and tamper not in NAMED_ALONE
        except (RowForged, DecryptionFailed):
            believed = False
        assert not believed
        if tamper not in (events_swapped, answer_of_another):
            assert named(attacked)


def test_what_nobody_touched_is_believed(module_harness: ServiceHarness, in_use: dict[str, UUID]) -> None:
    with taken_back(module_harness) as connection:
        attacked = Attacked(module_harness, connection, in_use)
        assert attacked.whose(attacked.session("head")) == in_use["head"]
        assert attacked.rights("evans", YESTERDAY) == {"reports"}
        assert all([attacked.taught("Derwen"), attacked.learner("cadi"), attacked.opened("joe's sitting")])
