"""What a key folder itself remembers of the keys that were destroyed in it: a file each, with an id and a time.

A database that is restored from a backup has forgotten what was destroyed since. The folder has not, nor has the folder
that keys are backed up to.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

_ENDING = ".destroyed.json"


def record_destroyed_key(folder: Path, key_id: str, at: datetime) -> None:
    """Remember that a key was destroyed; durable when this returns, and safe to repeat."""
    stone = folder / f"{key_id}{_ENDING}"
    if stone.exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = stone.with_suffix(".partial")
    with partial.open("w") as file:
        json.dump({"id": key_id, "destroyed": at.isoformat()}, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(stone)


def read_destroyed_keys(folder: Path) -> dict[str, datetime]:
    """The ids of the keys that were destroyed, and when."""
    documents = [json.loads(stone.read_text()) for stone in sorted(folder.glob(f"*{_ENDING}"))]
    return {each["id"]: datetime.fromisoformat(each["destroyed"]) for each in documents}


def copy_destroyed_keys(source: Path, target: Path) -> None:
    """Have another folder remember what this one does."""
    for key_id, at in read_destroyed_keys(source).items():
        record_destroyed_key(target, key_id, at)
