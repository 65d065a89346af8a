"""Everything that is held about one person, as one document in both languages, and nothing about anyone else.

Each row of the person stands in it once, under its table; what no id leads to is listed with the reason and the day on
which it goes. Other people appear by their role alone. `access_bundle.schema.json` describes the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table

from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.service import finished_subjects, result_of
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.declaration_messages import rules_sentence
from delivery_api.privacy.opened_rows import opened_row
from delivery_api.privacy.person_rows import PersonRows, rows_of
from delivery_api.privacy.registers.register_file import ExamScriptDecision
from delivery_api.privacy.rights import service, store
from delivery_api.privacy.rights.case_clock import Holidays
from delivery_api.privacy.rights.case_rules import require_step
from delivery_api.privacy.rights.rights_cases import RightsCase, StepKind
from delivery_api.privacy.rights.unlinked_data import unlinked_files, unlinked_tables
from delivery_api.privacy.withheld_rows import WITHHELD_ENTRIES, withheld_keys
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store as sittings
from delivery_api.storage.data_declaration import DataDeclaration, NamedInText, NoPerson, PersonColumns, ThroughSitting
from delivery_api.storage.database import metadata
from delivery_api.web.message_catalogue import translations
from reports import learner_feedback, learner_messages

FORMAT = "mesur-access-bundle-1"
LANGUAGES = ("cy", "en")
_PLACES = {"class": "classes", "school": "schools"}
_NOT_THEIRS = ("by", "reply", "digest", "key")
"""What an event holds beside the person's own data: who of the staff did it, and the next question."""


class UnmappedTable(Exception):
    """A table's declaration does not say how a person's rows are found, so that a bundle could not have them."""


@dataclass(frozen=True)
class BundleSource:
    """What a bundle is made from, and whether answers are given."""

    context: SittingContext
    ledger: Ledger
    exam_scripts: ExamScriptDecision

    @property
    def connection(self) -> Connection:
        """The transaction."""
        return self.context.connection

    @property
    def ring(self) -> KeyRing:
        """The keys."""
        return self.context.key_ring


def access_bundle(source: BundleSource, person: UUID, today: date, tables: MetaData = metadata) -> dict[str, Any]:
    """Return the document about one person; its values are those of JSON.

    Raises
    ------
    UnmappedTable
    """
    require_mapped(tables)
    found = rows_of(source.connection, person, tables)
    others = _others(source.connection, found)
    scripts = source.exam_scripts
    return {
        "format": FORMAT,
        "made_on": today.isoformat(),
        "answers": {"given": not scripts.withheld, "decided_by": scripts.decided_by, "reason": dict(scripts.reason)},
        "records": [record for each in found if (record := _record(source, each, person, others, tables))],
        "assessments": list(_assessments(source.context, person)),
        "trials": list(_trials(source.connection, found)),
        "ledger": _ledger_entries(source.ledger, person),
        "not_linkable": [*unlinked_tables(tables), *unlinked_files()],
    }


def make_bundle(
    source: BundleSource, case: RightsCase, officer: UUID, now: datetime, holidays: Holidays
) -> dict[str, Any]:
    """Make the bundle that answers a case, and record it.

    Raises
    ------
    StepNotPossible
    """
    connection, today = source.connection, london_date(now)
    require_step(case, service.steps_of(connection, case), StepKind.BUNDLE_MADE, "", today, holidays)
    service.record_step(connection, source.ledger, case, StepKind.BUNDLE_MADE, officer, now)
    return access_bundle(source, case.person, today)


def require_mapped(tables: MetaData) -> None:
    """Refuse tables of which nobody can say how a person's rows are found.

    Raises
    ------
    UnmappedTable
    """
    for table in tables.sorted_tables:
        declared = table.info.get("declaration")
        locator = declared.person if isinstance(declared, DataDeclaration) else None
        if not isinstance(locator, PersonColumns | ThroughSitting | NamedInText | NoPerson):
            msg = f"{table.name}: expected a declaration that says how a person's rows are found, got {locator!r}"
            raise UnmappedTable(msg)


def in_both(words: str) -> dict[str, str]:
    """Return a sentence of the catalogue in both languages."""
    return {language: translations(language).gettext(words) for language in LANGUAGES}


@dataclass(frozen=True)
class _Others:
    """The roles of other people and the names of places that a person's rows refer to."""

    roles: Mapping[UUID, str]
    places: Mapping[UUID, str]


