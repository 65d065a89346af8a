"""Every value of a list that can stand in somebody's copy of their data is told in words, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest
from sqlalchemy import CheckConstraint, String, Table

from delivery_api.access.roles import Role
from delivery_api.alerts.alert_messages import RECORDS
from delivery_api.alerts.values import AlertKind
from delivery_api.identity.access_profile.profile_settings import SETTINGS, as_logged, to_text
from delivery_api.identity.device_kind import DeviceKind
from delivery_api.identity.person_records import RectifiableField
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.lifecycle.schema import metadata
from delivery_api.permissions.values import BreakGlassReason
from delivery_api.privacy.breaches import breaches
from delivery_api.privacy.person_rows import located_tables
from delivery_api.privacy.rights import rights_cases
from delivery_api.privacy.rights.bundle_page import bundle_page
from delivery_api.sittings.answering.closing_survey import FACES
from delivery_api.sittings.answering.next_item import Fallback
from delivery_api.sittings.record import event_types
from delivery_api.sittings.record.scored_sittings import STOPPED_BY_STAFF
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.values import SittingState
from delivery_api.storage.data_declaration import PersonColumns, Purpose
from delivery_api.web.reader_language import LANGUAGES, Language
from engine import EstimateStatus
from engine.stopping.stopping_rules import FinishReason
from itembank.compilation.screen_reader_items import Barrier

SUBJECTS = ("numeracy-procedural", "numeracy-reasoning", "reading-cy", "reading-en")
ENDS = (*FinishReason, STOPPED_BY_STAFF)
_GIVEN = [{name: value} for name, setting in SETTINGS.items() for value in setting.values]

VALUES: Mapping[str, Iterable[str]] = {
    "access_profiles.chosen": [to_text(each) for each in _GIVEN],
    "access_profiles.given": [to_text(each) for each in _GIVEN],
    "alerts.kind": AlertKind,
    "alerts.thing": RECORDS,
    "bookings.subject": SUBJECTS,
    "breach_steps.detail": breaches.Risk,
    "breach_steps.kind": breaches.StepKind,
    "breaches.kind": breaches.BreachKind,
    "breaches.purposes": [*Purpose, ",".join(Purpose)],
    "breaches.risk": breaches.Risk,
    "broken_glass.ground": BreakGlassReason,
    "case_steps.detail": [
        *rights_cases.RefusalReason,
        *rights_cases.ExtensionReason,
        *rights_cases.ReviewOutcome,
        *rights_cases.ComplaintOutcome,
        *rights_cases.IdentityCheck,
        *RectifiableField,
    ],
    "case_steps.kind": rights_cases.StepKind,
    "people.post": Role,
    "rectifications.field": RectifiableField,
    "reported_results.language": LANGUAGES,
    "reported_results.reason": ENDS,
    "reported_results.status": EstimateStatus,
    "reported_results.subject": SUBJECTS,
    "restrictions.ground": RestrictionGround,
    "rights_cases.authority": rights_cases.Authority,
    "rights_cases.capacity": rights_cases.Capacity,
    "rights_cases.competence": rights_cases.Competence,
    "rights_cases.identity": rights_cases.IdentityCheck,
    "rights_cases.kind": rights_cases.CaseKind,
    "sessions.device": DeviceKind,
    "sessions.language": LANGUAGES,
    "sitting_events.access": [text for each in _GIVEN for text in as_logged(each)],
    "sitting_events.after": SittingState,
    "sitting_events.before": SittingState,
    "sitting_events.design_name": SUBJECTS,
    "sitting_events.device_kind": DeviceKind,
    "sitting_events.faces": FACES,
    "sitting_events.how": Fallback,
    "sitting_events.kind": event_types._KINDS,
    "sitting_events.language": LANGUAGES,
    "sitting_events.left_out": [f"item={each}" for each in Barrier],
    "sitting_events.reason": ENDS,
    "sitting_events.status": EstimateStatus,
    "sittings.design_name": SUBJECTS,
    "sittings.subject": SUBJECTS,
}
"""The values of each column and field that a list gives; what a table's CHECK lists is read from there."""

