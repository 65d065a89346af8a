"""What a process knows of the codes that are put aside, at the cost of a look at the size of a file.

A long file of notes is read whole when a process first asks, and again every ten minutes, while nobody waits. What is
appended meanwhile is read at once, and tells of which codes there is reason to doubt. Whether such a code is put aside
is then decided from all notes, once, until another note tells of it: notes may come late, and nobody honest is accused.
"""

from __future__ import annotations

import logging
import os
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

import numpy as np

from delivery_api.row_authentication.code_currency import FORGED, NONE
from delivery_api.row_authentication.superseded_codes import (
    NOTE,
    TAGS,
    PutAside,
    superseded_codes,
    superseded_codes_among,
)

log = logging.getLogger("mesur")

_OFTEN = 600.0
"""How often a file is read whole, in seconds."""


@dataclass
class CodesReadLately:
    """The codes that are put aside, as a process has read them last, and those that it doubts since."""

    _found: PutAside = field(default_factory=lambda: PutAside(array("Q")))
    _size: int = -1
    _at: float = 0.0
    _followed: int = 0
    _doubted: dict[int, int] = field(default_factory=dict)
    """Code → how far the file went when a note last told of it."""
    _decided: dict[int, bool] = field(default_factory=dict)
    _reading: Lock = field(default_factory=Lock)
    _deciding: Lock = field(default_factory=Lock)

    def holds_any(self, file: Path, tags: Iterable[int]) -> bool:
        """Return whether one of some codes, of which these are the beginnings, is put aside.

        Notes that cannot be read accuse nobody.
        """
        try:
            self._read_up_to(file)
            with self._deciding:
                return any(self._is_put_aside(file, tag) for tag in tags)
        except OSError:
            log.exception("which rows were changed could not be read in %s", file)
            return False

    def _is_put_aside(self, file: Path, tag: int) -> bool:
        if tag not in self._doubted:
            return self._found.has(tag)
        if tag not in self._decided:
            self._decided[tag] = bool(superseded_codes_among(file, (tag,)))
        return self._decided[tag]

    def _read_up_to(self, file: Path) -> None:
        anew, size = self._is_other(file), _size_of(file)
        is_due = anew or (size != self._size and monotonic() - self._at > _OFTEN)
        if is_due and self._reading.acquire(blocking=anew):  # else somebody reads it just now
            if anew:
                self._read(file, size, anew=True)
            else:
                Thread(target=self._read, args=(file, size), daemon=True).start()
        if size > self._followed:
            with self._deciding:
                self._follow(file)

    def _is_other(self, file: Path) -> bool:
        """Return whether the file is not the one of which this process knows, or it knows none."""
        followed = self._followed  # before the size is taken: meanwhile another thread may follow notes added since
        return self._size < 0 or _size_of(file) < followed

    def _read(self, file: Path, size: int, *, anew: bool = False) -> None:
        """Read the file, unless somebody else has done so while this one waited."""
        try:
            if not anew or self._is_other(file):
                found = superseded_codes(file)
                with self._deciding:
                    self._followed = size if anew else self._followed
                    self._doubted = {tag: at for tag, at in self._doubted.items() if size < at <= self._followed}
                    self._decided.clear()
                    self._found, self._size, self._at = found, size, monotonic()
        finally:
            self._reading.release()

    def _follow(self, file: Path) -> None:
        """Doubt what the notes since tell of: what was changed, and what came of what is put aside or doubted."""
        with file.open("rb") as opened:
            opened.seek(self._followed)
            content = opened.read()
        content = content[: len(content) // NOTE * NOTE]
        self._followed += len(content)
        for old, new in np.frombuffer(content, dtype=TAGS).reshape(-1, 2).tolist():
            doubts = (new,) if old == FORGED or self._is_doubted(new) else ()
            if old not in (NONE, FORGED):
                doubts = (old, new) if self._is_doubted(old) else (old, *doubts)
            for tag in doubts:
                self._doubted[tag] = self._followed
                self._decided.pop(tag, None)

    def _is_doubted(self, tag: int) -> bool:
        return tag in self._doubted or self._found.has(tag)


def _size_of(file: Path) -> int:
    try:
        return os.stat(file).st_size // NOTE * NOTE
    except FileNotFoundError:
        return 0
