"""A published log without trials says so, and its buttons for files are in the language of the page."""

from __future__ import annotations

import pytest

from delivery_api.web.page_rendering import jinja_environment
from delivery_api.web.reader_language import Language


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [("en", "None yet", "Choose a file"), ("cy", "Dim eto", "Dewis ffeil")],
)
def test_a_log_without_trials_says_so(language: Language, words: str, asked: str) -> None:
    files = {"entries": "", "key": "", "head": "", "certificate": ""}
    page = (
        jinja_environment(language).get_template("published_log_table.html").render(records=[], files=files, words={})
    )
    assert f"data-none>{words}</p>" in page
    assert '<table class="mesur-dense" hidden>' in page
    assert page.count(f'mesur-file__button" for="kept-head">{asked}</label>') == 1