NOT_LISTED = {
    "audit.action": "test_bundle_acts reads the acts from the code",
    "audit.thing": "an id, or the reference of a case",
    "broken_glass.reference": "a number in the operator's own system",
    "breaches.reference": "a number in the officer's own system",
    "enrolments.registration_group": "a name that the school gives",
    "rectifications.reference": "a number in the officer's own system",
    "rights_cases.reference": "a number in the officer's own system",
    "sitting_events.why": "words of staff; those of the program stand in test_bundle_words",
    "sitting_events.constraints": "names that the author of a design gives",
    "sitting_events.unavailable": "ids of questions",
    "sitting_events.items": "ids of questions",
    "sitting_events.item": "an id of a question",
    "sitting_events.school": "a hash",
    "sitting_events.until": "a day",
    "sitting_events.device": "a name that a browser's tab gives itself",
    "sitting_events.release": "a number",
    "reported_results.scale_version": "a number",
    "sittings.pseudonym": "an id",
}
"""What is text and of no list, with the reason."""

HASHES = {"bank_version", "design", "engine_version", "programme", "key_id", "sealed_key", "identifier_key", "name_key"}
"""Names that hold an id, a hash or a version wherever they stand."""

NOT_SHOWN = {"key", "digest", "by", "reply", "owner", "row", "log_sha256", "reported_sha256", "completed_at"}
"""Names that a page leaves out, and a time that is text."""


def checked_values(table: Table) -> Iterator[tuple[str, list[str]]]:
    """The columns whose values a CHECK of the table lists."""
    for check in (each for each in table.constraints if isinstance(each, CheckConstraint)):
        if found := re.fullmatch(r'"?(\w+)"? IN \((.*)\)', str(check.sqltext)):
            yield f"{table.name}.{found[1]}", re.findall("'([^']+)'", found[2])


def roles(table: Table) -> Iterator[tuple[str, list[str]]]:
    """The columns that name people, who stand in a bundle by their role."""
    locator = table.info["declaration"].person
    if isinstance(locator, PersonColumns):
        names = {*locator.subjects, *locator.actors} - {"id"}
        yield from ((f"{table.name}.{name}", [*Role, "somebody"]) for name in sorted(names))


def all_values() -> dict[str, list[str]]:
    tables = located_tables(metadata)
    of_tables = {place: values for each in tables for place, values in (*checked_values(each), *roles(each))}
    return of_tables | {place: [str(each) for each in values] for place, values in VALUES.items()}


def texts() -> set[str]:
    """Every column and field of text that can stand on a page of a bundle."""
    columns = {
        f"{table.name}.{column.name}"
        for table in located_tables(metadata)
        for column in table.columns
        if isinstance(column.type, String)
    }
    events = [each for each in vars(event_types).values() if isinstance(each, type) and is_dataclass(each)]
    shapes = [("sitting_events", each) for each in events] + [("reported_results", ReportedResult)]
    of_text = {
        f"{table}.{field.name}" for table, shape in shapes for field in fields(shape) if "str" in str(field.type)
    }
    return {each for each in columns | of_text if each.partition(".")[2] not in HASHES | NOT_SHOWN}


def test_every_text_of_a_bundle_is_of_a_list_or_said_to_be_of_none() -> None:
    assert texts() - set(all_values()) - set(NOT_LISTED) == set()
    assert set(NOT_LISTED) - texts() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_list_is_told_in_words(language: Language) -> None:
    """Fault: a learner's Welsh copy said "discard", "glass broken", "support", "birth_date" and "head"."""
    places = [(*place.split("."), values) for place, values in all_values().items()]
    records = [
        {"table": table, "holds": {language: "x"}, "goes": {language: "x"}, "rows": [{name: each} for each in values]}
        for table, name, values in places
    ]
    document = {"made_on": "2026-11-25", "answers": {"given": True}, "records": records, "not_linkable": []}
    told = re.findall(r"<li><strong>[^<]*</strong>: (.*?)</li>", bundle_page(document, language))
    asked = [(f"{table}.{name}", value) for table, name, values in places for value in values]
    assert len(told) == len(asked)
    assert [(each, words) for each, words in zip(asked, told, strict=True) if words in ("", each[1])] == []
    assert [words for words in told if "_" in words or "{" in words] == []
