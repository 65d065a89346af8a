"""Destroys a trial's extracts, and tells destroyed, absent and released ones apart whatever was interrupted.

Before an extract is overwritten, a mark is put beside it on the same disk. If a killed run left the mark and no
extract, the extract was destroyed; if neither is there, it is absent, and tried again each night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from delivery_api.storage.secret_files import create_secret_file, shred_all
from delivery_api.trials import store as trials
from delivery_api.trials.extraction import is_in_place
from itembank.atomic_write import partial_path


@dataclass(frozen=True)
class ExtractDestruction:
    """Destroys the extracts of a trial."""

    engine: Engine

    def destroy(self, programme: str, on: date) -> None:
        """Destroy every extract that is where it was written, and record each at once; safe to repeat.

        Raises
        ------
        OSError : one could not be overwritten; the others were tried
        """
        with self.engine.begin() as connection:
            paths = trials.extract_paths(connection, programme)
        failures = [failure for path in paths if (failure := self._try(programme, path, on)) is not None]
        if failures:
            raise failures[0]

    def remove_marks(self, programme: str) -> None:
        """Remove the marks beside extracts that are recorded as destroyed."""
        with self.engine.begin() as connection:
            records = trials.extracts_of(connection, programme)
        for record in records:
            if record.destroyed_on is not None:
                _mark(record.path).unlink(missing_ok=True)

    def _try(self, programme: str, path: Path, on: date) -> OSError | None:
        try:
            if not _destroy_extract(path):
                return None
        except OSError as error:
            return error
        with self.engine.begin() as connection:
            trials.mark_extract_destroyed(connection, programme, path, on)
        return None


def _destroy_extract(path: Path) -> bool:
    """Overwrite and remove an extract and what an interrupted writing of it left. Return whether it is destroyed.

    A folder whose responses somebody took away stays, since they are somewhere else.
    """
    shred_all(partial_path(path))
    mark = _mark(path)
    if is_in_place(path) and not mark.exists():
        create_secret_file(mark, b"")
    if not mark.is_file():
        return False
    shred_all(path)
    return True


def _mark(path: Path) -> Path:
    return path.with_name(f".{path.name}.destroying")
