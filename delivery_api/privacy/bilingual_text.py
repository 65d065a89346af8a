"""A text in each language, as the controller's files have it."""

from __future__ import annotations

from collections.abc import Mapping

from delivery_api.foreseen_faults import ForeseenFault
from delivery_api.web.reader_language import LANGUAGES

Text = Mapping[str, str]
"""A text in each language."""


class IncompleteText(ForeseenFault):
    """A text of the controller's lacks a language, or has one more; the message names its place."""


def read_text(given: object, place: str) -> Text:
    """Read a text that stands in every language and in no other.

    Raises
    ------
    IncompleteText
    """
    found = given if isinstance(given, Mapping) else {}
    missing = [language for language in LANGUAGES if not str(found.get(language, "")).strip()]
    more = [str(name) for name in found if name not in LANGUAGES]
    if missing:
        raise IncompleteText(
            place, "expected a text in `cy` and in `en`, lacks %(missing)s", missing=", ".join(missing)
        )
    if more:
        raise IncompleteText(place, "expected a text in `cy` and in `en`, has more: %(more)s", more=", ".join(more))
    return {language: str(found[language]) for language in LANGUAGES}
