"""What somebody with the database alone may put back after it ended, or delete of which audit or ledger tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from delivery_api.bank import store as banks
from delivery_api.permissions import store as permissions
from delivery_api.privacy.person_rows import forget
from delivery_api.row_authentication.store import end_rows
from delivery_api.trials import store as trials
from delivery_api.trials.participation import store as participation
from delivery_api.trials.participation.values import SchoolState
from delivery_api.trials.seats import seats
from delivery_api.trials.tables import invitations
from tests.support.attacked_service import TABLES, TOMORROW, Attacked
from tests.support.service_harness import SUBJECT


def former_design_in_use_again(attacked: Attacked) -> None:
    """It is the bank of before as well: both stand in one row."""
    table, later = TABLES["banks_in_use"], attacked.now + timedelta(1)
    row = dict(attacked.connection.execute(select(table).where(table.c.subject == SUBJECT)).mappings().one())
    banks.put_in_use(attacked.connection, SUBJECT, attacked.harness.bank.hash, "another design", later)
    attacked.connection.execute(delete(table).where(table.c.subject == SUBJECT))
    attacked.connection.execute(insert(table).values(row))
    attacked.through()


def withdrawn_school_invited_again(attacked: Attacked) -> object:
    """Its learners get no place before anybody has verified: the school's own row is signed too."""
    school, table = attacked.harness.school, invitations
    trial = str(attacked.connection.scalars(select(TABLES["trial_plans"].c.programme)).one())
    here = table.c.programme == trial
    row = dict(attacked.connection.execute(select(table).where(here)).mappings().one())
    end_rows(attacked.connection, table, here)
    participation.change_school(attacked.connection, trial, school, state=SchoolState.WITHDRAWN)
    attacked.connection.execute(insert(table).values(row))
    attacked.through()
    return participation.asks(attacked.connection, trial, [row["class"]]) or None


def lifted_mark_put_back(attacked: Attacked) -> object:
    """What a learner answered would stay out of extracts that they may be in again."""
    table = TABLES["trial_withdrawals"]
    row = dict(attacked.connection.execute(select(table)).mappings().all()[0])
    trials.set_withdrawn(attacked.connection, row["programme"], row["mark"], withdrawn=False)
    attacked.connection.execute(insert(table).values(row))
    return trials.withdrawn_marks(attacked.connection, row["programme"])


def _deleted(*tables: str) -> Callable[[Attacked], None]:
    def delete_all(attacked: Attacked) -> None:
        for table in tables:
            assert attacked.connection.execute(delete(TABLES[table])).rowcount

    delete_all.__name__ = f"{tables[0]}_deleted"
    return delete_all


def plan_and_booklets_deleted(attacked: Attacked) -> object:
    """Its learners would get a place, and the questions of live sittings."""
    trial = str(attacked.connection.scalars(select(TABLES["trial_plans"].c.programme)).one())
    for name in ("trial_plans", "trial_booklets"):
        attacked.connection.execute(delete(TABLES[name]))
    found = seats(attacked.connection, attacked.service.ring, {attacked.known["9C"]: 4}, "cadi", TOMORROW)
    return [each for each in found if each.programme == trial] or None


def glass_for_another_reason(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["broken_glass"]).values(reference="X-9", ground="safeguarding"))
    return permissions.break_glass_accesses(attacked.connection)


def glass_broken_by_another(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["broken_glass"]).values(actor=attacked.known["khan"]))
    return permissions.break_glass_accesses(attacked.connection)


def ledger_said_to_be_unknown(attacked: Attacked) -> None:
    """As if the database knew nothing of the ledger, so that it is compared with none of its entries."""
    attacked.connection.execute(update(TABLES["ledger_position"]).values(number=0))
    attacked.connection.execute(delete(TABLES["restrictions"]))


def forged_visit_stops_no_erasure(attacked: Attacked) -> None:
    """The visit gets a random id in the learner's place, as the law wants, and stays forged."""
    attacked.connection.execute(update(TABLES["pin_entries"]).values(again=True))
    forget(attacked.connection, [attacked.known["mali"], attacked.known["cadi"]])


OF_ENDINGS: tuple[Callable[[Attacked], object], ...] = (
    former_design_in_use_again,
    withdrawn_school_invited_again,
    lifted_mark_put_back,
    plan_and_booklets_deleted,
    glass_for_another_reason,
    glass_broken_by_another,
    *map(_deleted, ("bookings", "trial_schools", "bank_adoptions", "bank_decisions")),
    *map(_deleted, ("seeding_permissions", "view_permissions", "broken_glass")),
    _deleted("breach_steps", "breaches"),
    ledger_said_to_be_unknown,
    forged_visit_stops_no_erasure,
)
"""Each returns what the next read gives; None where it gives nothing. `mesur audit verify` has to name each."""
