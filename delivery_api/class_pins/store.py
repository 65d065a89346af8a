"""The SQL of class PINs, their entries and late arrivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from delivery_api.audit.row_traces import YEAR_KEPT, RowTrace
from delivery_api.class_pins.tables import class_pins, late_arrivals, pin_entries
from delivery_api.class_pins.values import CAME_IN, ClassPin, Confirmation, PinEntry
from delivery_api.row_authentication.row_authenticator import is_genuine, signed
from delivery_api.row_authentication.row_mac import Row
from delivery_api.row_authentication.store import change_rows, end_rows, genuine_rows


def add_pin(connection: Connection, pin: ClassPin, lookup: bytes) -> None:
    """Add a PIN with the HMAC that finds it."""
    row = {"id": pin.id, "class": pin.class_id, "lookup": lookup, "key_id": pin.key_id, "actor": pin.actor}
    row |= {"made_at": pin.made_at, "until": pin.until, "made_from": pin.made_from}
    connection.execute(class_pins.insert().values(signed(connection, class_pins, row)))


def living_pin(connection: Connection, class_id: UUID, now: datetime) -> ClassPin | None:
    """The class's valid PIN; the newest if there are several."""
    query = select(class_pins).where(class_pins.c["class"] == class_id, class_pins.c.until > now)
    return _pin(connection, query.order_by(class_pins.c.made_at.desc(), class_pins.c.id).limit(1))


def pin_by_lookup(connection: Connection, lookups: Sequence[bytes], now: datetime) -> ClassPin | None:
    """The valid PIN with one of these HMACs, locked until the transaction ends so that a name is used once."""
    query = select(class_pins).where(class_pins.c.lookup.in_(lookups), class_pins.c.until > now)
    return _pin(connection, query.with_for_update())


def end_pins(connection: Connection, class_id: UUID, now: datetime) -> int:
    """End a class's valid PINs. Returns how many."""
    these = and_(class_pins.c["class"] == class_id, class_pins.c.until > now)
    return len(change_rows(connection, class_pins, these, {"until": now}))


def add_entry(connection: Connection, entry: PinEntry) -> None:
    """Add an entry."""
    connection.execute(pin_entries.insert().values(signed(connection, pin_entries, asdict(entry))))


def used_names(connection: Connection, pin: UUID) -> frozenset[UUID]:
    """The ids of the names used with a PIN that may not be used again."""
    found = _entries(connection, select(pin_entries).where(pin_entries.c.pin == pin))
    return frozenset(each.person for each in found if not each.again)


def allow_reuse(connection: Connection, pin: UUID, person: UUID) -> int:
    """Let a name be used once more. Returns the number of its entries."""
    these = and_(pin_entries.c.pin == pin, pin_entries.c.person == person)
    return len(change_rows(connection, pin_entries, these, {"again": True}))


def entries_of_class(connection: Connection, class_id: UUID, since: datetime) -> tuple[PinEntry, ...]:
    """The entries into a class since an instant, and the unconfirmed ones, latest first."""
    ours = select(class_pins.c.id).where(class_pins.c["class"] == class_id)
    wanted = and_(pin_entries.c.pin.in_(ours), or_(pin_entries.c.at >= since, pin_entries.c.settled.is_(None)))
    query = select(pin_entries).where(wanted).order_by(pin_entries.c.at.desc(), pin_entries.c.id)
    return _entries(connection, query)


def open_entry(connection: Connection, entry: UUID, class_id: UUID) -> PinEntry | None:
    """An entry into a class that staff have not confirmed, locked until the transaction ends."""
    ours = select(class_pins.c.id).where(class_pins.c["class"] == class_id)
    this = and_(pin_entries.c.id == entry, pin_entries.c.pin.in_(ours), _not_confirmed_by_staff())
    return next(iter(_entries(connection, select(pin_entries).where(this).with_for_update())), None)


