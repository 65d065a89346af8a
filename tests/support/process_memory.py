"""Searches the memory of running processes, as somebody does who may read it."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from delivery_api.keys.encryption import Key

_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")
_CHUNK, _PAGE = 1 << 24, 1 << 12


def spellings_of(key: Key) -> tuple[bytes, ...]:
    """The secret of a key, as its file has it, and its sub-keys."""
    encoded = base64.b64encode(key.secret).rstrip(b"=")
    return key.secret, encoded, key.derive("seal"), key.derive("fingerprint")


def process_tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [pid, *(each for child in listed for each in process_tree(int(child)))]


def holders(pids: Iterable[int], needles: Sequence[bytes]) -> set[int]:
    """The processes in whose memory any of the needles stands."""
    return {pid for pid in pids if _holds(pid, needles)}


def _holds(pid: int, needles: Sequence[bytes]) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):  # it has ended
        regions = _REGION.findall(Path(f"/proc/{pid}/maps").read_text())
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            return any(
                _region_holds(memory.fileno(), int(first, 16), int(last, 16), needles) for first, last in regions
            )
    return False


def _region_holds(memory: int, place: int, end: int, needles: Sequence[bytes]) -> bool:
    """Search a region; a page that cannot be read is passed over, and what stands across two reads is found."""
    tail, overlap = b"", max(map(len, needles)) - 1
    while place < end:
        try:
            part = os.pread(memory, min(_CHUNK, end - place), place)
        except OSError:
            part = b""
        if any(needle in tail + part for needle in needles):
            return True
        tail, place = part[-overlap:], place + (len(part) or _PAGE)
    return False
