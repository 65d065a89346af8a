"""What somebody with the database alone may try, to lift a duty, to make a visit count, or to change a bank or result.

The ledger tells what must stand; so a row that is deleted, or put back as it was, is named too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from delivery_api.audit import audit_log
from delivery_api.bank import service as banks
from delivery_api.bank import store as bank_store
from delivery_api.class_pins import service as class_pins
from delivery_api.class_pins import store as pins
from delivery_api.class_pins.values import PinEntry
from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.identity.rectification import store as rectifications
from delivery_api.identity.rectification.store import RectificationRow
from delivery_api.identity.restriction import store as restrictions
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.identity.roster_import import store as rosters
from delivery_api.ledger.decisions import Decision
from delivery_api.privacy import person_rights
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk
from delivery_api.privacy.breaches.service import record_breach
from delivery_api.privacy.holds import legal_holds
from delivery_api.privacy.holds import store as holds
from delivery_api.privacy.holds.values import HoldSubject
from delivery_api.privacy.rights import store as cases
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    IdentityCheck,
    Requester,
    RightsCase,
)
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.bookings import store as booking_store
from delivery_api.sittings.storage.held_acts import store as held
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Booking, HeldAct, HeldActState
from delivery_api.storage.data_declaration import Purpose
from delivery_api.trials import extraction
from delivery_api.trials import store as trials
from delivery_api.trials.extraction import ExtractRequest
from tests.support.attacked_service import TABLES, TOMORROW, YESTERDAY, Attacked, swap
from tests.support.service_harness import SUBJECT, ServiceHarness

YEAR, TODAY = "2026-27", YESTERDAY + timedelta(1)
BY = Decision("A. Rees", "a request")
EXTRACT = Path("extract.csv").resolve()
ASKS = Requester(Capacity.PARENT, IdentityCheck.SCHOOL, Authority.SCHOOL_RECORD, Competence.NOT_ASSESSED)


def owe(harness: ServiceHarness, known: dict[str, UUID]) -> dict[str, UUID]:
    """Fill a service with visits, duties and acts that wait. Returns all ids by name."""
    ring, ledger, now = harness.service.ring, harness.service.ledger, harness.clock()
    trial = harness.create_trial("9C")
    ids = known | {name: uuid4() for name in ("visit", "settled visit", "booking", "case", "act")}
    evans, derwen = ids["evans"], ids["Derwen"]
    with harness.service.engine.begin() as connection:
        derwens = identity.class_today(connection, derwen, TODAY)
        assert derwens
        ids["pin"] = pin = class_pins.create_pin(connection, ring, derwens, evans, 1, now).id
        audit_log.record(connection, now, class_pins.CAME_IN, actor=ids["cadi"])
        pins.add_entry(connection, PinEntry(ids["visit"], pin, ids["cadi"], now))
        pins.add_late_arrival(connection, ids["mali"], derwen, evans, TODAY)
        booked = Booking(ids["booking"], YEAR, derwen, SUBJECT, YESTERDAY, TODAY, None, None, evans)
        booking_store.add_booking(connection, booked, now)
        person_rights.restrict(connection, ring, ledger, ids["joe"], RestrictionGround.ACCURACY, BY, now)
        rectifications.note_rectification(connection, RectificationRow(ids["cadi"], "name", TODAY))
        until = TODAY + timedelta(90)
        ids["hold"] = legal_holds.order_hold(connection, ledger, HoldSubject(None, ids["cadi"]), until, BY, now).id
        gone = {"kind": "learner", "school": harness.school, "class_id": ids["9C"], "identifier": "gwen"}
        gwen = enrolment.enrol(connection, ring, **gone, name="Gwen Rees", today=TODAY, year_group=9)
        person_rights.erase(connection, ring, ledger, gwen.id, BY, now)
        cases.cases.add(connection, RightsCase(ids["case"], ids["cadi"], CaseKind.ACCESS, ASKS, "R-1", YESTERDAY, None))
        extraction.register_extract(connection, ledger, ExtractRequest(trial, EXTRACT), BY, now)
        trials.set_withdrawn(connection, trial, b"w" * 32, withdrawn=True)
        people = (harness.school, ids["joe"], ids["cadi"])
        scope = BreachScope((Purpose.SIGN_IN,))
        breach = Breach(uuid4(), "BR-1", BreachKind.LOST, now, now, now, Risk.RISK, scope)
        record_breach(connection, ledger, breach, evans, now)
        act = HeldAct(ids["act"], YEAR, ids["joe's sitting"], *people, "move", HeldActState.ASKED, evans, now, "why")
        held.add_held_act(connection, require_ready(connection, ring, YEAR), act)
    return ids


def pin_of_another_class(attacked: Attacked) -> object:
    attacked.set("class_pins", "id", "pin", **{"class": attacked.known["9C"]})
    return pins.living_pin(attacked.connection, attacked.known["9C"], attacked.now)


def pin_kept_alive(attacked: Attacked) -> object:
    later = attacked.now + timedelta(30)
    attacked.set("class_pins", "id", "pin", until=later)
    return pins.living_pin(attacked.connection, attacked.known["Derwen"], later - timedelta(1))


def visit_confirmed(attacked: Attacked) -> object:
    """It stays doubtful, so that the result stays unconfirmed."""
    confirmed = {"settled": "staff", "settled_at": attacked.now, "learner": attacked.known["cadi"]}
    attacked.set("pin_entries", "id", "visit", **confirmed)
    return None if class_pins.doubtful_times(attacked.connection, [attacked.known["cadi"]]) else "confirmed"


def visit_of_another(attacked: Attacked) -> object:
    attacked.set("pin_entries", "id", "visit", person=attacked.known["joe"])
    return pins.used_names(attacked.connection, attacked.known["pin"])


def visit_deleted(attacked: Attacked) -> object:
    attacked.delete("pin_entries", "id", "visit")
    return None


def name_let_in_again(attacked: Attacked) -> object:
    attacked.set("pin_entries", "id", "visit", again=True)
    return pins.used_names(attacked.connection, attacked.known["pin"])


def roster_child_made_a_late_arrival(attacked: Attacked) -> object:
    row = {"person": attacked.known["cadi"], "class": attacked.known["Derwen"], "actor": attacked.known["evans"]}
    attacked.insert("late_arrivals", **row, added_on=TODAY)
    return pins.late_arrival_ids(attacked.connection, attacked.known["Derwen"])


def restriction_made_up(attacked: Attacked) -> object:
    attacked.insert("restrictions", person=attacked.known["cadi"], ground="claims", made_on=TODAY)
    return restrictions.restricted_people(attacked.connection)


def restriction_deleted(attacked: Attacked) -> object:
    attacked.delete("restrictions", "person", "joe")
    return None


def lifted_restriction_put_back(attacked: Attacked) -> object:
    row, ring, ledger = attacked.row("restrictions", "person", "joe"), attacked.service.ring, attacked.service.ledger
    person_rights.lift_restriction(attacked.connection, ring, ledger, attacked.known["joe"], BY, attacked.now)
    attacked.insert("restrictions", **row)
    return None


def rectification_settled(attacked: Attacked) -> object:
    attacked.set("rectifications", "person", "cadi", done_on=TODAY)
    return rosters.rectified_details(attacked.connection)


def erasure_made_up(attacked: Attacked) -> object:
    row = attacked.row("people", "id", "cadi")
    identifier = {name: row[name] for name in ("identifier", "identifier_key")}
    attacked.insert("erasures", **identifier, erased_on=TODAY)
    return rosters.erased_identifiers(attacked.connection, [row["identifier"]])


def erasure_forgotten(attacked: Attacked) -> object:
    attacked.connection.execute(delete(TABLES["erasures"]))
    return None


def hold_made_longer(attacked: Attacked) -> object:
    attacked.set("legal_holds", "id", "hold", ends_on=TODAY + timedelta(3000))
    return holds.held_people(attacked.connection, TODAY)


def hold_deleted(attacked: Attacked) -> object:
    attacked.delete("legal_holds", "id", "hold")
    return None


def case_closed(attacked: Attacked) -> object:
    attacked.set("rights_cases", "id", "case", closed_on=TODAY)
    return cases.cases.find(attacked.connection, attacked.known["case"])


def booking_made_longer(attacked: Attacked) -> object:
    attacked.set("bookings", "id", "booking", closes_on=TOMORROW + timedelta(30))
    return booking_store.bookings_by_id(attacked.connection, [attacked.known["booking"]])


def booked_by_another(attacked: Attacked) -> object:
    attacked.set("bookings", "id", "booking", actor=attacked.known["khan"])
    return booking_store.bookings_by_id(attacked.connection, [attacked.known["booking"]])


def put_in_by_another(attacked: Attacked) -> object:
    attacked.set("late_arrivals", "person", "mali", actor=attacked.known["khan"])
    return pins.late_arrival_ids(attacked.connection, attacked.known["Derwen"])


def rectified_by_another_request(attacked: Attacked) -> object:
    attacked.set("rectifications", "person", "cadi", reference="C-9")
    return rosters.rectified_details(attacked.connection)


def act_for_another(attacked: Attacked) -> object:
    attacked.set("held_acts", "id", "act", receiver=attacked.known["mali"])
    return held.held_act(attacked.connection, attacked.service.ring, attacked.known["act"])


def trial_never_over(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["programmes"]).values(complete_by=TODAY + timedelta(3000)))
    return sittings.all_programmes(attacked.connection)


def class_invited(attacked: Attacked) -> object:
    programme = attacked.connection.scalar(select(TABLES["trial_invitations"].c.programme))
    attacked.insert("trial_invitations", programme=programme, **{"class": attacked.known["Derwen"]})
    return trials.invited(attacked.connection, [attacked.known["Derwen"]])


def extract_said_to_be_destroyed(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["trial_extracts"]).values(destroyed_on=TODAY))
    return trials.extracts_to_be_destroyed(attacked.connection)


def extract_forgotten(attacked: Attacked) -> object:
    attacked.connection.execute(delete(TABLES["trial_extracts"]))
    return None


def sitting_left_out(attacked: Attacked) -> object:
    programme = attacked.connection.scalar(select(TABLES["trial_invitations"].c.programme))
    attacked.insert("trial_withdrawals", programme=programme, mark=b"m" * 32)
    return trials.withdrawn_marks(attacked.connection, programme or "")


def another_design_in_use(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["banks_in_use"]).values(design="practice"))
    return banks.in_use(attacked.connection, SUBJECT)


def question_put_back(attacked: Attacked) -> object:
    item = attacked.connection.scalars(select(TABLES["item_statuses"].c.item)).first()
    assert item
    attacked.connection.execute(update(TABLES["item_statuses"]).values(status="operational"))
    return bank_store.statuses(attacked.connection, [item])


def bank_in_clear(attacked: Attacked) -> object:
    document = attacked.harness.bank and b"{}"
    attacked.connection.execute(update(TABLES["bank_versions"]).values(document=document, key_id=None))
    return banks.find_stored_bank(attacked.connection, attacked.harness.bank.hash)


def bank_altered(attacked: Attacked) -> object:
    sealed = attacked.connection.scalar(select(TABLES["bank_versions"].c.document)) or b""
    attacked.connection.execute(update(TABLES["bank_versions"]).values(document=sealed[:-1] + b"x"))
    return banks.find_stored_bank(attacked.connection, attacked.harness.bank.hash)


def results_swapped(attacked: Attacked) -> object:
    swap(attacked, "sittings", "id", ("cadi's sitting", "joe's sitting"), "learner")
    return sittings.of_learners(attacked.connection, [attacked.known["joe"]])


def record_of_a_result_deleted(attacked: Attacked) -> object:
    return _delete_event(attacked, "recorded")


def answer_deleted(attacked: Attacked) -> object:
    return _delete_event(attacked, "answered")


def result_deleted(attacked: Attacked) -> object:
    attacked.delete("sittings", "id", "cadi's sitting")
    return None


def _delete_event(attacked: Attacked, kind: str) -> None:
    events = TABLES["sitting_events"]
    its = (events.c.sitting == attacked.known["cadi's sitting"], events.c.kind == kind)
    last = select(func.max(events.c.sequence)).where(*its).scalar_subquery()
    assert attacked.connection.execute(delete(events).where(*its, events.c.sequence == last)).rowcount


OF_DUTIES: tuple[Callable[[Attacked], object], ...] = (
    *(pin_of_another_class, pin_kept_alive, visit_confirmed, visit_of_another, visit_deleted, name_let_in_again),
    *(roster_child_made_a_late_arrival, restriction_made_up, restriction_deleted, lifted_restriction_put_back),
    *(rectification_settled, erasure_made_up, erasure_forgotten, hold_made_longer, hold_deleted, case_closed),
    *(booking_made_longer, booked_by_another, put_in_by_another, rectified_by_another_request, act_for_another),
    *(trial_never_over, class_invited, sitting_left_out),
    *(extract_said_to_be_destroyed, extract_forgotten),
    *(another_design_in_use, question_put_back, bank_in_clear, bank_altered),
    *(results_swapped, record_of_a_result_deleted, answer_deleted, result_deleted),
)
"""Each returns what the next read gives; None where none is asked, and `mesur audit verify` has to name it."""
