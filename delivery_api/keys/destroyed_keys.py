"""Records which keys were destroyed, in the key folder itself: one file per key, with its id and the time.

A database that is restored from a backup has forgotten the keys destroyed since. The key folder and the folder of its
backup have not.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from itembank.atomic_write import atomic_write

_SUFFIX = ".destroyed.json"


def record_destroyed_key(folder: Path, key_id: str, at: datetime) -> None:
    """Record that a key was destroyed; durable when this returns. The first record of a key stays."""
    record = _record(folder, key_id)
    if record.exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with atomic_write(record) as file:
        json.dump({"id": key_id, "destroyed": at.isoformat()}, file)


def is_recorded_destroyed(folder: Path, key_id: str) -> bool:
    """Return whether a folder records a key as destroyed."""
    return _record(folder, key_id).exists()


def read_destroyed_keys(folder: Path) -> dict[str, datetime]:
    """Return when each destroyed key was destroyed, by key id."""
    documents = [json.loads(record.read_text()) for record in sorted(folder.glob(f"*{_SUFFIX}"))]
    return {each["id"]: datetime.fromisoformat(each["destroyed"]) for each in documents}


def copy_destroyed_keys(source: Path, target: Path) -> None:
    """Copy the records of destroyed keys from one folder to another."""
    for key_id, at in read_destroyed_keys(source).items():
        record_destroyed_key(target, key_id, at)


def _record(folder: Path, key_id: str) -> Path:
    """The file of a record: in the folder, whatever the id in a row says."""
    return folder / f"{quote(key_id, safe='')}{_SUFFIX}"
