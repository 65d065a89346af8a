"""Reads and writes the Distinguished Encoding Rules (ITU-T X.690), as far as time-stamps need them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

INTEGER, BOOLEAN, OCTETS, NULL, OID, SEQUENCE, SET, TIME = 0x02, 0x01, 0x04, 0x05, 0x06, 0x30, 0x31, 0x18
FIRST = 0xA0
"""The context tag [0] of a constructed value."""


@dataclass(frozen=True)
class Element:
    """One value: its tag, its content, and the bytes of both with the length."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list[Element]:
        """The values that it consists of.

        Raises
        ------
        ValueError
        """
        return list(elements(self.content))


def element(tag: int, *contents: bytes) -> bytes:
    """Return a value of some contents."""
    content = b"".join(contents)
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([128 | len(octets)]) + octets) + content


def number(value: int) -> bytes:
    """Return a whole number that is not negative."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def elements(encoded: bytes) -> Iterator[Element]:
    """Yield the values of some bytes.

    Raises
    ------
    ValueError : a value is cut, or its length is not written in the one way that the rules allow
    """
    at = 0
    while at < len(encoded):
        begin, size = _content(encoded, at)
        if begin + size > len(encoded):
            msg = f"expected {size} bytes of a value at byte {at}, got {len(encoded) - begin}"
            raise ValueError(msg)
        yield Element(encoded[at], encoded[begin : begin + size], encoded[at : begin + size])
        at = begin + size


def only(encoded: bytes) -> Element:
    """Return the one value that some bytes are.

    Raises
    ------
    ValueError
    """
    (found,) = elements(encoded)
    return found


def _content(encoded: bytes, at: int) -> tuple[int, int]:
    """Where the content of a value begins, and how long it is."""
    head = encoded[at + 1 : at + 2]
    if not head:
        msg = f"expected the length of a value at byte {at}, got the end"
        raise ValueError(msg)
    if head[0] < 128:
        return at + 2, head[0]
    octets = encoded[at + 2 : at + 2 + head[0] - 128]
    size = int.from_bytes(octets, "big")
    if not 1 <= len(octets) == head[0] - 128 <= 4 or size < 128 or not octets[0]:
        msg = f"expected the shortest form of a length at byte {at}, got {head.hex()}{octets.hex()}"
        raise ValueError(msg)
    return at + 2 + len(octets), size