def entry_to_ask(connection: Connection, person: UUID) -> PinEntry | None:
    """The earliest entry under a person's name of which neither they nor staff have said whose it was."""
    these = and_(pin_entries.c.person == person, pin_entries.c.settled.is_(None), pin_entries.c.denied.is_(None))
    found = _entries(connection, select(pin_entries).where(these).order_by(pin_entries.c.at).limit(1))
    return next(iter(found), None)


def note_answer(connection: Connection, entry: UUID, person: UUID, now: datetime, *, denied: bool) -> int:
    """Note what a learner says of an entry under their name. Returns 0 if there is nothing to say."""
    this = and_(pin_entries.c.id == entry, pin_entries.c.person == person, pin_entries.c.settled.is_(None))
    said = {"denied": denied} | (
        {} if denied else {"settled": Confirmation.SIGN_IN.value, "settled_at": now, "learner": person}
    )
    return len(change_rows(connection, pin_entries, this, said))


def unconfirmed_entries(connection: Connection, persons: Sequence[UUID]) -> tuple[PinEntry, ...]:
    """The entries under some people's names that no staff have confirmed, and those that are forged."""
    rows = connection.execute(select(pin_entries).where(pin_entries.c.person.in_(persons))).mappings().all()
    return tuple(
        _entry(row)
        for row in rows
        if row["settled"] != Confirmation.STAFF.value or not is_genuine(connection, pin_entries, row)
    )


def confirm_by_staff(
    connection: Connection, person: UUID, learner: UUID, now: datetime, entry: UUID | None = None
) -> None:
    """Record whom staff confirmed as the visitor, for one entry or for all that staff have not confirmed."""
    these = and_(pin_entries.c.person == person, _not_confirmed_by_staff())
    if entry is not None:
        these = and_(these, pin_entries.c.id == entry)
    confirmed = {"settled": Confirmation.STAFF.value, "settled_at": now, "learner": learner}
    change_rows(connection, pin_entries, these, confirmed)


def add_late_arrival(connection: Connection, person: UUID, class_id: UUID, actor: UUID, on: date) -> None:
    """Add a learner who was enrolled by hand."""
    row = {"person": person, "class": class_id, "actor": actor, "added_on": on}
    connection.execute(late_arrivals.insert().values(signed(connection, late_arrivals, row)))


def late_arrival_ids(connection: Connection, class_id: UUID) -> frozenset[UUID]:
    """The ids of the learners of a class who were enrolled by hand."""
    query = select(late_arrivals).where(late_arrivals.c["class"] == class_id)
    return frozenset(row["person"] for row in genuine_rows(connection, late_arrivals, query))


def delete_late_arrivals(connection: Connection, persons: Sequence[UUID]) -> None:
    """Delete late arrivals who were identified or whose time is up."""
    end_rows(connection, late_arrivals, late_arrivals.c.person.in_(persons))


def _pin(connection: Connection, query: Select[Any]) -> ClassPin | None:
    for row in genuine_rows(connection, class_pins, query):
        names = ("id", "class", "key_id", "actor", "made_at", "until", "made_from")
        return ClassPin(*(row[name] for name in names))
    return None


def _entries(connection: Connection, query: Select[Any]) -> tuple[PinEntry, ...]:
    return tuple(_entry(row) for row in genuine_rows(connection, pin_entries, query))


def _entry(row: Row) -> PinEntry:
    return PinEntry(**{field.name: row[field.name] for field in fields(PinEntry)})


def _not_confirmed_by_staff() -> ColumnElement[bool]:
    return or_(pin_entries.c.settled.is_(None), pin_entries.c.settled != Confirmation.STAFF.value)


VISITS = RowTrace(
    pin_entries.name,
    {CAME_IN: True},
    row_of=lambda act: (act.at,),  # whoever it was may have another id now
    there=lambda connection: {(at,) for at in connection.scalars(select(pin_entries.c.at))},
    kept_for=YEAR_KEPT,
)
"""A deleted visit would leave a result behind that seems confirmed."""
