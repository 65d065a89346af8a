"""Recordings of a service without a voice engine: a hundredth of a second of silence for each sentence."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from io import BytesIO

from delivery_api.settings import Settings
from delivery_api.voice.recorded_sentences import SpokenSentence, content_digest
from delivery_api.voice.recording_folder import MACHINE
from delivery_api.voice.voice_engine import VoiceEngine


def silence(mark: str = "") -> bytes:
    """A wave file; each mark gives another one."""
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(8000)
        written.writeframes(b"\x80" * 80 + mark.encode())
    return file.getvalue()


def plant_recordings(settings: Settings, sentences: Iterable[SpokenSentence]) -> None:
    """Put a machine's recording of each sentence into the folder of a service."""
    assert settings.recordings is not None
    folder, engine = settings.recordings / MACHINE, VoiceEngine(settings.voice_engine, settings.voice_encoder)
    folder.mkdir(parents=True, exist_ok=True)
    for each in sentences:
        content = silence(each.name)
        (folder / f"{each.name}.{engine.digest}.{content_digest(content)}.wav").write_bytes(content)
