"""The SQL of plans, invitations, attendance, extracts and withdrawals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from delivery_api.row_authentication.row_authenticator import RowForged, refuse_row, signed
from delivery_api.row_authentication.store import change_rows, end_rows, genuine_rows
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import attendance, programmes
from delivery_api.storage.database import AnyRow, dialect_insert
from delivery_api.trials.extract import WrittenExtract
from delivery_api.trials.tables import extracts, invitations, overwritten_extracts, plans, withdrawals


@dataclass(frozen=True)
class ExtractRecord:
    """A registered extract.

    Parameters
    ----------
    sha256 : of its manifest as it was written; None for one that was never finished, or from an earlier release
    destroyed_on : when this service destroyed it
    released_on : when a named person answered for one that is not where it was written
    """

    path: Path
    made_on: date
    sha256: str | None
    destroyed_on: date | None
    released_on: date | None


@dataclass(frozen=True)
class PlanRecord:
    """The plan of a trial, as it was created.

    Parameters
    ----------
    document : `trial_plans.read_planned` reads it
    sha256 : of the document
    bank_version : the trial's own
    """

    document: bytes
    sha256: str
    bank_version: str
    opens_on: date


def add_plan(connection: Connection, programme: str, plan: PlanRecord) -> None:
    """Give a trial its plan."""
    connection.execute(plans.insert().values(signed(connection, plans, {"programme": programme, **asdict(plan)})))


def plan_of(connection: Connection, programme: str) -> PlanRecord | None:
    """The plan of a trial; None for a trial without one.

    Raises
    ------
    RowForged : the trial was not given this plan, the document is not the one that the hash names, or it was deleted
    """
    found = genuine_rows(connection, plans, select(plans).where(plans.c.programme == programme))
    trial = sittings.programme(connection, programme)
    created_with = trial.plan_sha256 if trial else None
    if not found:
        if created_with is not None:
            raise RowForged(table=plans.name)
        return None
    plan = PlanRecord(**{name: value for name, value in found[0].items() if name != "programme"})
    if sha256(plan.document).hexdigest() != plan.sha256 or created_with not in (None, plan.sha256):
        raise RowForged(table=plans.name)
    return plan


def planned_programmes(connection: Connection) -> Sequence[str]:
    """The trials with a plan, also of which it was deleted."""
    created_with = select(programmes.c.id).where(programmes.c.plan_sha256.is_not(None))
    return sorted(connection.scalars(select(plans.c.programme).union(created_with)))


def opens_on(connection: Connection, programme: str) -> date | None:
    """The first day of a trial with a plan; None for a trial without one."""
    plan = plan_of(connection, programme)
    return plan.opens_on if plan else None


def invite(connection: Connection, programme: str, classes: Iterable[UUID]) -> None:
    """Invite classes to a trial."""
    rows = [signed(connection, invitations, {"programme": programme, "class": class_id}) for class_id in classes]
    if rows:
        connection.execute(invitations.insert(), rows)


def invited(connection: Connection, classes: Iterable[UUID]) -> Sequence[str]:
    """The trials that some classes are invited to."""
    query = select(invitations).where(invitations.c["class"].in_(list(classes)))
    return sorted({row["programme"] for row in genuine_rows(connection, invitations, query)})


def record_attendance(connection: Connection, programme: str, learner: UUID) -> None:
    """Record that a learner took part; concurrent requests record it once."""
    row = dialect_insert(connection)(attendance).values(programme=programme, learner=learner)
    connection.execute(row.on_conflict_do_nothing(index_elements=["programme", "learner"]))


def add_extract(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Register an extract before it is written; it overwrites the same trial's earlier extract at the same path.

    The hashes of the earlier one stay, since somebody may have copied or calibrated it.
    """
    here = (extracts.c.programme == programme, extracts.c.path == str(path))
    for row in genuine_rows(connection, extracts, select(extracts).where(*here)):
        _keep_hashes(connection, row, on)
    end_rows(connection, extracts, and_(*here))
    row = {"programme": programme, "path": str(path), "made_on": on}
    connection.execute(extracts.insert().values(signed(connection, extracts, row)))


def _keep_hashes(connection: Connection, extract: Mapping[str, Any], on: date) -> None:
    if extract["sha256"] is None:  # it was never finished
        return
    kept = {name: extract[name] for name in (*_HASHED, "programme", "made_on")} | {"overwritten_on": on}
    row = signed(connection, overwritten_extracts, kept)
    connection.execute(dialect_insert(connection)(overwritten_extracts).values(row).on_conflict_do_nothing())


_HASHED = ("programme", "path", "sha256", "responses_sha256", "marker_rows")
"""The columns by which copies of an extract, and fits on it, are known."""


def save_hashes(connection: Connection, programme: str, path: Path, written: WrittenExtract) -> None:
    """Record the hashes of an extract that was written, and those of some of its rows."""
    here = and_(extracts.c.programme == programme, extracts.c.path == str(path))
    hashes = {"sha256": written.sha256, "responses_sha256": written.responses_sha256}
    change_rows(connection, extracts, here, hashes | {"marker_rows": written.marker_rows})


def extracts_with_hashes(connection: Connection) -> Sequence[AnyRow]:
    """The extracts whose hash is recorded, those that another one overwrote after them."""
    known, earlier = ([table.c[name] for name in _HASHED] for table in (extracts, overwritten_extracts))
    there = connection.execute(select(*known).where(extracts.c.sha256.is_not(None)).order_by(*known[:2])).all()
    return (*there, *connection.execute(select(*earlier).order_by(*earlier[:3])).all())


