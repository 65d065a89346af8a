"""The form of signed documents that stand in files of their own: heads and certificates."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from delivery_api.ledger.signing import canonical_json


def written_document(content: Mapping[str, Any]) -> bytes:
    """Return the one file of a document: names sorted, two spaces of indentation, a line end at the end."""
    return f"{json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()


def read_document(document: bytes, names: Collection[str]) -> dict[str, Any] | None:
    """Return what a document says, unchecked; None if it is not written as `written_document` does, or has other names.

    Two programs read the same in a document of this form: no name stands in it twice, no number has a fraction.
    """
    try:
        found = json.loads(document.decode())
        canonical_json(found)
        is_well_written = isinstance(found, dict) and written_document(found) == document
    except (ValueError, RecursionError):
        return None
    return found if is_well_written and found.keys() == set(names) else None
