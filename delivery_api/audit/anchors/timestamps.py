"""Time-stamps by a service that follows RFC 3161: the request, and the check of what it answers.

The answer is a signed message (CMS, RFC 5652) that holds the hash that was sent, and the time. It is checked with the
service's own signing certificate, which the operator keeps.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash, HashAlgorithm
from cryptography.x509 import Certificate, ExtendedKeyUsage, ExtensionNotFound
from cryptography.x509.oid import ExtendedKeyUsageOID

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit.anchors.der import (
    BOOLEAN,
    FIRST,
    INTEGER,
    NULL,
    OCTETS,
    OID,
    SEQUENCE,
    TIME,
    Element,
    element,
    number,
    only,
)

MEDIA_TYPE = "application/timestamp-query"

_SHA256, _SHA384, _SHA512 = (bytes.fromhex(f"60864801650304020{n}") for n in (1, 2, 3))
_HASHES: dict[bytes, type[HashAlgorithm]] = {_SHA256: SHA256, _SHA384: SHA384, _SHA512: SHA512}
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TIMESTAMP_INFO = bytes.fromhex("2a864886f70d0109100104")
_CONTENT_TYPE, _MESSAGE_DIGEST = (bytes.fromhex(f"2a864886f70d01090{n}") for n in (3, 4))


class TimestampRefused(Declined):
    """What a time-stamp service answered is no time-stamp of what was sent, or is signed by somebody else."""


def timestamp_request(document: bytes) -> bytes:
    """Return the request of a time-stamp of a document (RFC 3161, section 2.4.1), with a random nonce."""
    nonce = secrets.randbits(63)
    return element(SEQUENCE, number(1), _imprint(document), number(nonce), element(BOOLEAN, b"\xff"))


def read_timestamp(response: bytes, document: bytes, certificates: Sequence[Certificate] = ()) -> datetime:
    """Return when a service saw a document.

    Parameters
    ----------
    response : what it answered (RFC 3161, section 2.4.2)
    certificates : its signing certificates, of now and of before; without any, only the hash is compared

    Raises
    ------
    TimestampRefused
    """
    try:
        info, signer = _token(response)
        made_at = _time(info, document)
        if certificates and not any(_is_signed_by(each, info, signer, made_at) for each in certificates):
            raise TimestampRefused(Reason.TIMESTAMP, why="signature")
    except (ValueError, IndexError, LookupError) as error:
        raise TimestampRefused(Reason.TIMESTAMP, why="form") from error
    return made_at


def _imprint(document: bytes) -> bytes:
    algorithm = element(SEQUENCE, element(OID, _SHA256), element(NULL))
    return element(SEQUENCE, algorithm, element(OCTETS, sha256(document).digest()))


def _token(response: bytes) -> tuple[bytes, list[Element]]:
    """Return what is signed, and the parts of who signed it."""
    status, *token = only(response).parts()
    if not token or int.from_bytes(_of(status.parts()[0], INTEGER), "big") > 1:  # granted, or with changes
        raise TimestampRefused(Reason.TIMESTAMP, why="refused")
    kind, content = token[0].parts()
    if kind.content != _SIGNED_DATA:
        raise ValueError(kind.content.hex())
    _, _, signed, *_, signers = only(_of(content, FIRST)).parts()
    what, info = signed.parts()
    if what.content != _TIMESTAMP_INFO:
        raise ValueError(what.content.hex())
    (signer,) = signers.parts()
    return _of(only(_of(info, FIRST)), OCTETS), signer.parts()


def _time(info: bytes, document: bytes) -> datetime:
    _, _, imprint, _, made_at, *_ = only(info).parts()
    algorithm, digest = imprint.parts()
    if algorithm.parts()[0].content != _SHA256 or digest.content != sha256(document).digest():
        raise TimestampRefused(Reason.TIMESTAMP, why="document")
    text = _of(made_at, TIME).decode("ascii").removesuffix("Z").partition(".")[0]
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _is_signed_by(certificate: Certificate, info: bytes, signer: list[Element], made_at: datetime) -> bool:
    """Whether a certificate for time-stamps, valid at the time, signed the attributes that name what is stamped."""
    _, _, digest, attributes, _, signature, *_ = signer
    method = _HASHES[digest.parts()[0].content]()
    if attributes.tag != FIRST or not _names(attributes, info, method):
        return False
    signed = b"\x31" + attributes.whole[1:]  # it is signed as a set, not under its tag (RFC 5652, section 5.4)
    is_valid = certificate.not_valid_before_utc <= made_at <= certificate.not_valid_after_utc
    return is_valid and _is_for_timestamps(certificate) and _holds(certificate, signature.content, signed, method)


def _names(attributes: Element, info: bytes, method: HashAlgorithm) -> bool:
    found = {each.parts()[0].content: only(each.parts()[1].content).content for each in attributes.parts()}
    hashed = Hash(method)
    hashed.update(info)
    return found[_CONTENT_TYPE] == _TIMESTAMP_INFO and found[_MESSAGE_DIGEST] == hashed.finalize()


def _is_for_timestamps(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(ExtendedKeyUsage)
    except ExtensionNotFound:
        return False
    return list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]  # and nothing else: RFC 3161, section 2.3


def _holds(certificate: Certificate, signature: bytes, signed: bytes, method: HashAlgorithm) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, signed, PKCS1v15(), method)
            return True
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, signed, ECDSA(method))
            return True
    except InvalidSignature:
        return False
    return False


def _of(found: Element, tag: int) -> bytes:
    if found.tag != tag:
        msg = f"expected a value of tag {tag:#x}, got {found.tag:#x}"
        raise ValueError(msg)
    return found.content
