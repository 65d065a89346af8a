"""Speaks a sentence through a program of this machine; what it says is sent to nobody."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from os import killpg
from pathlib import Path
from signal import SIGKILL
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryDirectory

from delivery_api.foreseen_faults import ForeseenFault
from itembank.language import Language

LONGEST = 60
"""Seconds that a program may take for a sentence."""
NO_ENCODER = "none"
_MADE = re.compile(r"\{(mp3|m4a|ogg|opus)\}")


class VoiceFailed(ForeseenFault):
    """The voice engine or the encoder made no recording; the message names the program and what it said."""


@dataclass(frozen=True)
class VoiceEngine:
    """The programs that make a recording, as the settings give them.

    Parameters
    ----------
    speaks : command with {text}, {language} and {wav}
    encodes : command with {wav} and one of {mp3}, {m4a}, {ogg} and {opus}; "none" for none
    """

    speaks: str
    encodes: str

    @property
    def digest(self) -> str:
        """What tells this engine's recordings from another's: eight hexadecimal digits."""
        return sha256(f"{self.speaks}\n{self.encodes}".encode()).hexdigest()[:8]

    @property
    def suffix(self) -> str:
        """The suffix of what it makes."""
        made = _MADE.search(self.encodes)
        return f".{made[1]}" if made else ".wav"

    def speak(self, words: str, language: Language) -> bytes:
        """Return a recording of some words.

        Raises
        ------
        VoiceFailed
        """
        with TemporaryDirectory(prefix="mesur-voice-") as folder:
            text, wav, made = (Path(folder, name) for name in ("text.txt", "voice.wav", f"voice{self.suffix}"))
            text.write_text(words + "\n", "utf-8")
            _run(self.speaks, {"text": str(text), "language": language, "wav": str(wav)}, wav)
            if self.encodes != NO_ENCODER:
                _run(self.encodes, {"wav": str(wav), self.suffix[1:]: str(made)}, made)
            return made.read_bytes()


def _run(template: str, values: dict[str, str], result: Path) -> None:
    """Run a command without a shell; each part is filled in by itself, so that no word of a text becomes an option."""
    command = [_filled(part, values) for part in shlex.split(template)]
    try:
        exit_code, said = _ended(command)
    except FileNotFoundError as error:
        raise VoiceFailed(
            command[0],
            "expected a program of this machine, found none; Debian has the package %(program)s",
            program=command[0],
        ) from error
    except subprocess.TimeoutExpired as error:
        raise VoiceFailed(
            command[0],
            "no recording after %(longest)s seconds; it was ended with what it had started",
            longest=LONGEST,
        ) from error
    except OSError as error:
        raise VoiceFailed(command[0], "it could not be run: %(error)s", error=error) from error
    if exit_code or not result.is_file() or not result.stat().st_size:
        told = said.decode(errors="replace").strip()[-500:]
        raise VoiceFailed(
            command[0],
            "expected a recording in %(file)s, got exit code %(code)s: %(told)s",
            file=result.name,
            code=exit_code,
            told=told,
        )


def _ended(command: list[str]) -> tuple[int, bytes]:
    """Wait for a program, which can ask nobody for input. Returns its exit code and what it said.

    It has a session of its own: what it started would otherwise outlive it, and hold its pipes open.
    """
    with subprocess.Popen(  # noqa: S603 - the operator's own program
        command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, start_new_session=True
    ) as program:
        try:
            _, said = program.communicate(timeout=LONGEST)
        except BaseException:
            killpg(program.pid, SIGKILL)
            raise
        return program.returncode, said


def _filled(part: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        part = part.replace(f"{{{name}}}", value)
    return part
