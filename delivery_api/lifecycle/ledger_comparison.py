"""Compares the database with the ledger: whether a duty that the ledger names is still there, and none that it ended.

A row's code shows who wrote it, not that a row was deleted or that an earlier one was put back. Of restrictions,
erasures, legal holds, cases, breaches, extracts, trials, destroyed and changed keys the ledger says what must stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, MetaData, and_, exists, select

from delivery_api.dates.school_calendar import months_after
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.ledger_entries import FACTS_MONTHS, SHORTER_FACTS_MONTHS, Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.schema import metadata
from delivery_api.national.lost_releases import lost_releases

HOLD_ROWS_MONTHS = 12
"""How long the row of a hold stays after its end."""

_Last = dict[tuple[str, ...], Entry]
"""The last entry about each thing."""


@dataclass(frozen=True)
class Contradiction:
    """What the database says otherwise than the ledger.

    Parameters
    ----------
    entry : the number of the ledger's entry
    kind : what the entry says
    """

    entry: int
    kind: str


def comparisons(
    connection: Connection, ledger: Ledger, today: date, tables: MetaData = metadata
) -> Iterator[tuple[str, Callable[[], Iterator[Contradiction]]]]:
    """Yield what finds the entries that the database contradicts, table by table, and the table's name.

    Entries that the database never knew say nothing, nor facts that have expired. Each may raise `LedgerRefused`.
    """
    read = _Database(connection, tables, today)
    for table, check in _CHECKS.items():
        yield table, partial(_contradicted, check, read, ledger)
    yield "national_releases", partial(_releases, connection, ledger)


def compared_tables() -> frozenset[str]:
    """Return the tables in which the ledger misses a row; steps of cases and breaches go with their files."""
    compared = frozenset(check.split()[0] for check in _CHECKS)
    return compared | {"case_steps", "breach_steps", "national_releases"}


def forgotten_entries(connection: Connection, ledger: Ledger) -> Iterator[Contradiction]:
    """Yield the entries that a database has forgotten and that change it; one that is being written is waited for.

    Its position is under no code: whoever sets it back would have no entry compared.

    Raises
    ------
    LedgerRefused : the database names an entry that the ledger has not
    KeyGone
    """
    unknown = ledger.require_not_cut(connection)
    if any(each.changes_the_database for each in unknown) and ledger.is_ahead_of(connection):
        for entry in ledger.require_not_cut(connection):
            if entry.changes_the_database:
                yield Contradiction(entry.number, entry.kind)


def _contradicted(check: _Check, read: _Database, ledger: Ledger) -> Iterator[Contradiction]:
    known = ledger_store.position(read.connection)
    entries = [each for each in ledger.entries_of(*_KINDS) if each.facts and known and each.number <= known[0]]
    for entry in check(read, entries):
        yield Contradiction(entry.number, entry.kind)


@dataclass(frozen=True)
class _Database:
    connection: Connection
    tables: MetaData
    today: date

    def has(self, table: str, /, **values: Any) -> bool:  # noqa: ANN401 - values of any column
        """Whether a table has a row with some values; None stands for no value."""
        return bool(self.connection.scalar(select(exists().where(self._these(table, values)))))

    def _these(self, table: str, values: Mapping[str, Any]) -> ColumnElement[bool]:
        columns = self.tables.tables[table].c
        return and_(*(columns[name].is_not_distinct_from(value) for name, value in values.items()))


_Check = Callable[[_Database, list[Entry]], Iterator[Entry]]


def _restrictions(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    kinds = (EntryKind.RESTRICTED, EntryKind.RESTRICTION_LIFTED)
    for (person,), entry in _last(entries, kinds, lambda facts: [(facts["person"],)]).items():
        id_, facts = UUID(person), entry.facts or {}
        if entry.kind == EntryKind.RESTRICTION_LIFTED:
            stands = not read.has("restrictions", person=id_)
        else:
            row = {"person": id_, "ground": facts["ground"], "made_on": date.fromisoformat(facts["on"])}
            stands = not read.has("people", id=id_) or read.has("restrictions", **row)
        if not stands:
            yield entry


def _erasures(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    for (key, value), entry in _last(entries, (EntryKind.ERASED, EntryKind.ERASURE_LIFTED), _identifiers).items():
        facts = entry.facts or {}
        noted = read.has("erasures", identifier_key=key, identifier=bytes.fromhex(value))
        lifted = entry.kind == EntryKind.ERASURE_LIFTED
        over = not lifted and months_after(date.fromisoformat(facts["on"]), FACTS_MONTHS) <= read.today
        if noted is lifted and not over:
            yield entry


def _identifiers(facts: Mapping[str, Any]) -> list[tuple[str, ...]]:
    given = facts.get("identifiers") or [(facts["identifier_key"], facts["identifier"])]
    return [(key, value) for key, value in given]


def _holds(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    released: dict[tuple[Any, ...], Entry] = {}
    for entry in reversed([each for each in entries if each.kind in (EntryKind.HELD, EntryKind.HOLD_RELEASED)]):
        facts = entry.facts or {}
        programme, person = facts.get("programme"), UUID(facts["person"]) if "person" in facts else None
        if entry.kind == EntryKind.HOLD_RELEASED:
            released[programme, person] = entry
            continue
        ends_on, end = date.fromisoformat(facts["ends_on"]), released.get((programme, person))
        released_on = date.fromisoformat((end.facts or {})["released_on"]) if end else None
        if released_on is not None and released_on > ends_on:  # it had ended by itself
            released_on = None
        over = months_after(ends_on, HOLD_ROWS_MONTHS) <= read.today or not (
            read.has("people", id=person) if person else read.has("programmes", id=programme)
        )
        row = {"id": UUID(facts["hold"]), "ends_on": ends_on, "released_on": released_on}
        if not over and not read.has("legal_holds", **row):
            yield end or entry


def _cases(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    months = SHORTER_FACTS_MONTHS[EntryKind.RIGHTS_CASE]
    for (case,), entry in _last(entries, (EntryKind.RIGHTS_CASE,), lambda facts: [(facts["case"],)]).items():
        facts = entry.facts or {}
        over = months_after(date.fromisoformat(facts["received_on"]), months) <= read.today
        wanted: dict[str, Any] = {"id": UUID(case)} | ({} if facts["closed_on"] else {"closed_on": None})
        step = {"case": UUID(case), "number": facts["step"]["number"], "kind": facts["step"]["kind"]}
        if not over and not (read.has("rights_cases", **wanted) and read.has("case_steps", **step)):
            yield entry


def _breaches(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    months = SHORTER_FACTS_MONTHS[EntryKind.BREACH]
    for (breach,), entry in _last(entries, (EntryKind.BREACH,), lambda facts: [(facts["breach"],)]).items():
        facts = entry.facts or {}
        over = months_after(datetime.fromisoformat(facts["known_at"]).date(), months) <= read.today
        closed_at = datetime.fromisoformat(facts["closed_at"]) if facts["closed_at"] else None
        row = {"id": UUID(breach), "risk": facts["risk"], "closed_at": closed_at}
        step = {"breach": UUID(breach), "number": facts["step"]["number"], "kind": facts["step"]["kind"]}
        if not over and not (read.has("breaches", **row) and read.has("breach_steps", **step)):
            yield entry


def _trials(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    kinds = (EntryKind.TRIAL_PLANNED, EntryKind.TRIAL_LOST)
    for (trial,), entry in _last(entries, kinds, lambda facts: [(facts["trial"],)]).items():
        if entry.kind == EntryKind.TRIAL_PLANNED and not read.has("programmes", id=trial):
            yield entry


def _extracts(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    def place(facts: Mapping[str, Any]) -> list[tuple[str, ...]]:
        return [(facts["programme"], facts["path"])]

    for (programme, path), entry in _last(entries, (EntryKind.EXTRACT_REGISTERED,), place).items():
        if read.has("programmes", id=programme) and not read.has("trial_extracts", programme=programme, path=path):
            yield entry


def _completions(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    kinds = (EntryKind.TRIAL_COMPLETED, EntryKind.COMPLETION_AMENDED)
    for (trial,), entry in _last(entries, kinds, lambda facts: [(facts["trial"],)]).items():
        on = date.fromisoformat((entry.facts or {})["on"])
        if read.has("programmes", id=trial) and not read.has("programmes", id=trial, completed_on=on):
            yield entry


def _keys(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    for entry in (each for each in entries if each.kind == EntryKind.KEYS_DESTROYED):
        if any(read.has("keys", id=each, destroyed_at=None) for each in (entry.facts or {})["keys"]):
            yield entry


def _changed_keys(read: _Database, entries: list[Entry]) -> Iterator[Entry]:
    for (key,), entry in _last(entries, (EntryKind.KEY_CHANGED,), lambda facts: [(facts["key"],)]).items():
        facts = entry.facts or {}
        head = bytes.fromhex(facts["head"])
        if not read.has("audit_segments", number=facts["segment"], head=head, next_key_id=key):
            yield entry


def _releases(connection: Connection, ledger: Ledger) -> Iterator[Contradiction]:
    """Where a backup was restored since, a release may be lost that nobody deleted."""
    for lost in lost_releases(connection, ledger):
        if not lost.before_restore:
            yield Contradiction(lost.entry.number, lost.entry.kind)


def _last(
    entries: list[Entry],
    kinds: tuple[EntryKind, ...],
    things: Callable[[Mapping[str, Any]], list[tuple[str, ...]]],
) -> _Last:
    return {thing: each for each in entries if each.kind in kinds for thing in things(each.facts or {})}


_KINDS = (
    *(EntryKind.RESTRICTED, EntryKind.RESTRICTION_LIFTED, EntryKind.ERASED, EntryKind.ERASURE_LIFTED),
    *(EntryKind.HELD, EntryKind.HOLD_RELEASED, EntryKind.RIGHTS_CASE, EntryKind.EXTRACT_REGISTERED),
    *(EntryKind.BREACH, EntryKind.TRIAL_PLANNED, EntryKind.TRIAL_LOST),
    *(EntryKind.TRIAL_COMPLETED, EntryKind.COMPLETION_AMENDED, EntryKind.KEYS_DESTROYED),
    EntryKind.KEY_CHANGED,
)

_CHECKS: Mapping[str, _Check] = {
    "restrictions": _restrictions,
    "erasures": _erasures,
    "legal_holds": _holds,
    "rights_cases": _cases,
    "breaches": _breaches,
    "programmes planned": _trials,
    "trial_extracts": _extracts,
    "programmes completed": _completions,
    "keys": _keys,
    "audit_segments": _changed_keys,
}
