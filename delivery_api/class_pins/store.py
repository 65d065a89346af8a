"""The SQL of class PINs, of who came in with them, and of late arrivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from delivery_api.class_pins.tables import class_pins, late_arrivals, pin_entries
from delivery_api.class_pins.values import ClassPin, Entry, Settled

_PIN = tuple(class_pins.c[name] for name in ("id", "class", "key_id", "actor", "made_at", "until"))


def add_pin(connection: Connection, pin: ClassPin, lookup: bytes) -> None:
    """A new PIN, found by the HMAC of it."""
    row = {"id": pin.id, "class": pin.class_id, "lookup": lookup, "key_id": pin.key_id, "actor": pin.actor}
    connection.execute(class_pins.insert().values(row | {"made_at": pin.made_at, "until": pin.until}))


def living_pin(connection: Connection, class_id: UUID, now: datetime) -> ClassPin | None:
    """The PIN that lets a class in now; of several the newest."""
    query = select(*_PIN).where(class_pins.c["class"] == class_id, class_pins.c.until > now)
    row = connection.execute(query.order_by(class_pins.c.made_at.desc(), class_pins.c.id).limit(1)).one_or_none()
    return ClassPin(*row) if row else None


def pin_by_lookup(connection: Connection, lookups: Sequence[bytes], now: datetime) -> ClassPin | None:
    """The PIN behind an HMAC that lets in now, held until the transaction ends: one name, one entry."""
    query = select(*_PIN).where(class_pins.c.lookup.in_(lookups), class_pins.c.until > now)
    row = connection.execute(query.with_for_update()).one_or_none()
    return ClassPin(*row) if row else None


def end_pins(connection: Connection, class_id: UUID, now: datetime) -> int:
    """Let a class's PINs let nobody in any more; how many did."""
    these = and_(class_pins.c["class"] == class_id, class_pins.c.until > now)
    return connection.execute(update(class_pins).where(these).values(until=now)).rowcount


def add_entry(connection: Connection, entry: Entry) -> None:
    """Somebody has come in."""
    connection.execute(pin_entries.insert().values(asdict(entry)))


def taken(connection: Connection, pin: UUID) -> frozenset[UUID]:
    """The names that somebody has come in under, and that are not to be taken again."""
    query = select(pin_entries.c.person).where(pin_entries.c.pin == pin, pin_entries.c.again.is_(False))
    return frozenset(connection.scalars(query))


def let_in_again(connection: Connection, pin: UUID, person: UUID) -> int:
    """A name may be taken once more; how many entries it had."""
    these = and_(pin_entries.c.pin == pin, pin_entries.c.person == person)
    return connection.execute(update(pin_entries).where(these).values(again=True)).rowcount


def entries_of_class(connection: Connection, class_id: UUID, since: datetime) -> tuple[Entry, ...]:
    """Who came into a class with its PINs since an instant, or is still to be settled; the latest first."""
    ours = select(class_pins.c.id).where(class_pins.c["class"] == class_id)
    wanted = and_(pin_entries.c.pin.in_(ours), or_(pin_entries.c.at >= since, pin_entries.c.settled.is_(None)))
    query = select(pin_entries).where(wanted).order_by(pin_entries.c.at.desc(), pin_entries.c.id)
    return tuple(Entry(*row) for row in connection.execute(query))


def open_entry(connection: Connection, entry: UUID, class_id: UUID) -> Entry | None:
    """An entry into a class that staff have not settled, held until the transaction ends."""
    ours = select(class_pins.c.id).where(class_pins.c["class"] == class_id)
    this = and_(pin_entries.c.id == entry, pin_entries.c.pin.in_(ours), _not_said_by_staff())
    row = connection.execute(select(pin_entries).where(this).with_for_update()).one_or_none()
    return Entry(*row) if row else None


def met_again(connection: Connection, person: UUID, now: datetime) -> int:
    """Somebody has signed in since: the visits under their name that nobody has settled are theirs; how many."""
    these = and_(pin_entries.c.person == person, pin_entries.c.settled.is_(None))
    said = {"settled": Settled.SIGN_IN.value, "settled_at": now, "learner": person}
    return connection.execute(update(pin_entries).where(these).values(said)).rowcount


def settle(connection: Connection, person: UUID, learner: UUID, now: datetime, entry: UUID | None = None) -> None:
    """Staff say who it was that came in under a name: that one time, or every time that they have not said."""
    these = and_(pin_entries.c.person == person, _not_said_by_staff())
    if entry is not None:
        these = and_(these, pin_entries.c.id == entry)
    said = {"settled": Settled.STAFF.value, "settled_at": now, "learner": learner}
    connection.execute(update(pin_entries).where(these).values(said))


def add_arrival(connection: Connection, person: UUID, class_id: UUID, actor: UUID, on: date) -> None:
    """Somebody was put into a class by hand."""
    row = {"person": person, "class": class_id, "actor": actor, "added_on": on}
    connection.execute(late_arrivals.insert().values(row))


def arrivals(connection: Connection, class_id: UUID) -> frozenset[UUID]:
    """Those in a class who were put there by hand."""
    return frozenset(connection.scalars(select(late_arrivals.c.person).where(late_arrivals.c["class"] == class_id)))


def forget_arrivals(connection: Connection, gone: Sequence[UUID]) -> None:
    """It is settled who they were, or their time is up."""
    connection.execute(delete(late_arrivals).where(late_arrivals.c.person.in_(gone)))


def forget_pins(connection: Connection, before: datetime) -> int:
    """Remove the PINs that ended before an instant, and who came in with them; how many PINs."""
    over = select(class_pins.c.id).where(class_pins.c.until < before)
    connection.execute(delete(pin_entries).where(pin_entries.c.pin.in_(over)))
    return connection.execute(delete(class_pins).where(class_pins.c.until < before)).rowcount


def _not_said_by_staff() -> ColumnElement[bool]:
    return or_(pin_entries.c.settled.is_(None), pin_entries.c.settled != Settled.STAFF.value)
