"""Which subjects there are, and which one a request is about."""

from __future__ import annotations

from collections.abc import Sequence

from delivery_api.access.refusals import NotFound
from itembank import SUBJECTS

DEFAULT_SUBJECT = "numeracy-procedural"
"""What is assigned, sat and fed back where no subject is named and no other is in use."""


def requested_subject(named: str, offered: Sequence[str]) -> str:
    """The subject that a request names, or the first on offer where it names none.

    Raises
    ------
    NotFound
    """
    if named and named not in SUBJECTS:
        raise NotFound
    return named or next(iter(offered), DEFAULT_SUBJECT)
