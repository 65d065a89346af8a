"""A text in each language, as the controller's files have it."""

from __future__ import annotations

from collections.abc import Mapping

from delivery_api.web.reader_language import LANGUAGES

Text = Mapping[str, str]
"""A text in each language."""


def read_text(given: object, place: str) -> Text:
    """Read a text that stands in every language and in no other.

    Raises
    ------
    ValueError : the message names the place and what it lacks
    """
    found = given if isinstance(given, Mapping) else {}
    missing = [language for language in LANGUAGES if not str(found.get(language, "")).strip()]
    more = [str(name) for name in found if name not in LANGUAGES]
    if missing or more:
        what = f"lacks {', '.join(missing)}" if missing else f"has more: {', '.join(more)}"
        msg = f"{place}: expected a text in cy and in en, {what}"
        raise ValueError(msg)
    return {language: str(found[language]) for language in LANGUAGES}
