"""Keeps figures that are one thing on one line, and sets what is typed on a computer in its own type.

A browser breaks lines after a hyphen, a dash and a space. In a narrow column "2026-27", "87–101" and "Year 4" would
stand on two lines, and be read as two figures. The text of a page stays as it is, so that it is found and copied.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_WHOLE = r"(?<![\w–-])(?:(?:Year|[BFM]lwyddyn|mlwyddyn) \d+|\d{1,4}[–-]\d{1,4})(?![\w–-])"
_LEFT_ALONE = r"<(?P<tag>script|style|svg|option|title|textarea|noscript)\b.*?</(?P=tag)>|<[^>]*>"
_PARTS = re.compile(f"(?P<alone>{_LEFT_ALONE})|(?P<whole>{_WHOLE})", re.DOTALL)
_CODE = re.compile("`([^`]+)`")


def keep_figures_whole(page: str) -> str:
    """Return a page of HTML in whose text ranges, school years and year groups are not broken."""
    return _PARTS.sub(
        lambda found: found["alone"] or f'<span class="mesur-whole">{found["whole"]}</span>',
        page,
    )


def coded(sentence: str) -> Markup:
    """Return a sentence as HTML, with the commands and names of settings in it, between backticks, as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(sentence))))  # noqa: S704
