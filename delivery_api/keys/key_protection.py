"""What stands between a key file and its key: nothing, or a secret that the folder does not hold.

`KeyProtection` is the place for a key management service: whatever seals 32 bytes and opens them again will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.settings import InvalidSettings

SHORTEST_SECRET = 32
"""Characters that the secret of a credential has at least."""


class ProtectionMissing(KeyGone):
    """The file of a key is there, and what it was sealed under is not."""

    def __init__(self, key_id: str, protected_by: str) -> None:
        super().__init__(key_id)
        self.protected_by = protected_by


class KeyFilePlain(KeyGone):
    """The file of a key holds it unsealed, in a folder whose keys were all sealed: somebody else has put it there."""


class KeyProtection(Protocol):
    """Seals the secrets of key files and opens them."""

    @property
    def name(self) -> str:
        """What the files say they are sealed under; empty where they are not."""
        ...

    def seal(self, secret: bytes, key_id: str) -> bytes:
        """Seal the secret of a key."""
        ...

    def open(self, sealed: bytes, key_id: str, protected_by: str) -> bytes:
        """Open what was sealed under the name that the file bears.

        Raises
        ------
        ProtectionMissing : this protection cannot open it
        DecryptionFailed : the file was altered, or is another key's
        """
        ...


@dataclass(frozen=True)
class Unprotected:
    """Key files hold the keys themselves; the rights of the file system protect them."""

    name: str = ""

    def seal(self, secret: bytes, key_id: str) -> bytes:
        """Return the secret as it is."""
        return secret

    def open(self, sealed: bytes, key_id: str, protected_by: str) -> bytes:
        """Return the secret of a file that is not sealed."""
        if protected_by:
            raise ProtectionMissing(key_id, protected_by)
        return sealed


@dataclass(frozen=True)
class CredentialProtection:
    """Key files are sealed with AES-256-GCM under a secret that the service is given when it starts.

    Parameters
    ----------
    current : what new files are sealed under
    known : what files may be sealed under, by name: the current one, and one before it while it is changed
    """

    current: Key
    known: Mapping[str, Key] = field(repr=False)

    @property
    def name(self) -> str:
        """The current secret's fingerprint."""
        return self.current.id

    def seal(self, secret: bytes, key_id: str) -> bytes:
        """Seal a secret at the place of its key, so that files cannot be swapped."""
        return self.current.seal(secret, place=_place(key_id))

    def open(self, sealed: bytes, key_id: str, protected_by: str) -> bytes:
        """Open a file sealed under any of the known secrets, or not sealed at all."""
        if not protected_by:
            return sealed
        if protected_by not in self.known:
            raise ProtectionMissing(key_id, protected_by)
        return self.known[protected_by].open(sealed, place=_place(key_id))


UNPROTECTED = Unprotected()
"""The protection of a service that is given no secret."""


def key_protection(secret: str, old_secret: str = "") -> KeyProtection:
    """Return the protection under a secret; none without one.

    Parameters
    ----------
    old_secret : the secret before it, which still opens files

    Raises
    ------
    InvalidSettings : the secret is too short to protect anything
    """
    if not secret:
        return UNPROTECTED
    current, *before = (_protecting_key(each) for each in (secret, old_secret) if each)
    return CredentialProtection(current, {each.id: each for each in (current, *before)})


def _protecting_key(secret: str) -> Key:
    if len(secret) < SHORTEST_SECRET:
        raise InvalidSettings(
            None,
            "%(name)s: expected at least %(shortest)s characters, got %(got)s",
            name="key_secret",
            shortest=SHORTEST_SECRET,
            got=len(secret),
        )
    digest = sha256(b"mesur key files" + secret.encode()).digest()
    unnamed = Key("", "key files", digest)
    return Key(unnamed.fingerprint("name").hex()[:16], unnamed.purpose, digest)


def _place(key_id: str) -> str:
    return f"key file {key_id}"
