"""Opens what is sealed in a person's rows, for the person; hashes and keys' ids are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from delivery_api.identity.personal_details import SealedDetails
from delivery_api.identity.rectification.rectified_values import opened_values
from delivery_api.identity.rectification.store import RectificationRow
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import event_kind
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage.held_acts import store as held_acts
from delivery_api.sittings.storage.reported_results import store as reported_results

Row = Mapping[str, Any]
RowReader = Callable[[KeyRing, Row], dict[str, Any]]
"""Returns a row with its sealed content in clear, by name."""


def _person(ring: KeyRing, row: Row) -> dict[str, Any]:
    details = SealedDetails(row["sealed_name"], row["sealed_birth_date"], row["name_key"]).opened(ring, row["id"])
    return {"name": details.name, "birth_date": details.birth_date}


def _rectification(ring: KeyRing, row: Row) -> dict[str, Any]:
    values = opened_values(
        ring, RectificationRow(**{name: row[name] for name in RectificationRow.__dataclass_fields__})
    )
    return {"before": values.before, "after": values.after} if values else {}


def _event(ring: KeyRing, row: Row) -> dict[str, Any]:
    event = logbook.opened_event(ring, row)
    return {"kind": event_kind(event), "event": asdict(event)}


def _held_act(ring: KeyRing, row: Row) -> dict[str, Any]:
    return {"reason": held_acts.opened_reason(ring, dict(row))} if row["sealed_reason"] is not None else {}


def _reported_result(ring: KeyRing, row: Row) -> dict[str, Any]:
    return {"reported": asdict(reported_results.opened_reported(ring, row))}


def _session(_: KeyRing, __: Row) -> dict[str, Any]:
    return {}  # sealed under the browser's cookie, which the service does not have


READERS: Mapping[str, RowReader] = {
    "people": _person,
    "rectifications": _rectification,
    "sitting_events": _event,
    "held_acts": _held_act,
    "reported_results": _reported_result,
    "sessions": _session,
}
"""Each table with sealed content about a person → what opens it."""


def opened_row(ring: KeyRing, table: str, row: Row) -> dict[str, Any]:
    """Return a row of a person with its sealed content in clear, and without bytes and keys' ids.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    in_clear = {
        name: value
        for name, value in row.items()
        if not isinstance(value, bytes) and not name.endswith("_key") and name != "key_id"
    }
    reader = READERS.get(table)
    return in_clear | (reader(ring, row) if reader else {})
