"""Chooses the subject of a request."""

from __future__ import annotations

from collections.abc import Sequence

from delivery_api.access.refusals import NotFound
from itembank import SUBJECTS

DEFAULT_SUBJECT = "numeracy-procedural"
"""The subject when a request names none and no bank is in use."""


def requested_subject(named: str, offered: Sequence[str]) -> str:
    """Return the subject that a request names, or the first one in use when it names none.

    Raises
    ------
    NotFound
    """
    if named and named not in SUBJECTS:
        raise NotFound
    return named or next(iter(offered), DEFAULT_SUBJECT)
