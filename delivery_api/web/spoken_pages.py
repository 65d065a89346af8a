"""What pages ask of the recordings that are read aloud; the room `voice` answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from delivery_api.web.reader_language import Language


@dataclass(frozen=True)
class SpokenPages:
    """What is read aloud on pages.

    Parameters
    ----------
    words : the address of the list of what the pages say in a language; "" where nothing may be heard
    practice : the address of that list with the questions of `/practice`
    recordings : the files of the sentences of a text; empty unless each of them may be heard
    state : "absent", "unapproved" or "heard", which staff are told of a language; "" without recordings
    """

    words: Callable[[Language], str]
    practice: Callable[[Language], str]
    recordings: Callable[[str, Language], tuple[str, ...]]
    state: Callable[[Language], str]


SILENT = SpokenPages(lambda _language: "", lambda _language: "", lambda _text, _language: (), lambda _language: "")
"""Nothing is read aloud."""
