"""Rows of tables of which a deleted row leaves no other trace, and what somebody with the database deletes there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete

from delivery_api.class_pins import store as pins
from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.identity.access_profile.profile_settings import AccessProfile
from delivery_api.identity.access_profile.store import save_profile
from delivery_api.identity.languages.store import set_language_of_school
from delivery_api.identity.rectification import store as rectifications
from delivery_api.identity.rectification.store import RectificationRow
from delivery_api.identity.school_attributes import store as attributes
from delivery_api.keys import store as key_folders
from delivery_api.keys.values import KeyFolder
from delivery_api.ledger.store import confirm_keys
from delivery_api.row_authentication.row_authenticator import signed
from tests.support.attacked_service import TABLES, TOMORROW, YESTERDAY, Attacked
from tests.support.service_harness import ServiceHarness

FOLDER = "a host"


@dataclass(frozen=True)
class Unnoticed:
    """A school with a class and a learner of its own, to which nothing else refers, and a key that nothing is under."""

    school: UUID
    class_id: UUID
    person: UUID
    key: str = ""


def begin(harness: ServiceHarness, trial: str) -> Unnoticed:
    """Let the service write a row of each table."""
    made, today = Unnoticed(uuid4(), uuid4(), uuid4()), YESTERDAY
    with harness.service.engine.begin() as connection:
        identity.add_school(connection, made.school, "Ysgol Newydd")
        identity.add_class(connection, made.class_id, made.school, "7A")
        enrolled = {"kind": "learner", "school": made.school, "class_id": made.class_id, "identifier": "newydd"}
        person = enrolment.enrol(connection, harness.service.ring, **enrolled, name="N", today=today, year_group=7).id
        key = harness.service.ring.create(connection, "programme:of nobody", harness.clock())
        made = Unnoticed(made.school, made.class_id, person, key.id)
        save_profile(connection, person, AccessProfile({"overlay": "blue"}), today)
        pins.add_late_arrival(connection, person, made.class_id, harness.people["evans"], today)
        rectifications.note_rectification(connection, RectificationRow(person, "name", today))
        attributes.replace_attributes(connection, {made.school: {"medium": "welsh"}})
        set_language_of_school(connection, made.school, "cy")
        key_folders.record_folder(connection, KeyFolder(FOLDER, "host", harness.clock()))
        confirm_keys(connection, FOLDER, ["0" * 16], harness.clock())
        kept = {"programme": trial, "sha256": "a" * 64, "path": "e", "made_on": today, "overwritten_on": TOMORROW}
        table = TABLES["trial_overwritten_extracts"]
        connection.execute(table.insert().values(signed(connection, table, kept)))
    return made


def delete_unnoticed(attacked: Attacked, made: Unnoticed) -> set[str]:
    """Delete a row of each table behind the service's back. Returns the tables."""
    theirs = {
        "access_profiles": ("person", made.person),
        "late_arrivals": ("person", made.person),
        "rectifications": ("person", made.person),
        "memberships": ("person", made.person),
        "enrolments": ("person", made.person),
        "people": ("id", made.person),
        "classes": ("id", made.class_id),
        "school_attributes": ("school", made.school),
        "school_languages": ("school", made.school),
        "schools": ("id", made.school),
        "key_confirmations": ("folder", FOLDER),
        "key_folders": ("id", FOLDER),
        "keys": ("id", made.key),
    }
    for table, (column, value) in theirs.items():
        where = TABLES[table].c[column] == value
        assert attacked.connection.execute(delete(TABLES[table]).where(where)).rowcount == 1
    whole = {"grants", "banks_in_use", "trial_invitations", "trial_overwritten_extracts", "certificates"}
    whole |= {"national_releases", "national_release_members"}
    attacked.connection.execute(delete(TABLES["pin_entries"]))
    for table in (*sorted(whole), "class_pins"):
        assert attacked.connection.execute(delete(TABLES[table])).rowcount
    return {*theirs, *whole, "class_pins"}


def end(harness: ServiceHarness, made: Unnoticed) -> None:
    """Let the service itself delete what it may."""
    with harness.service.engine.begin() as connection:
        pins.delete_late_arrivals(connection, [made.person])
        identity.remove_person(connection, made.person)
        attributes.replace_attributes(connection, {made.school: {}})
