"""What an expanding migration may do, and what it may not."""

from __future__ import annotations

import pytest

from tests.support.additive_migrations import non_additive_statements

ADDS = [
    ["CREATE TABLE pets ( id INTEGER )", "CREATE UNIQUE INDEX u ON pets (id)", "INSERT INTO pets (id) VALUES (1)"],
    ["ALTER TABLE sittings ADD COLUMN note VARCHAR(20)"],
    ["ALTER TABLE schools ADD COLUMN kind VARCHAR(12) DEFAULT 'school' NOT NULL"],
    ['CREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "people" ("kind")'],
    ['CREATE INDEX "i" ON ONLY "sittings" ("state")', 'ALTER INDEX "i" ATTACH PARTITION "i_2026_27"'],
    ["UPDATE alembic_version SET version_num='0009' WHERE alembic_version.version_num = '0008'"],
]
DOES_MORE = [
    "DROP TABLE pets",
    "DROP INDEX i",
    "ALTER TABLE people DROP COLUMN post",
    "ALTER TABLE people RENAME TO persons",
    "ALTER TABLE people RENAME COLUMN post TO role",
    "ALTER TABLE people ADD COLUMN age INTEGER NOT NULL",
    "ALTER TABLE people ADD COLUMN age INTEGER CHECK (age > 3)",
    "ALTER TABLE people ADD COLUMN friend UUID REFERENCES people (id)",
    "ALTER TABLE people ADD CONSTRAINT c CHECK (kind <> 'pet')",
    "ALTER TABLE people ALTER COLUMN post SET NOT NULL",
    "CREATE UNIQUE INDEX CONCURRENTLY u ON people (post)",
    "CREATE INDEX i ON people (post)",
    "CREATE TRIGGER t BEFORE UPDATE ON people",
    "DELETE FROM sessions",
    "UPDATE people SET post = 'head'",
    "INSERT INTO people (id) VALUES (1)",
]


@pytest.mark.parametrize("statements", ADDS, ids=lambda statements: statements[0])
def test_what_adds_is_let_through(statements: list[str]) -> None:
    assert non_additive_statements(statements, concurrently=True) == []


@pytest.mark.parametrize("statement", DOES_MORE)
def test_what_does_more_is_found(statement: str) -> None:
    assert non_additive_statements([statement], concurrently=True) == [statement]


def test_sqlite_builds_no_index_beside_writers_and_need_not() -> None:
    assert non_additive_statements(["CREATE INDEX i ON people (post)"], concurrently=False) == []
