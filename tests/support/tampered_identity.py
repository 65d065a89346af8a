"""What somebody with the database alone may try, to be somebody else or to have what is another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, delete, select, update

from delivery_api.access.roles import Role
from delivery_api.identity import store as identity
from delivery_api.identity.sessions import SessionContent
from delivery_api.keys.encryption import session_key
from delivery_api.permissions import store as granting
from delivery_api.row_authentication.store import change_rows
from delivery_api.sittings.storage import store as sittings
from tests.support.attacked_service import TABLES, TOMORROW, YESTERDAY, Attacked, copy_mac, swap


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


def grant_given_by_another(attacked: Attacked) -> object:
    attacked.set("grants", "person", "evans", actor=attacked.known["khan"])
    return attacked.rights("evans", YESTERDAY)


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


def put_back(attacked: Attacked, table: str, key: str, name: str, **values: Any) -> None:
    """Let the service change a row, in a transaction that is through, and put back what stood there before."""
    before, where = attacked.row(table, key, name), TABLES[table].c[key] == attacked.known[name]
    change_rows(attacked.connection, TABLES[table], where, values)
    attacked.through()
    attacked.set(table, key, name, **before)


def ended_grant_put_back(attacked: Attacked) -> None:
    put_back(attacked, "grants", "person", "evans", until_on=YESTERDAY)


def membership_of_who_has_left_put_back(attacked: Attacked) -> None:
    put_back(attacked, "memberships", "person", "khan", left_on=YESTERDAY)


def enrolment_of_who_has_left_put_back(attacked: Attacked) -> None:
    put_back(attacked, "enrolments", "person", "mali", left_on=YESTERDAY)


def post_of_who_was_dismissed_put_back(attacked: Attacked) -> None:
    put_back(attacked, "people", "id", "operator", left_on=YESTERDAY)


OF_IDENTITY: tuple[Callable[[Attacked], object], ...] = (
    *(session_of_another, session_that_never_ends, content_sealed_anew, session_under_my_cookie, session_made_up),
    *(post_of_the_officer, learner_made_staff, school_of_a_head, identifiers_swapped),
    *(code_taken_away, code_of_an_unknown_key, dismissed_one_comes_back, row_copied_to_another_person),
    *(teacher_of_another_class, membership_with_the_code_of_another, learner_made_a_teacher, ended_membership_reopened),
    *(enrolment_at_another_school, class_of_another_school, school_made_the_government),
    *(grant_made_up, grant_made_longer, grant_given_by_another, glass_kept_broken),
    *(sitting_of_another, sitting_with_the_code_of_another, practice_made_to_count),
    *(ended_grant_put_back, membership_of_who_has_left_put_back),
    *(enrolment_of_who_has_left_put_back, post_of_who_was_dismissed_put_back),
    *(events_swapped, answer_of_another, audit_changed, audit_row_removed),
)
"""Each returns what the next read gives."""

NOT_READ = {audit_changed, audit_row_removed}
"""Those that no read of the service meets."""
