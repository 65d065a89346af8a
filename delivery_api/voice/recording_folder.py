"""The folder of recordings: those of speakers, and those that an engine made.

people/cy.3fa9….mp3                     a speaker's; it is heard in place of a machine's
machine/cy.3fa9….<engine>.<digest>.mp3  an engine's, with the engine that made it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import scandir
from pathlib import Path

from delivery_api.voice.recorded_sentences import SUFFIXES, Recording, content_digest, is_sentence_name

PEOPLE, MACHINE = "people", "machine"
Stamp = tuple[object, ...]


@dataclass(frozen=True)
class RecordingFolder:
    """The recordings in a folder.

    Parameters
    ----------
    root : the setting ``recordings``
    engine : the digest of the engine whose recordings count; another engine's are as good as none
    """

    root: Path
    engine: str
    _found: dict[Stamp, Mapping[str, Recording]] = field(default_factory=dict, repr=False, compare=False)
    _digests: dict[Stamp, str] = field(default_factory=dict, repr=False, compare=False)

    def recordings(self) -> Mapping[str, Recording]:
        """Return the recordings by the name of the sentence; a speaker's stands before a machine's.

        A folder is read again when something was put into it or taken out, or when a speaker's file was written anew.
        """
        stamp = (_changed(self.root / MACHINE), *_stamps(self.root / PEOPLE))
        found = self._found.get(stamp)
        if found is None:
            found = {each.sentence: each for each in (*self._by_machine(), *self._by_people())}
            self._found.clear()
            self._found[stamp] = found
        return found

    def _by_machine(self) -> Iterator[Recording]:
        for path in _files(self.root / MACHINE):
            sentence, _, made = path.stem.rpartition(".")[0].rpartition(".")
            if made == self.engine and is_sentence_name(sentence):
                yield Recording(sentence, path, path.stem.rpartition(".")[2], by_machine=True)

    def _by_people(self) -> Iterator[Recording]:
        for path in _files(self.root / PEOPLE):
            if is_sentence_name(path.stem):
                yield Recording(path.stem, path, self._digest(path), by_machine=False)

    def _digest(self, path: Path) -> str:
        """The digest of a speaker's recording: read once, and again when the file has changed."""
        about = path.stat()
        stamp = (about.st_ino, about.st_size, about.st_mtime_ns)
        digest = self._digests.get(stamp)
        if digest is None:
            digest = self._digests[stamp] = content_digest(path.read_bytes())
        return digest


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with scandir(folder) as entries:
        yield from sorted(Path(each.path) for each in entries if Path(each.name).suffix in SUFFIXES)


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield the stamp of each file: what is overwritten in place leaves its folder as it was."""
    if not folder.is_dir():
        return
    with scandir(folder) as entries:
        for each in sorted(entries, key=lambda entry: entry.name):
            about = each.stat()
            yield each.name, about.st_mtime_ns, about.st_size


def _changed(folder: Path) -> int:
    return folder.stat().st_mtime_ns if folder.is_dir() else 0
