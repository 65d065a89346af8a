"""Whose data a breach reached: found by the declarations of the tables, or by the audit where one account is known.

What was answered in trials stands under pseudonyms; of a trial those are found who attended it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, MetaData

from delivery_api.audit import audit_log
from delivery_api.privacy.breaches import store
from delivery_api.privacy.breaches.breaches import Breach, BreachScope
from delivery_api.privacy.person_rows import people_in
from delivery_api.storage.data_declaration import DataDeclaration, NoPerson
from delivery_api.storage.database import metadata


@dataclass(frozen=True)
class AffectedSchool:
    """A school, or another organisation, and how many of its people a breach reached.

    Parameters
    ----------
    kind : of the organisation; letters are written to a "school" alone
    """

    school: UUID
    name: str
    kind: str
    count: int


@dataclass(frozen=True)
class AffectedPeople:
    """Whose data a breach reached.

    Parameters
    ----------
    people : everybody whose record is held, each with their school
    others : how many ids there are beside, of people whose record is held no more: nobody can be told
    schools : the one with most of them first
    holds : what the tables hold that it reached, as the declarations say
    """

    people: dict[UUID, UUID]
    others: int
    schools: tuple[AffectedSchool, ...]
    holds: tuple[str, ...]


def affected_people(connection: Connection, breach: Breach, tables: MetaData = metadata) -> AffectedPeople:
    """Find whose data a breach reached."""
    ids = _by_audit(connection, breach) if breach.scope.actor else _by_tables(connection, breach.scope, tables)
    known = store.schools_of(connection, sorted(ids))
    theirs = {person: school for person, school in known.items() if breach.scope.school in (None, school)}
    counts = Counter(theirs.values())
    places = store.organisations_by_id(connection, list(counts))
    schools = tuple(AffectedSchool(id_, *places[id_], count) for id_, count in counts.most_common())
    others = 0 if breach.scope.school else len(ids) - len(known)
    return AffectedPeople(theirs, others, schools, tuple(_holds(breach.scope, tables)))


def _by_audit(connection: Connection, breach: Breach) -> frozenset[UUID]:
    found = audit_log.affected_learners(connection, breach.began_at, breach.ended_at, actor=breach.scope.actor)
    return frozenset(each.learner for each in found)


def _by_tables(connection: Connection, scope: BreachScope, tables: MetaData) -> frozenset[UUID]:
    found: set[UUID] = set()
    for table in tables.sorted_tables:
        if _declared(tables, table.name).purpose in scope.purposes:
            found |= people_in(connection, table, scope.programme)
    return frozenset(found)


def _holds(scope: BreachScope, tables: MetaData) -> Iterator[str]:
    for name in sorted(tables.tables):
        declared = _declared(tables, name)
        if declared.purpose in scope.purposes and not isinstance(declared.person, NoPerson):
            yield declared.why


def _declared(tables: MetaData, name: str) -> DataDeclaration:
    found: DataDeclaration = tables.tables[name].info["declaration"]
    return found
