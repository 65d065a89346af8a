"""The files beside the ledger that say how far each log goes: a folder for each programme, at most 4,096 files in it.

A note is 32 bytes: what stands for a sitting, how many events its log has, and the nonce of the last one. Which sitting
it is about, only the programme's key tells. Nothing waits for the disk: what a crash of the machine loses is not
missed, only not remembered. A programme is noted from the moment on at which its folder is made.
"""

from __future__ import annotations

import logging
import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from delivery_api.keys.encryption import NONCE
from delivery_api.sittings.storage.log_heads.bucket_files import content, content_of, free_place, held, places

FOLDER = "sitting-logs"
"""The folder beside the ledger, which every host has: a sitting goes on at whichever host its learner reaches."""

TAG = 16
"""The length of what stands for a sitting, in bytes."""

_NOTE = struct.Struct(f">{TAG}sI{NONCE}s")
_NOBODYS = bytes(TAG)
_GONE = 2**32 - 1
"""In place of the number of events: the sitting was deleted by the service itself, and no late note brings it back."""

log = logging.getLogger("mesur")


class LogHead(NamedTuple):
    """How far a log goes.

    Parameters
    ----------
    events : how many it has
    nonce : with which the last one is sealed
    """

    events: int
    nonce: bytes


@dataclass(frozen=True)
class HeadFiles:
    """The notes of all processes of all hosts.

    Parameters
    ----------
    folder : holds a folder for each programme
    """

    folder: Path

    def begin(self, programme: str) -> None:
        """Let a programme be noted from now on."""
        self._of(programme).mkdir(parents=True, exist_ok=True, mode=0o700)

    def has_begun(self, programme: str) -> bool:
        """Return whether a programme is noted."""
        return self._of(programme).is_dir()

    def note(self, programme: str, tag: bytes, head: LogHead, *, anew: bool = False) -> None:
        """Remember how far a log goes, unless a later note says that it goes further. A full disk stops no request.

        Parameters
        ----------
        anew : whether its last event was written anew, under another nonce
        """
        with held(self._bucket(programme, tag)) as file:
            if file is None:
                return
            at, known = _found(content(file, _NOTE.size), tag)
            if known is None or head.events > known.events or (anew and head.events == known.events):
                os.pwrite(file, _NOTE.pack(tag, *head), at)

    def forget(self, programme: str, tag: bytes) -> None:
        """Forget a log that is about to be changed or deleted, before that is certain."""
        with held(self._bucket(programme, tag)) as file:
            at, known = (0, None) if file is None else _found(content(file, _NOTE.size), tag)
            if file is not None and known is not None and known.events != _GONE:
                os.pwrite(file, _NOTE.pack(_NOBODYS, 0, bytes(NONCE)), at)

    def note_gone(self, programme: str, tag: bytes) -> None:
        """Remember that the service has deleted a sitting itself."""
        self.note(programme, tag, LogHead(_GONE, bytes(NONCE)))

    def head(self, programme: str, tag: bytes) -> LogHead | None:
        """Return how far a log goes at least; None if that is not known, or the service has deleted the sitting."""
        known = _found(content_of(self._bucket(programme, tag), _NOTE.size), tag)[1]
        return None if known is None or known.events == _GONE else known

    def heads(self, programme: str) -> dict[bytes, LogHead]:
        """Return how far each log of a programme goes at least."""
        notes = (note for file in self._of(programme).glob("???") for note in _notes(content_of(file, _NOTE.size)))
        return {tag: head for tag, head in notes if tag != _NOBODYS and head.events != _GONE}

    def remove(self, programme: str) -> None:
        """Remove what is noted of a programme, which is not noted any more."""
        shutil.rmtree(self._of(programme), ignore_errors=True)

    def remove_all(self) -> None:
        """Remove everything: another database has taken the place of the one that it is about."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _bucket(self, programme: str, tag: bytes) -> Path:
        return self._of(programme) / tag.hex()[:3]

    def _of(self, programme: str) -> Path:
        return self.folder / quote(programme, safe="")


def _found(notes: bytes, tag: bytes) -> tuple[int, LogHead | None]:
    """Return where a sitting is noted, and what; for one that is not, where it may be."""
    at = next(places(notes, tag, _NOTE.size), None)
    if at is not None:
        return at, LogHead(*_NOTE.unpack_from(notes, at)[1:])
    return free_place(notes, _NOBODYS, _NOTE.size), None


def _notes(notes: bytes) -> Iterator[tuple[bytes, LogHead]]:
    return ((tag, LogHead(events, nonce)) for tag, events, nonce in _NOTE.iter_unpack(notes))
