"""What somebody with the database alone may delete or put back, of which a history tells."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete, select, update

from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.bank import item_status_changes
from delivery_api.bank.values import Authorisation
from delivery_api.dates.school_calendar import london_date
from delivery_api.sittings.values import HELD_ACTS_TOLD, HeldActState
from delivery_api.trials import store as trials
from delivery_api.trials.extraction import kept_sittings
from delivery_api.trials.participation import objections
from delivery_api.trials.participation import store as participation
from delivery_api.trials.service import find
from itembank import ItemStatus
from tests.support.attacked_service import TABLES, Attacked
from tests.support.service_harness import ServiceHarness

REES = Authorisation("A. Rees", "a wrong key")


def act(harness: ServiceHarness, known: dict[str, UUID], trial: str) -> None:
    """Leave behind what acts leave: an alert, an act that waits, a withdrawn item, an objection."""
    now, ring, held = harness.clock(), harness.service.ring, TABLES["held_acts"].c
    withdrawn, back = (each.id for each in harness.bank.items[:2])
    with harness.service.engine.begin() as connection:
        raise_alert(connection, now, AlertKind.DISCARDED_ALONE, known["joe"], actor=known["evans"])
        asked_at = connection.scalars(select(held.asked_at).where(held.id == known["act"])).one()
        told = HELD_ACTS_TOLD[HeldActState.ASKED, "move"]
        audit_log.record(connection, asked_at, told, actor=known["evans"], thing=str(known["joe's sitting"]))
        for item in (withdrawn, back):
            item_status_changes.withdraw(connection, item, ItemStatus.QUARANTINED, REES, now)
        item_status_changes.approve_items(connection, harness.bank, [back], REES, now, ItemStatus.OPERATIONAL)
        objections.record(connection, ring, trial, known["joe"], "", known["evans"], now, objects=True)


def alert_deleted(attacked: Attacked) -> None:
    attacked.connection.execute(delete(TABLES["alerts"]))


def act_that_waits_deleted(attacked: Attacked) -> None:
    attacked.delete("held_acts", "id", "act")


def withdrawal_deleted(attacked: Attacked) -> None:
    attacked.connection.execute(delete(TABLES["item_statuses"]))


def withdrawal_deleted_with_its_history(attacked: Attacked) -> None:
    withdrawal_deleted(attacked)
    attacked.connection.execute(delete(TABLES["item_moves"]))


def withdrawal_deleted_whose_act_lost_its_code(attacked: Attacked) -> None:
    """A row of a release before has no code; what it tells of items was not whole."""
    withdrawal_deleted_with_its_history(attacked)
    audit = TABLES["audit"]
    attacked.connection.execute(update(audit).where(audit.c.action.like("item %")).values(mac=None))


def position_in_the_ledger_put_back(attacked: Attacked) -> None:
    """Else no entry would be compared: the database seemed never to have known them."""
    position = TABLES["ledger_position"]
    attacked.connection.execute(update(position).values(number=0, hash=""))
    for table in ("restrictions", "legal_holds"):
        attacked.connection.execute(delete(TABLES[table]))


def position_beyond_the_ledger(attacked: Attacked) -> None:
    attacked.connection.execute(update(TABLES["ledger_position"]).values(number=10**6))


def act_of_which_nobody_can_read(attacked: Attacked) -> None:
    """Else one made-up row would end the verification."""
    attacked.insert("audit", at=attacked.now, action="raised an alert", thing="x")


def status_before_the_withdrawal_put_back(attacked: Attacked) -> None:
    """Its code is genuine: the item was operational once. The history of the item goes with it."""
    table, moves, (item, *_) = TABLES["item_statuses"], TABLES["item_moves"], attacked.harness.bank.items
    here, bank = table.c.item == item.id, attacked.harness.bank
    item_status_changes.approve_items(attacked.connection, bank, [item.id], REES, attacked.now, ItemStatus.OPERATIONAL)
    row = dict(attacked.connection.execute(select(table).where(here)).mappings().one())
    item_status_changes.withdraw(attacked.connection, item.id, ItemStatus.QUARANTINED, REES, attacked.now)
    attacked.connection.execute(update(table).where(here).values(row))
    attacked.connection.execute(delete(moves).where(moves.c.item == item.id))


def objection_deleted(attacked: Attacked) -> None:
    attacked.delete("trial_objections", "learner", "joe")


def objection_put_back(attacked: Attacked) -> None:
    row = attacked.row("trial_objections", "learner", "joe")
    people = (attacked.known["joe"], "", attacked.known["evans"])
    objections.record(
        attacked.connection, attacked.service.ring, row["programme"], *people, attacked.now, objects=False
    )
    attacked.insert("trial_objections", **row)


def deleted_objection_lifts_nothing(attacked: Attacked) -> object:
    """Else the next sign-in would take the learner's answers back into extracts."""
    attacked.delete("trial_objections", "learner", "joe")
    return None if participation.objected_trials(attacked.connection, attacked.known["joe"]) else "lifted"


def extract_without_an_objection(attacked: Attacked) -> object:
    trial = attacked.row("trial_objections", "learner", "joe")["programme"]
    attacked.delete("trial_objections", "learner", "joe")
    return _extracted(attacked, trial)


def extract_without_what_was_withdrawn(attacked: Attacked) -> object:
    marks = TABLES["trial_withdrawals"]
    trial = attacked.connection.scalars(select(marks.c.programme)).first()
    attacked.connection.execute(delete(marks))
    return _extracted(attacked, str(trial))


def mark_put_beside_a_deleted_one(attacked: Attacked) -> None:
    """Another change, which is genuine, does not hide it."""
    marks = TABLES["trial_withdrawals"]
    trial = str(attacked.connection.scalars(select(marks.c.programme)).first())
    attacked.connection.execute(delete(marks))
    trials.set_withdrawn(attacked.connection, trial, b"v" * 32, withdrawn=True)


def _extracted(attacked: Attacked, trial: str) -> object:
    found = find(attacked.connection, trial)
    return kept_sittings(attacked.connection, attacked.service.ring, found, london_date(attacked.now))


OF_HISTORY: tuple[Callable[[Attacked], object], ...] = (
    *(alert_deleted, act_that_waits_deleted, withdrawal_deleted, withdrawal_deleted_with_its_history),
    *(status_before_the_withdrawal_put_back, objection_deleted, objection_put_back),
    *(deleted_objection_lifts_nothing, extract_without_an_objection, extract_without_what_was_withdrawn),
    *(mark_put_beside_a_deleted_one, withdrawal_deleted_whose_act_lost_its_code, act_of_which_nobody_can_read),
    *(position_in_the_ledger_put_back, position_beyond_the_ledger),
)
"""Each returns what the next read gives; None where none is asked. `mesur audit verify` has to name each."""
