"""The SQL of alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping, func, select

from delivery_api.alerts.tables import alerts
from delivery_api.alerts.values import Alert, AlertKind
from delivery_api.audit import audit_log
from delivery_api.audit.row_traces import YEAR_KEPT, RowTrace
from delivery_api.identity.tables import classes, people
from delivery_api.row_authentication.row_authenticator import is_genuine, signed

_RAISED = "raised an alert"


def raise_alert(
    connection: Connection,
    now: datetime,
    kind: AlertKind,
    learner: UUID | None,
    *,
    actor: UUID | None = None,
    asked_by: UUID | None = None,
    sitting: UUID | None = None,
) -> None:
    """Add an alert, in the transaction of what it is about; its school is the learner's.

    Parameters
    ----------
    learner : None where nobody may know whose sitting it is about: then the officer alone is told
    """
    school = connection.scalar(select(people.c.school).where(people.c.id == learner))
    row = {"kind": kind.value, "actor": actor, "learner": learner, "sitting": sitting, "asked_by": asked_by}
    _add(connection, now, row | {"school": school})


def raise_forged_row(
    connection: Connection, now: datetime, table: str, learner: UUID | None, school: UUID | None, class_id: UUID | None
) -> None:
    """Add an alert of a row that this service has not written, for the school that the row names or leads to."""
    by_learner = select(people.c.school).where(people.c.id == learner).scalar_subquery()
    by_class = select(classes.c.school).where(classes.c.id == class_id).scalar_subquery()
    row = {"kind": AlertKind.FORGED_ROW.value, "learner": learner, "thing": table}
    _add(connection, now, row | {"school": school or connection.scalar(select(func.coalesce(by_learner, by_class)))})


def _add(connection: Connection, now: datetime, row: Mapping[str, object]) -> None:
    """Add an alert, of which the audit tells: who is named in it would gladly delete it."""
    id_ = uuid4()
    connection.execute(alerts.insert().values(signed(connection, alerts, {"id": id_, "at": now, **row})))
    audit_log.record(connection, now, _RAISED, thing=str(id_))


def alerts_since(
    connection: Connection, since: datetime, school: UUID | None = None, limit: int = 500
) -> tuple[Alert, ...]:
    """The alerts since a time, latest first; of one school, or of all.

    One that was rewritten in the database is told of as that, and says nothing else: hidden, it would serve its author.
    """
    query = select(alerts).where(alerts.c.at >= since).order_by(alerts.c.at.desc(), alerts.c.id).limit(limit)
    if school is not None:
        query = query.where(alerts.c.school == school)
    return tuple(_alert(connection, row) for row in connection.execute(query).mappings())


def _alert(connection: Connection, row: RowMapping) -> Alert:
    if not is_genuine(connection, alerts, row):
        return Alert(row["id"], row["at"], AlertKind.ALTERED, row["school"])
    values = {name: value for name, value in row.items() if name != "mac"}
    return Alert(**values | {"kind": AlertKind(row["kind"])})


def count_alerts(connection: Connection, since: datetime) -> dict[AlertKind, int]:
    """The number of alerts since a time, by kind; of a kind that there is not, as altered."""
    query = select(alerts.c.kind, func.count()).where(alerts.c.at >= since).group_by(alerts.c.kind)
    found = {kind: int(count) for kind, count in connection.execute(query)}
    known = {kind: found.pop(kind.value, 0) for kind in AlertKind}
    return known | {AlertKind.ALTERED: known[AlertKind.ALTERED] + sum(found.values())}


ALERTS = RowTrace(
    alerts.name,
    {_RAISED: True},
    row_of=lambda act: (UUID(act.thing),),
    there=lambda connection: {(id_,) for id_ in connection.scalars(select(alerts.c.id))},
    kept_for=YEAR_KEPT,
)
"""A deleted alert would hide what somebody did with a result."""