def count_overwritten(connection: Connection, programme: str) -> int:
    """The number of a trial's extracts that another one overwrote."""
    query = select(overwritten_extracts).where(overwritten_extracts.c.programme == programme)
    return len(genuine_rows(connection, overwritten_extracts, query))


def trial_of_extract(connection: Connection, sha256: str) -> str | None:
    """The trial with a registered extract of this SHA-256, of its manifest or its responses; None if there is none."""
    for table in (extracts, overwritten_extracts) if sha256 else ():
        of_either = (table.c.sha256 == sha256) | (table.c.responses_sha256 == sha256)
        found = genuine_rows(connection, table, select(table).where(of_either).order_by(table.c.programme).limit(1))
        if found:
            return str(found[0]["programme"])
    return None


def extract_owner(connection: Connection, path: Path) -> str | None:
    """The trial whose extract is, or will be, at a path; None if there is none."""
    here = (extracts.c.path == str(path), extracts.c.destroyed_on.is_(None))
    return connection.scalar(select(extracts.c.programme).where(*here))


def mark_extract_destroyed(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Record that an extract was destroyed."""
    here = and_(extracts.c.programme == programme, extracts.c.path == str(path))
    change_rows(connection, extracts, here, {"destroyed_on": on})


def extract_paths(connection: Connection, programme: str) -> tuple[Path, ...]:
    """The paths of a trial's extracts that are not recorded as destroyed, also of those that were released."""
    return tuple(each.path for each in extracts_of(connection, programme) if each.destroyed_on is None)


def extracts_of(connection: Connection, programme: str) -> tuple[ExtractRecord, ...]:
    """Every extract of a trial that was ever registered, by path."""
    query = select(extracts).where(extracts.c.programme == programme).order_by(extracts.c.path)
    return tuple(
        ExtractRecord(Path(row["path"]), row["made_on"], row["sha256"], row["destroyed_on"], row["released_on"])
        for row in genuine_rows(connection, extracts, query)
    )


def extracts_to_be_destroyed(connection: Connection) -> Sequence[tuple[str, Path]]:
    """Trial and path of each extract that is neither recorded as destroyed nor released."""
    rows = genuine_rows(connection, extracts, select(extracts))
    still = (row for row in rows if row["destroyed_on"] is None and row["released_on"] is None)
    return [(row["programme"], Path(row["path"])) for row in still]


def extracts_held(connection: Connection) -> Sequence[str]:
    """The trial of each extract that is not recorded as destroyed."""
    query = select(extracts).order_by(extracts.c.programme, extracts.c.path)
    return [row["programme"] for row in genuine_rows(connection, extracts, query) if row["destroyed_on"] is None]


def release_extract(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Record that a named person answers for an extract that is not where it was written."""
    here = and_(extracts.c.programme == programme, extracts.c.path == str(path))
    change_rows(connection, extracts, here, {"released_on": on})


def set_withdrawn(connection: Connection, programme: str, mark: bytes, *, withdrawn: bool) -> None:
    """Mark a sitting as left out of extracts, or remove its mark; the trial's row remembers it."""
    here, tag = and_(withdrawals.c.programme == programme, withdrawals.c.mark == mark), mark[: sittings.MARK_TAG]
    is_there = connection.scalar(select(withdrawals.c.mark).where(here)) is not None
    noted = sittings.withdrawn_tags(connection, programme)
    if is_there is withdrawn and (noted is None or (tag in noted) is withdrawn):
        return
    noted = sittings.withdrawn_tags(connection, programme, lock=True)
    tags = _tags(connection, programme) if noted is None else noted
    if withdrawn:
        row = signed(connection, withdrawals, {"programme": programme, "mark": mark})
        connection.execute(dialect_insert(connection)(withdrawals).values(row).on_conflict_do_nothing())
    else:
        end_rows(connection, withdrawals, here)
    sittings.note_withdrawn_tags(connection, programme, tags | {tag} if withdrawn else tags - {tag})


def has_other_withdrawals(connection: Connection, programme: str) -> bool:
    """Whether a mark was deleted that the trial's row remembers, or put back after it was lifted.

    Raises
    ------
    RowForged
    """
    noted = sittings.withdrawn_tags(connection, programme)
    return noted is not None and noted != _tags(connection, programme)


def _tags(connection: Connection, programme: str) -> frozenset[bytes]:
    there = connection.scalars(select(withdrawals.c.mark).where(withdrawals.c.programme == programme))
    return frozenset(mark[: sittings.MARK_TAG] for mark in there)


def has_withdrawals(connection: Connection) -> bool:
    """Whether any sitting of any trial is left out of extracts."""
    return connection.scalar(select(withdrawals.c.programme).limit(1)) is not None


def withdrawn_marks(connection: Connection, programme: str) -> frozenset[bytes]:
    """The marks of the sittings of a trial that are left out of extracts.

    Raises
    ------
    RowForged : also if one was deleted or put back
    """
    if has_other_withdrawals(connection, programme):
        refuse_row(connection, withdrawals, {"programme": programme})
    query = select(withdrawals).where(withdrawals.c.programme == programme)
    return frozenset(row["mark"] for row in genuine_rows(connection, withdrawals, query))


def count_attendance(connection: Connection, programme: str) -> int:
    """The number of learners who took part."""
    query: Any = select(func.count()).select_from(attendance).where(attendance.c.programme == programme)
    return connection.scalar(query) or 0
