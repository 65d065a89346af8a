"""What the feedback routes share: the parameters, links between subjects and between school years, and downloads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.responses import Response

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from reports import subject_name

Subject = Annotated[str, Query(max_length=40)]
"""The subject of a page; "" for the default."""


SchoolYear = Annotated[str, Query(pattern=r"^(20[0-9]{2}-[0-9]{2})?$")]
"""The school year of a page, as "2026-27"; "" for the default."""


def page_address(request: Request, *, but: str = "") -> str:
    """Path and query of a page, for its links to itself.

    Parameters
    ----------
    but : a query parameter to leave out, because it applied only once
    """
    url = request.url.remove_query_params(but)
    return f"{url.path}?{url.query}" if url.query else url.path


def subject_links(subjects: Sequence[str], language: Language) -> list[dict[str, str]]:
    """The links to the other subjects of a page."""
    say = translations(language)
    return [{"id": subject, "label": subject_name(subject, say)} for subject in subjects]


def year_links(*years: str) -> list[str]:
    """The school years that a page is offered of, the latest first; none where there is one alone."""
    offered = sorted(set(years), reverse=True)
    return offered if len(offered) > 1 else []


def csv(text: str, name: str) -> Response:
    """A CSV file to download."""
    return Response(text, media_type="text/csv; charset=utf-8", headers=download(name))


def file_name(*parts: str, kind: str) -> str:
    """The name of a file that says who and what: its parts between dashes, without what file systems refuse.

    Parameters
    ----------
    parts : whom it is about, the subject, and the school year or day
    kind : the ending, such as "pdf"; "" for a folder
    """
    told = (_REFUSED.sub(" ", part).strip() for part in parts)
    return " – ".join(" ".join(part.split()) for part in told if part) + (f".{kind}" if kind else "")


def download(name: str) -> dict[str, str]:
    """The headers of a file to download; browsers on shared machines must not cache it.

    The name stands twice, as RFC 6266 (section 4.3) asks: in UTF-8, and in ASCII for whoever cannot read that.
    """
    plain = unicodedata.normalize("NFKD", name.replace("–", "-")).encode("ascii", "ignore").decode()
    value = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": value, "Cache-Control": "no-store"}


_REFUSED = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|]")
