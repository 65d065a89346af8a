"""The kind of device that a browser says it runs on: enough to know one's own again, and no more is kept."""

from __future__ import annotations

from enum import StrEnum


class DeviceKind(StrEnum):
    """A kind of device."""

    COMPUTER = "computer"
    TABLET = "tablet"
    PHONE = "phone"
    OTHER = "other"


def device_kind(user_agent: str) -> DeviceKind:
    """Return the kind of device that the header User-Agent tells; browsers say little, and some say nothing true."""
    words = user_agent.lower()
    if "ipad" in words or "tablet" in words or ("android" in words and "mobile" not in words):
        return DeviceKind.TABLET
    if "iphone" in words or "mobile" in words:
        return DeviceKind.PHONE
    known = any(each in words for each in ("windows", "macintosh", "linux", "cros"))
    return DeviceKind.COMPUTER if known else DeviceKind.OTHER
