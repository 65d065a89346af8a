"""Chooses the language of a page from its address, the session and the browser."""

from __future__ import annotations

from typing import Literal, TypeGuard

Language = Literal["cy", "en"]
LANGUAGES: tuple[Language, ...] = ("cy", "en")

# School machines are mostly delivered in English, so English in Accept-Language means little, while Welsh in it is
# always a choice. Without Welsh a page opens in English, with "Cymraeg" one tap away.
DEFAULT_LANGUAGE: Language = "en"


def is_language(value: object) -> TypeGuard[Language]:
    """Return whether a value is ``cy`` or ``en``."""
    return value in LANGUAGES


def choose_language(query: str | None, session: str | None, accept: str | None) -> Language:
    """Return the language of a page: the address's, else the session's, else the browser's, else English.

    Parameters
    ----------
    query : value of ``?lang=``; anything but ``cy`` or ``en`` is ignored
    session : language kept in the server-side session, None before sign-in
    accept : the ``Accept-Language`` header
    """
    if is_language(query):
        return query
    if is_language(session):
        return session
    return accepted_language(accept or "")


def accepted_language(accept: str) -> Language:
    """Return the preferred one of Welsh and English in an ``Accept-Language`` header (RFC 9110 §12.5.4)."""
    quality: dict[str, float] = {}
    for entry in accept.split(","):
        tag, _, parameters = entry.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality[primary] = max(quality.get(primary, 0.0), _quality(parameters))
    return "cy" if quality.get("cy", 0.0) > quality.get("en", 0.0) else DEFAULT_LANGUAGE


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0  # a malformed quality expresses no preference
