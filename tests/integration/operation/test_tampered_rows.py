"""Whoever writes to the database without the keys is not believed: the row is refused when it is read, or is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from delivery_api.access.roles import Role
from delivery_api.audit.segment_sealing import seal_segments
from delivery_api.bank.store import record_status_changes
from delivery_api.bank.values import StatusChange
from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.keys.encryption import DecryptionFailed
from delivery_api.lifecycle.row_verification import MissingRows
from delivery_api.lifecycle.schema import metadata
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.permissions import store as granting
from delivery_api.permissions.values import BreakGlassAccess, Grant
from delivery_api.row_authentication.row_authenticator import RowAuthenticator, RowForged
from delivery_api.row_authentication.row_stock import missed_tables, take_stock
from delivery_api.sittings.storage import store as sittings
from itembank import ItemStatus
from tests.integration.operation.test_audit_chain import Audit
from tests.support.attacked_service import TOMORROW, YESTERDAY, Attacked
from tests.support.deleted_rows import begin, delete_unnoticed, end
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting
from tests.support.tampered_duties import OF_DUTIES, owe
from tests.support.tampered_endings import OF_ENDINGS
from tests.support.tampered_history import OF_HISTORY, act
from tests.support.tampered_identity import NOT_READ, OF_IDENTITY
from tests.support.tampered_keys import OF_KEYS
from tests.support.tampered_records import OF_RECORDS, account
from tests.support.tampered_sittings import OF_SITTINGS, begin_and_book
from tests.support.tampered_trials import OF_TRIALS, take_part
from tests.support.tampered_views import OF_VIEWS, let_authorities_look


@pytest.fixture(scope="module")
def in_use(module_harness: ServiceHarness) -> dict[str, UUID]:
    """A service where people of all kinds are signed in, sittings are finished and the audit is sealed."""
    harness, ring = module_harness, module_harness.service.ring
    known = harness.people | harness.classes | {"other school": uuid4(), "third school": uuid4()}
    with harness.service.engine.begin() as connection:
        identity.add_school(connection, known["other school"], "Ysgol Arall")
        identity.add_school(connection, known["third school"], "Trydedd Ysgol")
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
        change = StatusChange("q", SUBJECT, ItemStatus.OPERATIONAL, ItemStatus.QUARANTINED, "A. Rees", "-", now)
        record_status_changes(connection, [change])
    harness.signed_in("evans"), harness.signed_in("head")
    for name in ("cadi", "joe"):
        browser = harness.signed_in(name)
        known[f"{name}'s sitting"] = harness.assign(name)
        complete_sitting(harness, browser, known[f"{name}'s sitting"])
    known = begin_and_book(harness, owe(harness, known | {"practice": practice.id}))
    act(harness, known, take_part(harness, known))
    account(harness)
    let_authorities_look(harness)
    seal_segments(harness.service.engine, ring, harness.clock.now + timedelta(hours=2))
    return known


@contextmanager
def taken_back(harness: ServiceHarness) -> Iterator[Connection]:
    """A transaction that leaves nothing behind, in which the audit's trigger is no obstacle."""
    ledger = harness.service.ledger.path
    before = ledger.read_bytes()
    with Audit(harness.service.engine, harness.service.ring).behind_its_back() as connection:
        yield connection
        connection.rollback()
    ledger.write_bytes(before)
    RowAuthenticator(harness.service.ring).superseded.unlink(missing_ok=True)


def named(attacked: Attacked) -> bool:
    """Whether `mesur audit verify` would name something."""
    return any(verify_service(attacked.connection, attacked.service, (), attacked.now))


@pytest.mark.parametrize(
    "tamper",
    [*OF_IDENTITY, *OF_DUTIES, *OF_TRIALS, *OF_KEYS, *OF_SITTINGS, *OF_HISTORY, *OF_ENDINGS, *OF_RECORDS, *OF_VIEWS],
    ids=lambda each: each.__name__,
)
def test_what_was_tampered_with_is_refused_when_it_is_read_or_named(
    module_harness: ServiceHarness, in_use: dict[str, UUID], tamper: Callable[[Attacked], object]
) -> None:
    with taken_back(module_harness) as connection:
        attacked = Attacked(module_harness, connection, in_use)
        try:
            believed = tamper(attacked) is not None and tamper not in NOT_READ
        except (RowForged, DecryptionFailed):
            believed = False
        assert not believed
        assert named(attacked)


def test_a_deleted_row_of_a_table_that_nothing_else_tells_of_is_missed_unless_the_service_deleted_it(
    module_harness: ServiceHarness, in_use: dict[str, UUID]
) -> None:
    engine = module_harness.service.engine
    with engine.begin() as connection:
        trial = next(each.id for each in sittings.all_programmes(connection) if each.kind == "trial")
    made = begin(module_harness, trial)
    take_stock(engine, metadata)
    with taken_back(module_harness) as connection:
        attacked = Attacked(module_harness, connection, in_use)
        deleted = delete_unnoticed(attacked, made)
        found = verify_service(connection, attacked.service, (), attacked.now)
        assert {each.table for each in found if isinstance(each, MissingRows)} == deleted
    assert deleted == {table.name for table in missed_tables(metadata)}
    end(module_harness, made)
    take_stock(engine, metadata)
    with taken_back(module_harness) as connection:
        assert not named(Attacked(module_harness, connection, in_use))


def test_what_nobody_touched_is_believed(module_harness: ServiceHarness, in_use: dict[str, UUID]) -> None:
    with taken_back(module_harness) as connection:
        attacked = Attacked(module_harness, connection, in_use)
        assert not named(attacked)
        assert attacked.whose(attacked.session("head")) == in_use["head"]
        assert attacked.rights("evans", YESTERDAY) == {"reports"}
        assert all([attacked.taught("Derwen"), attacked.learner("cadi"), attacked.opened("joe's sitting")])
