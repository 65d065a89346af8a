"""Opens what stands sealed in the database, and names the rows of which something does not open.

What is sealed is bound to its row: altered, or copied from another row, it opens nowhere. Readers would find out one by
one; who verifies finds all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from delivery_api.bank.document_sealing import document_place
from delivery_api.identity.personal_details import birth_date_place, name_place
from delivery_api.identity.rectification.rectified_values import values_place
from delivery_api.keys.encryption import DecryptionFailed, KeyGone
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.row_verification import ForgedRow, key_text
from delivery_api.lifecycle.schema import metadata
from delivery_api.national.store import members_place
from delivery_api.row_authentication.row_authenticator import authenticator_of
from delivery_api.sittings.storage.held_acts.store import reason_place
from delivery_api.storage.database import AnyRow
from delivery_api.trials.participation.teacher_survey import survey_place
from reports.national.release_values import ReleaseName

_BATCH = 500


@dataclass(frozen=True)
class Sealed:
    """A column whose values are sealed.

    Parameters
    ----------
    key : the column with the id of the key
    place : what a value is bound to
    """

    table: str
    column: str
    key: str
    place: Callable[[Any], str]


SEALED = (
    Sealed("people", "sealed_name", "name_key", lambda row: name_place(row.id)),
    Sealed("people", "sealed_birth_date", "name_key", lambda row: birth_date_place(row.id)),
    Sealed("rectifications", "sealed_values", "key_id", lambda row: values_place(row.person, row.field)),
    Sealed("bank_versions", "document", "key_id", lambda row: document_place(row.hash)),
    Sealed("held_acts", "sealed_reason", "key_id", reason_place),
    Sealed("trial_surveys", "payload", "key_id", lambda row: survey_place(row.programme, row.mark)),
    Sealed(
        "national_release_members",
        "payload",
        "key_id",
        lambda row: members_place(ReleaseName(row.programme, row.subject, row.number)),
    ),
)
"""What no other check opens: logs and reported results are read with their records."""


def find_unreadable(connection: Connection, ledger: Ledger, sealed: Sealed) -> Iterator[ForgedRow]:
    """Find the rows whose sealed value does not open, but for those under a key that was destroyed.

    Raises
    ------
    LedgerRefused
    """
    table = metadata.tables[sealed.table]
    query = select(table).where(table.c[sealed.column].is_not(None)).execution_options(yield_per=_BATCH)
    destroyed = DestroyedKeys(ledger).read().keys()
    with connection.execute(query) as rows:
        for row in rows:
            if not _opens(connection, row, sealed, destroyed):
                yield ForgedRow(sealed.table, key_text(row._mapping[each.name] for each in table.primary_key.columns))


def _opens(connection: Connection, row: AnyRow, sealed: Sealed, destroyed: Collection[str]) -> bool:
    key_id, authenticator = row._mapping[sealed.key], authenticator_of(connection)
    if key_id is None:
        return authenticator.believes_unsigned(sealed.table)
    try:
        authenticator.ring.read(key_id).open(row._mapping[sealed.column], place=sealed.place(row))
    except (KeyGone, DecryptionFailed):
        return key_id in destroyed
    return True
