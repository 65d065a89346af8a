"""What somebody with the database alone may try, to change who takes part in a trial and what learners are asked.

What trials sample schools by, and who approved a bank version, stands here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from delivery_api.bank import store as banks
from delivery_api.bank.seeding_permission import store as permissions
from delivery_api.bank.seeding_permission.store import SeedingPermission
from delivery_api.bank.values import AdoptionRecord, BankDecision
from delivery_api.identity.school_attributes import store as attributes
from delivery_api.sittings.storage.booklets import store as booklets
from delivery_api.trials import store as trials
from delivery_api.trials.participation import store as participation
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.trials.seats import seats
from tests.support.attacked_service import TABLES, TOMORROW, YESTERDAY, Attacked
from tests.support.planned_trial import planned_trial
from tests.support.service_harness import SUBJECT, ServiceHarness


def take_part(harness: ServiceHarness, known: dict[str, UUID]) -> str:
    """Give a service a planned trial with a school that said no, and unscored questions. Returns the trial."""
    trial = harness.create_trial("9C", planned=planned_trial(harness.bank))
    declined = SampledSchool(trial, known["other school"], "welsh", None, 0, 2.5, SchoolState.DECLINED, YESTERDAY)
    texts, days = ("basis", "notice", "hysbysiad"), (YESTERDAY, TOMORROW)
    allowed = SeedingPermission(uuid4(), SUBJECT, *texts, *days, "A. Rees", "-", harness.clock())
    with harness.service.engine.begin() as connection:
        accepted = replace(declined, school=harness.school, state=SchoolState.ACCEPTED)
        participation.add_schools(connection, [declined, accepted], harness.clock())
        permissions.add(connection, allowed)
        attributes.replace_attributes(connection, {known["other school"]: {"medium": "english"}})
        decision = BankDecision(harness.bank.hash, "approved", None, "A. Rees", "-", harness.clock())
        banks.record_bank_decision(connection, decision)
        for fit, made in zip("ab", (harness.bank.hash, trials.plan_of(connection, trial).bank_version), strict=True):
            banks.record_adoption(connection, _adoption(trial, fit, made, harness.clock()))
    return trial


def _adoption(trial: str, fit: str, made: str, at: datetime) -> AdoptionRecord:
    return AdoptionRecord(fit * 64, "e" * 64, trial, fit.upper() * 64, made, "d" * 64, at)


def _trial(attacked: Attacked) -> str:
    return str(attacked.connection.scalars(select(TABLES["trial_plans"].c.programme)).one())


def school_made_to_take_part(attacked: Attacked) -> object:
    attacked.set("trial_schools", "school", "other school", state="accepted")
    return participation.sampled_school(attacked.connection, _trial(attacked), attacked.known["other school"])


def school_of_more_weight(attacked: Attacked) -> object:
    attacked.set("trial_schools", "school", "other school", weight=90.0)
    return participation.sample_of(attacked.connection, _trial(attacked))


def school_added_to_the_sample(attacked: Attacked) -> object:
    third = attacked.known["third school"]
    attacked.insert("trial_schools", **attacked.row("trial_schools", "school", "other school") | {"school": third})
    return participation.schools_asked(attacked.connection, third)


def objection_made_up(attacked: Attacked) -> object:
    attacked.insert("trial_objections", programme=_trial(attacked), learner=attacked.known["cadi"])
    return participation.objected_trials(attacked.connection, attacked.known["cadi"])


def objection_of_another(attacked: Attacked) -> object:
    mali = attacked.known["mali"]
    attacked.set("trial_objections", "learner", "joe", learner=mali)
    return participation.objectors(attacked.connection, _trial(attacked), [mali])


def trial_opened_earlier(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["trial_plans"]).values(opens_on=YESTERDAY))
    return trials.opens_on(attacked.connection, _trial(attacked))


def plan_rewritten(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["trial_plans"]).values(document=b"{}"))
    return trials.plan_of(attacked.connection, _trial(attacked))


def booklets_of_another_bank(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["trial_booklets"]).values(bank_version=attacked.harness.bank.hash))
    return booklets.begin_booklet(attacked.connection, _trial(attacked), 4, "en")


def booklet_made_up(attacked: Attacked) -> object:
    table = TABLES["trial_booklets"]
    taken = attacked.connection.execute(select(table).where(table.c.year_group == 4, table.c.language == "en"))
    row = dict(taken.mappings().all()[0])
    attacked.insert("trial_booklets", **{**row, "booklet": "adaptive", "begun": -1})
    return booklets.begin_booklet(attacked.connection, _trial(attacked), 4, "en")


def booklets_deleted(attacked: Attacked) -> object:
    """Without booklets, the sittings of a trial would have the questions of live ones."""
    attacked.connection.execute(delete(TABLES["trial_booklets"]))
    ring, classes = attacked.service.ring, {attacked.known["9C"]: 4}
    planned = _trial(attacked)
    found = seats(attacked.connection, ring, classes, "cadi", TOMORROW)
    return [each for each in found if each.programme == planned] or None


def unscored_questions_for_longer(attacked: Attacked) -> object:
    later = TOMORROW + timedelta(300)
    attacked.connection.execute(update(TABLES["seeding_permissions"]).values(until_on=later))
    return permissions.is_allowed(attacked.connection, SUBJECT, later) or None


def unscored_questions_in_another_subject(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["seeding_permissions"]).values(subject="reading"))
    return permissions.is_allowed(attacked.connection, "reading", TOMORROW) or None


def notice_of_unscored_questions_changed(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["seeding_permissions"]).values(notice_en="Nothing is tried out."))
    return permissions.permissions_on(attacked.connection, TOMORROW) or None


def unscored_questions_allowed_by_another(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["seeding_permissions"]).values(by="E. Vaughan"))
    return permissions.permissions_on(attacked.connection, TOMORROW) or None


def unscored_questions_for_another_reason(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["seeding_permissions"]).values(reason="the controller asked for it"))
    return permissions.permissions_on(attacked.connection, TOMORROW) or None


def school_of_another_medium(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["school_attributes"]).values(value="welsh"))
    return attributes.all_attributes(attacked.connection)


def school_given_an_attribute(attacked: Attacked) -> object:
    attacked.insert("school_attributes", school=attacked.known["other school"], attribute="rural", value="yes")
    return attributes.all_attributes(attacked.connection)


def medium_of_before_put_back(attacked: Attacked) -> object:
    row, school = attacked.row("school_attributes", "school", "other school"), attacked.known["other school"]
    attributes.replace_attributes(attacked.connection, {school: {"medium": "dual"}})
    attacked.set("school_attributes", "school", "other school", value=row["value"], mac=row["mac"])
    attacked.through()
    return None


def bank_approved(attacked: Attacked) -> object:
    version = attacked.connection.scalars(select(TABLES["trial_plans"].c.bank_version)).one()
    row = {"bank_version": version, "decision": "approved", "by": "A. Rees", "reason": "-", "at": attacked.now}
    attacked.insert("bank_decisions", **row)
    return [each for each in banks.bank_decision_history(attacked.connection) if each.bank_version == version] or None


def approved_by_another(attacked: Attacked) -> object:
    attacked.connection.execute(update(TABLES["bank_decisions"]).values(by="E. Vaughan"))
    return banks.bank_decision_history(attacked.connection) or None


def adoption_made_up(attacked: Attacked) -> object:
    row = asdict(_adoption(_trial(attacked), "c", attacked.harness.bank.hash, attacked.now))
    attacked.insert("bank_adoptions", **row)
    return banks.adoptions(attacked.connection)


def adoption_by_other_decisions(attacked: Attacked) -> object:
    _adoptions_set(attacked, decisions="0" * 64)
    return banks.adoptions(attacked.connection)


def adoption_of_another_trial(attacked: Attacked) -> object:
    _adoptions_set(attacked, programme="2026-27")
    return banks.adoptions(attacked.connection)


def adoption_hidden_as_discarded(attacked: Attacked) -> object:
    _adoptions_set(attacked, discarded_at=attacked.now)
    return banks.adoptions(attacked.connection)


def discarded_adoption_put_back(attacked: Attacked) -> object:
    first = banks.adoptions(attacked.connection)[0]
    banks.discard_adoption(attacked.connection, first, attacked.now)
    _adoptions_set(attacked, discarded_at=None)
    return banks.adoption_history(attacked.connection)


def _adoptions_set(attacked: Attacked, **values: object) -> None:
    assert attacked.connection.execute(update(TABLES["bank_adoptions"]).values(values)).rowcount == 2


OF_TRIALS: tuple[Callable[[Attacked], object], ...] = (
    *(school_made_to_take_part, school_of_more_weight, school_added_to_the_sample),
    *(objection_made_up, objection_of_another, trial_opened_earlier, plan_rewritten),
    *(booklets_of_another_bank, booklet_made_up, booklets_deleted),
    *(school_of_another_medium, school_given_an_attribute, medium_of_before_put_back),
    *(bank_approved, approved_by_another, adoption_made_up, adoption_by_other_decisions, adoption_of_another_trial),
    *(adoption_hidden_as_discarded, discarded_adoption_put_back),
    *(unscored_questions_allowed_by_another, unscored_questions_for_another_reason),
    *(unscored_questions_for_longer, unscored_questions_in_another_subject, notice_of_unscored_questions_changed),
)
"""Each returns what the next read gives; None where a forged row allows nothing."""
