"""A verifier of published logs that was written from docs/verification.md alone and shares no code with Mesur.

python tests/support/independent_verifier.py FOLDER PUBLIC_KEY.pem [KEPT_HEAD.json]
"""

import datetime
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

REQUIRED = {"number", "at", "kind", "facts_hash", "previous", "signature"}
PUBLIC = {"opened", "trial planned", "trial completed", "trial lost", "destroyed", "notice published"}


class Rejected(Exception):
    """The log breaks a rule; the message names it."""


def text_of(value):
    """The canonical text of a JSON value."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{text_of(name)}:{text_of(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    _require(isinstance(value, int), "a number with a fraction")
    return str(value)


def _escaped(character):
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    if character in short:
        return short[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character


def _hash(data):
    return hashlib.sha256(data).hexdigest()


def _require(condition, rule):
    if not condition:
        raise Rejected(rule)


def _require_signed(key, value, signature, rule):
    try:
        key.verify(bytes.fromhex(signature), text_of(value).encode("utf-8"))
    except (InvalidSignature, ValueError):
        raise Rejected(rule) from None


def verify_chain(lines, key):
    """Rules 1 to 6. Returns the entries and their hashes."""
    entries, hashes, at = [], ["0" * 64], ""
    for number, line in enumerate(lines, start=1):
        entry = json.loads(line)
        _require(REQUIRED <= set(entry) <= REQUIRED | {"facts", "salt"}, f"rule 1: line {number}")
        _require(number > 1 or entry["kind"] == "opened", "rule 1: first entry")
        _require(entry["number"] == number, f"rule 2: entry {number}")
        _require(entry["previous"] == hashes[-1], f"rule 3: entry {number}")
        content = {name: entry[name] for name in ("number", "at", "kind", "previous")} | {"facts": entry["facts_hash"]}
        _require_signed(key, content, entry["signature"], f"rule 4: entry {number}")
        if "facts" in entry:
            salted = {"facts": entry["facts"], "salt": entry["salt"]}
            _require(_hash(text_of(salted).encode()) == entry["facts_hash"], f"rule 5: entry {number}")
        _require("facts" in entry or entry["kind"] not in PUBLIC, f"rule 5: entry {number}")
        _require(entry["at"] >= at, f"rule 6: entry {number}")
        entries.append(entry)
        hashes.append(_hash(text_of(content).encode()))
        at = entry["at"]
    return entries, hashes[1:]


def verify_head(path, key):
    """The head in a file, if it is signed."""
    document = json.loads(path.read_text("utf-8"))
    _require_signed(key, document["head"], document["signature"], f"head: {path.name}")
    return document["head"]


def months_later(day, months):
    """The same day of the month some months later, or the last day of a shorter month."""
    first = datetime.date.fromisoformat(day)
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    for number in range(first.day, 27, -1):
        try:
            return datetime.date(year, month, number).isoformat()
        except ValueError:
            continue
    return datetime.date(year, month, first.day).isoformat()


def verify_days(entries):
    """Rules 8 and 9. Returns the last entry `destroyed` of each programme."""
    completed, cancelled, destroyed = {}, set(), {}
    for entry in entries:
        facts = entry.get("facts", {})
        if entry["kind"] == "trial completed":
            before = completed.setdefault(facts["trial"], facts["on"])
            _require(before == facts["on"], f"rule 8: {facts['trial']}")
            if facts.get("cancelled_on"):
                cancelled.add(facts["trial"])
        if entry["kind"] == "destroyed":
            destroyed[facts["programme"]] = facts
    for programme, facts in destroyed.items():
        if programme in completed:
            _require(facts["completed_on"] == completed[programme], f"rule 9: {programme}")
            is_due = facts["due_on"] == months_later(completed[programme], 18)
            _require(is_due or programme in cancelled, f"rule 9: {programme}")
    return destroyed


def verify_certificates(folder, entries, destroyed, key):
    """Rule 10."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    named = {
        (entry["facts"]["programme"], entry["facts"]["certificate"])
        for entry in entries
        if entry["kind"] == "destroyed"
    }
    hashes = set()
    for path in sorted((folder / "certificates").glob("*.json")):
        document, hash_ = json.loads(path.read_bytes()), _hash(path.read_bytes())
        _require(document["public_key"] == raw, f"rule 10: another key signed {path.name}")
        _require_signed(key, document["certificate"], document["signature"], f"rule 10: signature of {path.name}")
        _require((document["certificate"]["programme"], hash_) in named, f"rule 10: {path.name} is not in the ledger")
        hashes.add(hash_)
    for programme, facts in destroyed.items():
        _require(facts["certificate"] in hashes, f"rule 10: no certificate of {programme}")


def verify(folder, public_key, kept_head=None):
    """Check a published log. Returns the last entry `destroyed` of each programme.

    Raises
    ------
    Rejected
    """
    key = load_pem_public_key(public_key.read_bytes())
    _require(isinstance(key, Ed25519PublicKey), "the key is no Ed25519 key")
    lines = (folder / "ledger.jsonl").read_text("utf-8").split("\n")
    entries, hashes = verify_chain([line for line in lines if line], key)
    head = verify_head(folder / "head.json", key)
    _require((head["entries"], head["hash"]) == (len(entries), hashes[-1]), "rule 7: head")
    if kept_head is not None:
        kept = verify_head(kept_head, key)
        _require(kept["entries"] <= len(hashes) and hashes[kept["entries"] - 1] == kept["hash"], "the kept head")
    destroyed = verify_days(entries)
    verify_certificates(folder, entries, destroyed, key)
    return destroyed


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    try:
        for programme, facts in verify(*given).items():
            sys.stdout.write(f"{programme}: destroyed {facts['destroyed_on']}, {facts['state']}\n")
    except Rejected as rejected:
        sys.exit(f"REJECTED: {rejected}")
