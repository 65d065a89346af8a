"""Copies of a published log that somebody changes: with the service's own key, or without it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.ledger.ledger_entries import FIRST_PREVIOUS, Entry, entry_line, hash_facts
from delivery_api.ledger.signing import canonical_json, public_bytes, sign
from delivery_api.ledger.written_documents import written_document
from delivery_api.privacy.retention.certificates import certificate_hash


@dataclass
class Told:
    """What an entry says before it is signed.

    Parameters
    ----------
    facts : None where they are private; then their hash stays
    """

    at: str
    kind: str
    facts: dict[str, Any] | None
    facts_hash: str = ""


@dataclass(frozen=True)
class LogCopy:
    """A copy of a published log.

    Parameters
    ----------
    key : the one that signed it
    """

    folder: Path
    key: Key

    def change_lines(self, change: Callable[[list[str]], list[str]]) -> None:
        """Change the lines of the entries, and nothing else."""
        path = self.folder / "ledger.jsonl"
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")
        path.write_bytes("".join(f"{line}\n" for line in change(lines)).encode())

    def change_last_key(self, **facts: str) -> None:
        """Change what the last change of the key says, with its hash, as somebody does who has no key."""

        def change(lines: list[str]) -> list[str]:
            entries = [json.loads(line) for line in lines]
            last = [each for each in entries if each["kind"] == "signing key changed"][-1]
            last["facts"] |= facts
            last["facts_hash"] = hash_facts(last["facts"], last["salt"])
            return [canonical_json(each).decode() for each in entries]

        self.change_lines(change)

    def change_file(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change the bytes of a file; one that is not there begins empty."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(change(path.read_bytes() if path.exists() else b""))

    def taken(self, name: str) -> bytes:
        """Take a file away. Return its bytes."""
        document = (self.folder / name).read_bytes()
        (self.folder / name).unlink()
        return document

    def sign_anew(self, change: Callable[[list[Told]], list[Told]], *, numbers: int = 1) -> None:
        """Change what the entries say, and sign them and the head again, as only the service can.

        Parameters
        ----------
        numbers : the first entry's number
        """
        told = [self._told(json.loads(line)) for line in self._lines()]
        previous, lines = FIRST_PREVIOUS, []
        for number, each in enumerate(change(told), start=numbers):
            entry = self._signed(number, each, previous)
            previous = entry.hash
            lines.append(entry_line(entry))
        self.change_lines(lambda _: lines)
        self.sign_head(entries=len(lines), hash=previous)

    def sign_head(self, **changed: Any) -> None:
        """Change what the head says, and sign it again."""
        path = self.folder / "head.json"
        head = json.loads(path.read_bytes())["head"] | changed
        document = {"head": head, "signature": sign(self.key, canonical_json(head))}
        path.write_bytes(written_document(document | {"public_key": public_bytes(self.key).hex()}))

    def sign_certificate(self, programme: str, changed: Mapping[str, Any] = MappingProxyType({})) -> str:
        """Change what a certificate says, and sign it again. Return its hash."""
        path = self.folder / "certificates" / f"{programme}.json"
        said = json.loads(path.read_bytes())["certificate"] | dict(changed)
        document = {"certificate": said, "signature": sign(self.key, canonical_json(said))}
        path.write_bytes(written_document(document | {"public_key": public_bytes(self.key).hex()}))
        return certificate_hash(path.read_bytes())

    def _lines(self) -> list[str]:
        return (self.folder / "ledger.jsonl").read_text("utf-8").removesuffix("\n").split("\n")

    def _told(self, entry: dict[str, Any]) -> Told:
        return Told(entry["at"], entry["kind"], entry.get("facts"), entry["facts_hash"])

    def _signed(self, number: int, told: Told, previous: str) -> Entry:
        salt = secrets.token_hex(16) if told.facts is not None else None
        hash_ = hash_facts(told.facts, salt) if told.facts is not None and salt else told.facts_hash
        unsigned = Entry(number, told.at, told.kind, hash_, previous, "", told.facts, salt)
        return Entry(number, told.at, told.kind, hash_, previous, sign(self.key, unsigned.content), told.facts, salt)
