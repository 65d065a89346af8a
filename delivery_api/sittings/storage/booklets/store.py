"""The SQL of booklets: which ones a trial has, and which one the next sitting gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from delivery_api.row_authentication.row_authenticator import require_genuine, row_signer_of
from delivery_api.sittings.storage.booklets.tables import booklets


@dataclass(frozen=True)
class Booklet:
    """A booklet: a test design of a trial's bank version."""

    bank_version: str
    design: str


@dataclass(frozen=True)
class BookletCount:
    """How many sittings have begun with a booklet in a year group and language."""

    booklet: str
    year: int
    language: str
    begun: int


def add_booklets(
    connection: Connection,
    programme: str,
    bank_version: str,
    designs: Iterable[str],
    years: Sequence[int],
    languages: Sequence[str],
) -> None:
    """Give a trial its booklets, each for every year group and language."""
    each = [
        {"booklet": design, "year_group": year, "language": language}
        for design in designs
        for year in years
        for language in languages
    ]
    of_trial = {"programme": programme, "bank_version": bank_version, "begun": 0}
    sign = row_signer_of(connection, booklets)
    connection.execute(booklets.insert(), [of_trial | row | {"mac": sign(of_trial | row)} for row in each])


def booklet_years(connection: Connection, programme: str) -> frozenset[int] | None:
    """The year groups that a trial has booklets for; None for a trial without booklets."""
    found = frozenset(connection.scalars(select(booklets.c.year_group).where(booklets.c.programme == programme)))
    return found or None


def booklet_banks(connection: Connection, programme: str) -> dict[str, str]:
    """The bank version of each booklet of a trial."""
    query = select(booklets.c.booklet, booklets.c.bank_version).where(booklets.c.programme == programme).distinct()
    return {row.booklet: row.bank_version for row in connection.execute(query)}


def begin_booklet(connection: Connection, programme: str, year: int, language: str) -> Booklet | None:
    """Count one more sitting for the booklet that fewest sittings have begun with, and give it (spiralling).

    Sittings that begin at once wait for one another here, so that a class gets its booklets in turn. A trial in one
    language gives its booklets to readers of the other too.

    Returns
    -------
    None for a trial without booklets for the year group

    Raises
    ------
    RowForged : the trial was not given this booklet
    """
    of_year = (booklets.c.programme == programme, booklets.c.year_group == year)
    # all rows of the year group in one order: who comes later waits, and reads what the one before has counted
    in_order = select(booklets).where(*of_year).order_by(booklets.c.booklet, booklets.c.language)
    rows = connection.execute(in_order.with_for_update()).all()
    rows = [row for row in rows if row.language == language] or list(rows)
    if not rows:
        return None
    chosen = min(rows, key=lambda row: (row.begun, row.booklet))
    require_genuine(connection, booklets, chosen._mapping)
    this = (booklets.c.booklet == chosen.booklet, booklets.c.language == chosen.language)
    connection.execute(update(booklets).where(*of_year, *this).values(begun=booklets.c.begun + 1))
    return Booklet(chosen.bank_version, chosen.booklet)


def booklet_counts(connection: Connection, programme: str) -> tuple[BookletCount, ...]:
    """How many sittings have begun with each booklet of a trial, in each year group and language."""
    query = select(booklets).where(booklets.c.programme == programme)
    rows = connection.execute(query.order_by(booklets.c.booklet, booklets.c.year_group, booklets.c.language))
    return tuple(BookletCount(row.booklet, row.year_group, row.language, row.begun) for row in rows)
