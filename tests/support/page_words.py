"""What a reader sees of a page."""

from __future__ import annotations

import re
from html import unescape


def page_words(page: str) -> str:
    """The text of an HTML page without its head, scripts and style, and what charts say to screen readers only."""
    seen = re.sub(r"<(head|script|style|desc|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    seen = re.sub(r'<span class="mesur-whole">(.*?)</span>', r"\1", seen)  # within a sentence
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


def page_numbers(page: str) -> list[str]:
    """All numbers and dates that a reader sees, sorted."""
    return sorted(re.findall(r"\d+(?:[.,–-]\d+)*", page_words(page)))
