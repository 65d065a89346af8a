"""The files beside the ledger that say which sittings a learner has begun: in the folder of each programme.

A note is 32 bytes: what stands for the learner, and what stands for the sitting. Both lead to somebody only with the
programme's key. Whoever deletes a sitting from the database, or gives it to another learner, does not hide it so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from delivery_api.sittings.storage.log_heads.bucket_files import content, content_of, free_place, held, places
from delivery_api.sittings.storage.log_heads.head_files import TAG

_SUBFOLDER = "learners"
_SIZE = 2 * TAG
_NOBODYS = bytes(_SIZE)


@dataclass(frozen=True)
class LearnerFiles:
    """The notes of all processes of all hosts.

    Parameters
    ----------
    folder : holds a folder for each programme, which `HeadFiles` makes and removes
    """

    folder: Path

    def begin(self, programme: str) -> None:
        """Let the learners of a programme be noted from now on."""
        self._of(programme).mkdir(parents=True, exist_ok=True, mode=0o700)

    def has_begun(self, programme: str) -> bool:
        """Return whether the learners of a programme are noted."""
        return self._of(programme).is_dir()

    def programmes(self) -> tuple[str, ...]:
        """Return the programmes of which learners are noted."""
        return tuple(unquote(each.parent.name) for each in self.folder.glob(f"*/{_SUBFOLDER}"))

    def note(self, programme: str, learner: bytes, sitting: bytes) -> None:
        """Remember that a learner has begun a sitting."""
        with held(self._bucket(programme, learner)) as file:
            notes = b"" if file is None else content(file, _SIZE)
            if file is not None and next(places(notes, learner + sitting, _SIZE), None) is None:
                os.pwrite(file, learner + sitting, free_place(notes, _NOBODYS, _SIZE))

    def forget(self, programme: str, learner: bytes, sitting: bytes = b"") -> None:
        """Forget the sittings of a learner, or one of them."""
        with held(self._bucket(programme, learner)) as file:
            if file is not None:
                for at in places(content(file, _SIZE), learner + sitting, _SIZE):
                    os.pwrite(file, _NOBODYS, at)

    def sittings_of(self, programme: str, learner: bytes) -> tuple[bytes, ...]:
        """Return the sittings that a learner has begun, as far as is known."""
        notes = content_of(self._bucket(programme, learner), _SIZE)
        return tuple(notes[at + TAG : at + _SIZE] for at in places(notes, learner, _SIZE))

    def begun(self, programme: str) -> Iterator[tuple[bytes, bytes]]:
        """Yield each learner of a programme with a sitting that they have begun."""
        for file in self._of(programme).glob("???"):
            notes = content_of(file, _SIZE)
            pairs = (notes[at : at + _SIZE] for at in range(0, len(notes), _SIZE))
            yield from ((each[:TAG], each[TAG:]) for each in pairs if each != _NOBODYS)

    def _bucket(self, programme: str, learner: bytes) -> Path:
        return self._of(programme) / learner.hex()[:3]

    def _of(self, programme: str) -> Path:
        return self.folder / quote(programme, safe="") / _SUBFOLDER