def _others(connection: Connection, found: Sequence[PersonRows]) -> _Others:
    ids = {value for each in found for row in (*each.subject, *each.actor) for value in row.values()}
    uuids = [each for each in ids if isinstance(each, UUID)]
    return _Others(store.roles(connection, uuids), store.places(connection, uuids))


def _record(
    source: BundleSource, found: PersonRows, person: UUID, others: _Others, tables: MetaData
) -> dict[str, Any] | None:
    """Return the record of a table; None where no row of it is told."""
    table = tables.tables[found.table]
    declared: DataDeclaration = table.info["declaration"]
    keys, hidden = [column.name for column in table.primary_key], withheld_keys(source.connection, table, person)
    subject = [row for row in found.subject if tuple(row[name] for name in keys) not in hidden]
    acts = [row for row in found.actor if row not in found.subject]
    if not subject and not acts:
        return None
    return {
        "table": found.table,
        "purpose": declared.purpose.value,
        "holds": in_both(declared.why),
        "goes": {language: rules_sentence(declared, translations(language)) for language in LANGUAGES},
        "rows": [_own(source, table, row, person, others) for row in subject],
        "acts": [_act(table, row, others) for row in acts],
    }


def _own(source: BundleSource, table: Table, row: Mapping[str, Any], person: UUID, others: _Others) -> dict[str, Any]:
    told = opened_row(source.ring, table.name, row)
    if "event" in told:
        told["event"] = _event(told["event"], given=not source.exam_scripts.withheld)
    if table.name == "audit" and told["actor"] != person:
        told["at"] = london_date(told["at"])  # who looked is told by role and day
    return {name: _told(name, value, _people(table), person, others) for name, value in told.items()}


def _event(event: Mapping[str, Any], *, given: bool) -> dict[str, Any]:
    told = {name: value for name, value in event.items() if name not in _NOT_THEIRS}
    if "response" in told and not given:
        told["response"] = None
    return told


def _act(table: Table, row: Mapping[str, Any], others: _Others) -> dict[str, Any]:
    """Return what the person did, without whom or what they did it to."""
    hidden = _people(table) | {"thing", "id", "sitting", "case", "reference"}
    kept = {name: value for name, value in row.items() if name not in hidden and not isinstance(value, bytes | UUID)}
    return {name: _told(name, value, frozenset(), UUID(int=0), others) for name, value in kept.items()}


def _people(table: Table) -> frozenset[str]:
    locator = table.info["declaration"].person
    return frozenset((*locator.subjects, *locator.actors)) if isinstance(locator, PersonColumns) else frozenset()


def _told(name: str, value: Any, people: frozenset[str], person: UUID, others: _Others) -> Any:  # noqa: ANN401 - JSON
    if name in people and isinstance(value, UUID):
        return "you" if value == person else others.roles.get(value, "somebody")
    if name in _PLACES and isinstance(value, UUID):
        return others.places.get(value, str(value))
    return json_value(value)


def json_value(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON has it."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(name): json_value(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [json_value(each) for each in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _assessments(context: SittingContext, person: UUID) -> Iterator[dict[str, Any]]:
    for subject in finished_subjects(context.connection, person):
        try:
            result, topics = result_of(context, person, subject)
        except ResultUnverified:
            continue  # its rows are in the copy like all others
        feedback = learner_feedback(result, topics)
        yield {
            "subject": subject,
            "finished_on": result.finished_on.isoformat(),
            "feedback": {
                language: json_value(asdict(learner_messages(feedback, language, translations(language))))
                for language in LANGUAGES
            },
        }


def _trials(connection: Connection, found: Sequence[PersonRows]) -> Iterator[dict[str, Any]]:
    """Yield the trials that the person took part in; what they answered is under a pseudonym that nothing leads to."""
    attended = [row["programme"] for each in found if each.table == "trial_attendance" for row in each.subject]
    for programme in filter(None, (sittings.programme(connection, id_) for id_ in attended)):
        due_by = programme.trial_due_by.isoformat()
        yield {"trial": programme.name or programme.id, "answers_linkable": False, "destroyed_by": due_by}


def _ledger_entries(ledger: Ledger, person: UUID) -> list[dict[str, str]]:
    if not ledger.path.exists():
        return []
    told = [each for each in ledger.entries() if each.kind not in WITHHELD_ENTRIES]
    mine = [each for each in told if (each.facts or {}).get("person") == str(person)]
    return [{"act": each.kind, "on": london_date(each.instant).isoformat()} for each in mine]
