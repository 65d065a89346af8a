"""A published log without trials says so."""

from __future__ import annotations

import pytest

from delivery_api.web.page_rendering import jinja_environment
from delivery_api.web.reader_language import Language


@pytest.mark.parametrize(("language", "words"), [("en", "None yet"), ("cy", "Dim eto")])
def test_a_log_without_trials_says_so(language: Language, words: str) -> None:
    files = {"entries": "", "key": "", "head": "", "certificate": ""}
    page = (
        jinja_environment(language).get_template("published_log_table.html").render(records=[], files=files, words={})
    )
    assert f"data-none>{words}</p>" in page
