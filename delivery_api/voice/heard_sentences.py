"""The sentences that may be heard at present: where their recordings are, and by whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from markupsafe import escape

from delivery_api.ledger.ledger_file import Ledger, LedgerRefused
from delivery_api.settings import Settings
from delivery_api.voice.approved_voices import ApprovedVoices
from delivery_api.voice.page_sentences import page_sentences, template_sentences
from delivery_api.voice.recorded_sentences import Recording, SpokenSentence
from delivery_api.voice.recording_folder import RecordingFolder
from delivery_api.voice.voice_engine import VoiceEngine
from delivery_api.web.spoken_pages import SILENT, SpokenPages
from itembank.language import LANGUAGES, Language
from itembank.speech import sentences_of

RECORDINGS_PATH = "/recordings/"
PAGES, PRACTICE_PAGES = "words", "practice"
_LISTED = {PAGES: template_sentences, PRACTICE_PAGES: page_sentences}
WORD_LISTS: tuple[str, ...] = tuple(_LISTED)
"""Names of the lists of what pages say."""


class VoiceState(StrEnum):
    """Whether a language is read aloud."""

    ABSENT = "absent"  # nothing is recorded
    UNAPPROVED = "unapproved"  # by a machine that no speaker has approved
    HEARD = "heard"


@dataclass(frozen=True)
class WordList:
    """What pages say in a language, with the file of each sentence's recording, as JSON.

    Parameters
    ----------
    name : "words" of all pages; "practice" with the questions of `/practice`, which are read nowhere else
    """

    name: str
    language: Language
    content: bytes

    @property
    def file(self) -> str:
        """The last part of its address, which changes with its content."""
        return f"{self.name}.{self.language}.{sha256(self.content).hexdigest()[:16]}.json"


@dataclass(frozen=True)
class HeardSentences:
    """The recordings of a service that may be heard."""

    folder: RecordingFolder
    approved: ApprovedVoices
    _lists: dict[tuple[str, Language], tuple[Mapping[str, Recording], bool, WordList]] = field(
        default_factory=dict, repr=False
    )

    def recording(self, sentence: str) -> Recording | None:
        """Return the recording of a sentence by its name; None if there is none that may be heard."""
        found = self.folder.recordings().get(sentence)
        return found if found is not None and self._may_be_heard(found) else None

    def files(self, sentences: Iterable[SpokenSentence]) -> dict[str, str]:
        """Return the file of each sentence that may be heard, by how it is written without its spaces."""
        there = self.folder.recordings()
        machines = {language: self.approved.is_heard(language, self.folder.engine) for language in LANGUAGES}
        found = ((each, there.get(each.name)) for each in sentences)
        return {
            "".join(each.shown.split()): recording.file
            for each, recording in found
            if recording and (machines[each.language] or not recording.by_machine)
        }

    def word_list(self, language: Language, name: str = PAGES) -> WordList:
        """Return what pages say in a language; made again when a recording came, or an approval."""
        recordings = self.folder.recordings()
        may_machine = self.approved.is_heard(language, self.folder.engine)
        held = self._lists.get((name, language))
        if held is None or held[0] is not recordings or held[1] is not may_machine:
            own = (each for each in _LISTED[name]() if each.language == language)
            content = json.dumps(self.files(own), ensure_ascii=False, separators=(",", ":")).encode()
            held = (recordings, may_machine, WordList(name, language, content))
            self._lists[name, language] = held
        return held[2]

    def state(self, language: Language) -> VoiceState:
        """Return whether a language is read aloud."""
        recordings = [each for each in self.folder.recordings().values() if each.language == language]
        if any(not each.by_machine for each in recordings):
            return VoiceState.HEARD
        if recordings and self.approved.is_heard(language, self.folder.engine):
            return VoiceState.HEARD
        return VoiceState.UNAPPROVED if recordings else VoiceState.ABSENT

    def _may_be_heard(self, recording: Recording) -> bool:
        return not recording.by_machine or self.approved.is_heard(recording.language, self.folder.engine)


def heard_sentences(settings: Settings, ledger: Ledger) -> HeardSentences | None:
    """Return the recordings of a service; None where the settings name no folder."""
    if settings.recordings is None:
        return None
    engine = VoiceEngine(settings.voice_engine, settings.voice_encoder)
    return HeardSentences(RecordingFolder(settings.recordings, engine.digest), ApprovedVoices(ledger))


def spoken_pages(heard: HeardSentences | None) -> SpokenPages:
    """Return what pages ask of the recordings. A page never fails for want of a voice: it is shown without one."""
    if heard is None:
        return SILENT

    def words(language: Language, name: str = PAGES) -> str:
        with suppress(OSError, LedgerRefused):
            if heard.state(language) is VoiceState.HEARD:
                return f"{RECORDINGS_PATH}{heard.word_list(language, name).file}"
        return ""

    def practice(language: Language) -> str:
        return words(language, PRACTICE_PAGES)

    def recordings(text: str, language: Language) -> tuple[str, ...]:
        sentences = tuple(SpokenSentence(language, each) for each in sentences_of(str(escape(text))))
        with suppress(OSError, LedgerRefused):
            files = tuple(heard.files(sentences).values())
            return files if len(files) == len(sentences) else ()
        return ()

    def state(language: Language) -> str:
        with suppress(OSError, LedgerRefused):
            return heard.state(language).value
        return VoiceState.ABSENT.value

    return SpokenPages(words, practice, recordings, state)
