"""The places of learners in trials, derived at sign-in while the identifier is known."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import TrialSeat
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.booklets.store import booklet_years
from delivery_api.sittings.values import Programme
from delivery_api.trials import store
from delivery_api.trials.plan_verification import has_its_booklets

log = logging.getLogger("mesur")


def seats(
    connection: Connection,
    ring: KeyRing,
    classes: Mapping[UUID, int],
    identifier: str,
    today: date,
    *,
    restricted: bool = False,
    objected: Collection[str] = (),
    accepted: Collection[str] = (),
) -> Iterator[TrialSeat]:
    """A learner's places in the open trials, of those with booklets in the ones that have begun and ask the year group.

    Pseudonym and sitting id are HMACs under the trial's own key: nothing stored links the person to them, and
    destroying the key makes the link impossible to recompute.

    Parameters
    ----------
    classes : class → the learner's year group
    identifier : as the sign-in provider gives it; spellings of one identifier give one place
    restricted : whether the learner's data are restricted: then no trial is offered, and what they answered before is
        left out of extracts from now on
    objected : the trials that the learner objected to; likewise
    accepted : the trials that the learner's school accepted; they invite no classes
    """
    _follow(connection, ring, identifier, objected, restricted=restricted)
    if restricted:
        return
    for programme in sorted({*store.invited(connection, classes), *accepted}):
        if programme in objected:
            continue
        year = max(classes.values())
        try:
            trial = sittings.programme(connection, programme)
            if trial is not None and trial.takes_sign_ins(today) and _asks(connection, trial.id, year, today):
                yield _seat(ring.read(trial.key_id), trial, identifier, year)
        except KeyGone as gone:
            # A lost key of one trial must not prevent other assessments, nor must its altered row.
            log.error("no place in %s for those signing in: key %s is missing", programme, gone.key_id)
        except RowForged:
            log.error("no place in %s for those signing in: its row was altered", programme)


def _asks(connection: Connection, programme: str, year: int, today: date) -> bool:
    """Whether a trial has begun and has booklets for a year group; one without a plan asks every year group."""
    try:
        plan = store.plan_of(connection, programme)
        is_whole = plan is None or has_its_booklets(connection, programme, plan)
    except RowForged:
        is_whole, plan = False, None
    if not is_whole:
        log.error("no place in %s for those signing in: its plan or its booklets are not those it was given", programme)
        return False
    years = booklet_years(connection, programme)
    return (plan is None or plan.opens_on <= today) and (years is None or year in years)


def _follow(
    connection: Connection, ring: KeyRing, identifier: str, objected: Collection[str], *, restricted: bool
) -> None:
    """Let the marks of what is left out follow a restriction and objections."""
    if restricted or objected or store.has_withdrawals(connection):
        withdraw(connection, ring, identifier, withdrawn=restricted, but=objected)
        for programme in objected:
            withdraw_from(connection, ring, programme, identifier)


def _seat(key: Key, trial: Programme, identifier: str, year_group: int) -> TrialSeat:
    known_as = canonical(identifier)
    pseudonym = key.fingerprint("pseudonym", known_as).hex()
    return TrialSeat(trial.id, pseudonym, _sitting(key, known_as), trial.subject or "", year_group)


def _sitting(key: Key, known_as: str) -> UUID:
    return UUID(bytes=key.fingerprint("sitting", known_as)[:16], version=4)


def canonical(identifier: str) -> str:
    """The one spelling of an identifier: without outer spaces, in Unicode's composed form, a UPN in capitals."""
    return parse_identifier(unicodedata.normalize("NFC", identifier.strip())).value


def sittings_of(connection: Connection, ring: KeyRing, identifier: str) -> Iterator[tuple[str, UUID]]:
    """A learner's sittings in the trials whose key lives, as (trial, sitting)."""
    for trial, key in _living_trials(connection, ring):
        sitting = _sitting(key, canonical(identifier))
        if sittings.find(connection, sitting) is not None:
            yield trial, sitting


def withdraw(
    connection: Connection, ring: KeyRing, identifier: str, *, withdrawn: bool = True, but: Collection[str] = ()
) -> None:
    """Leave a learner's sittings out of the extracts of every trial whose key lives, or take them in again.

    What is stored is an HMAC of the sitting's id under the trial's key, also for trials that the learner has not sat,
    so that the table links no person to a sitting.

    Parameters
    ----------
    but : trials that are let be: those that the learner objected to
    """
    for trial, key in _living_trials(connection, ring):
        if trial not in but:
            mark = withdrawal_mark(key, _sitting(key, canonical(identifier)))
            store.set_withdrawn(connection, trial, mark, withdrawn=withdrawn)


def withdraw_from(
    connection: Connection, ring: KeyRing, programme: str, identifier: str, *, withdrawn: bool = True
) -> None:
    """Leave a learner's sitting out of the extracts of one trial, or take it in again; nothing if its key is gone."""
    withdraw(
        connection,
        ring,
        identifier,
        withdrawn=withdrawn,
        but=[trial for trial, _ in _living_trials(connection, ring) if trial != programme],
    )


def _living_trials(connection: Connection, ring: KeyRing) -> Iterator[tuple[str, Key]]:
    """The trials that are not destroyed, with their keys; those whose key file is missing are left out."""
    for trial in sittings.all_programmes(connection):
        if trial.kind == "trial" and trial.destroyed_on is None:
            try:
                yield trial.id, ring.read(trial.key_id)
            except KeyGone:
                continue


def withdrawal_mark(key: Key, sitting: UUID) -> bytes:
    """The mark of a sitting that is left out of extracts, 32 bytes."""
    return key.fingerprint("withdrawn", str(sitting))
