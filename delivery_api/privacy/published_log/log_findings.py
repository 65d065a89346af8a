"""What can be wrong with a published log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LogFault(StrEnum):
    """What is wrong with a published log; docs/verification.md has the rules."""

    FORM = "form"
    KEY = "key"
    ENTRY = "entry"
    FACTS_FORM = "form of facts"
    WITHHELD = "facts left out"
    EXPOSED = "private facts"
    HEAD_MISSING = "head missing"
    HEAD_FORM = "head form"
    HEAD_KEY = "head key"
    HEAD_SIGNATURE = "head signature"
    HEAD_TIME = "head time"
    HEAD = "head"
    KEPT_HEAD_FORM = "kept head form"
    KEPT_HEAD_KEY = "kept head key"
    KEPT_HEAD_SIGNATURE = "kept head signature"
    KEPT_HEAD = "kept head"
    PLANNED_AGAIN = "planned again"
    ORDER = "order"
    DAY = "day"
    COMPLETION_MOVED = "completion moved"
    DESTRUCTION_DIFFERS = "destruction differs"
    CERTIFICATE_MISSING = "certificate missing"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class LogFinding:
    """Something wrong with a published log.

    Parameters
    ----------
    thing : the number of an entry, a programme or a file
    detail : the part that is wrong
    """

    fault: LogFault
    thing: str = ""
    detail: str = ""
