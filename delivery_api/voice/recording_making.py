"""Makes the recordings that are missing, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile

from delivery_api.voice.recorded_sentences import SpokenSentence, content_digest
from delivery_api.voice.recording_folder import MACHINE, PEOPLE, RecordingFolder
from delivery_api.voice.voice_engine import VoiceEngine


def missing_recordings(folder: RecordingFolder, sentences: Iterable[SpokenSentence]) -> tuple[SpokenSentence, ...]:
    """Return the sentences without a recording, one of each name, in order."""
    there = folder.recordings()
    wanted: dict[str, SpokenSentence] = {}
    for each in sentences:
        if not each.is_silent and each.name not in there:
            wanted.setdefault(each.name, each)
    return tuple(wanted.values())


def make_recordings(
    folder: RecordingFolder, engine: VoiceEngine, sentences: Iterable[SpokenSentence], made: Callable[[], object]
) -> None:
    """Make a recording of each sentence; those that are finished stay when a later one fails.

    Parameters
    ----------
    made : called after each recording

    Raises
    ------
    VoiceFailed, OSError
    """
    for part in (PEOPLE, MACHINE):
        (folder.root / part).mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(_make, folder.root / MACHINE, engine, each) for each in sentences]
        try:
            for each in waiting:
                each.result()
                made()
        finally:
            pool.shutdown(cancel_futures=True)


def _make(folder: Path, engine: VoiceEngine, sentence: SpokenSentence) -> None:
    content = engine.speak(sentence.spoken, sentence.language)
    name = f"{sentence.name}.{engine.digest}.{content_digest(content)}{engine.suffix}"
    # whole or not at all: the service may be sending from this folder
    with NamedTemporaryFile(dir=folder, prefix=".making-", delete=False) as file:
        making = Path(file.name)
        try:
            file.write(content)
            file.flush()
            making.chmod(0o644)
            making.replace(folder / name)
        except OSError:  # as on a disk that is full
            making.unlink(missing_ok=True)
            raise
