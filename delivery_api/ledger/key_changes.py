"""Which key signs which entries: an entry under the old key names the new one, which signs the place where it begins.

The old key says who follows it. The new one signs number and hash of the entry before, so whoever trusts the new key
alone knows by the chain of hashes that all entries before are those that it followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.ledger.entry_forms import has_public_form
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.signing import canonical_json, is_signed_by, public_bytes, sign


def key_change_facts(last: Entry, old: Key, new: Key) -> dict[str, Any]:
    """Return the facts of the entry that follows another one and puts a new key in place of the old one."""
    said = {"before": public_bytes(old).hex(), "key": new.id, "public_key": public_bytes(new).hex()}
    return said | {"proof": sign(new, _place(said, last.number + 1, last.hash))}


def follows(entry: Entry, number: int, previous: str, public_key: bytes) -> bytes | None:
    """Return the key that signs after an entry; None if it changes the key and does not hold.

    Parameters
    ----------
    number, previous : its place, by the chain before it
    public_key : the one that signs it, 32 bytes
    """
    facts = entry.facts
    if entry.kind != EntryKind.SIGNING_KEY_CHANGED:
        return public_key
    if facts is None or not has_public_form(entry) or facts["before"] != public_key.hex():
        return None
    new = bytes.fromhex(facts["public_key"])
    return new if is_signed_by(new, _place(facts, number, previous), facts["proof"]) else None


def signing_keys(entries: Iterable[Entry], public_key: bytes) -> tuple[bytes, ...]:
    """Return the public keys of a chain in their order, unchecked: one more than it has changes.

    Parameters
    ----------
    public_key : what signs if the chain says nothing of keys
    """
    changes = [each.facts for each in entries if _changes_the_key(each) and each.facts]
    first = bytes.fromhex(changes[0]["before"]) if changes else public_key
    return (first, *(bytes.fromhex(each["public_key"]) for each in changes))


def key_after(entries: Sequence[Entry], count: int, public_key: bytes) -> bytes:
    """Return the key that signs after some entries of a chain that holds: a head of them, and the next entry.

    Parameters
    ----------
    count : how many entries
    public_key : as for `signing_keys`
    """
    keys = signing_keys(entries, public_key)
    return keys[sum(_changes_the_key(each) for each in entries[:count])]


def _changes_the_key(entry: Entry) -> bool:
    return entry.kind == EntryKind.SIGNING_KEY_CHANGED and entry.facts is not None and has_public_form(entry)


def _place(said: Any, number: int, previous: str) -> bytes:  # noqa: ANN401 - facts as JSON
    names = ("before", "public_key")
    return canonical_json({name: said[name] for name in names} | {"number": number, "previous": previous})
