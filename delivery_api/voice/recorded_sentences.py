"""Names of recordings: by the language and the words that are spoken, and by the bytes that are heard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from itembank.language import Language
from itembank.speech import spoken_text

SUFFIXES = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav"}
"""The kinds of recordings that browsers play, with their media types."""

_NAME = re.compile(r"(cy|en)\.[0-9a-f]{32}")


@dataclass(frozen=True)
class SpokenSentence:
    """A sentence as it stands on a page, and as it is spoken.

    Parameters
    ----------
    shown : as it is written, with formulas in a line
    """

    language: Language
    shown: str

    @property
    def spoken(self) -> str:
        """The words that are said."""
        return spoken_text(self.shown, self.language)

    @property
    def name(self) -> str:
        """What its recordings are called, without a suffix: the same words have the same name."""
        return f"{self.language}.{sha256(self.spoken.encode()).hexdigest()[:32]}"

    @property
    def is_silent(self) -> bool:
        """Whether nothing of it can be said, as of a dash alone."""
        return not re.search(r"\w", self.spoken)


@dataclass(frozen=True)
class Recording:
    """A recording that is there.

    Parameters
    ----------
    sentence : name of what it says
    digest : the beginning of the SHA-256 of its bytes, as hexadecimal digits
    by_machine : whether an engine made it
    """

    sentence: str
    path: Path
    digest: str
    by_machine: bool

    @property
    def language(self) -> Language:
        return "cy" if self.sentence.startswith("cy") else "en"

    @property
    def file(self) -> str:
        """The last part of its address, which changes with its bytes."""
        return f"{self.sentence}.{self.digest}{self.path.suffix}"


def is_sentence_name(name: str) -> bool:
    """Whether a file's name without suffixes is that of a sentence."""
    return _NAME.fullmatch(name) is not None


def content_digest(content: bytes) -> str:
    """The digest that an address is given."""
    return sha256(content).hexdigest()[:16]
