"""Figures that are one thing stay on one line, and nothing but text is touched."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from delivery_api.web.unbroken_text import coded, keep_figures_whole


@pytest.mark.parametrize("whole", ["2026-27", "87–101", "Year 4", "Blwyddyn 4", "Flwyddyn 5"])
def test_a_figure_of_two_parts_is_kept_on_one_line(whole: str) -> None:
    assert keep_figures_whole(f"<p>a {whole}.</p>") == f'<p>a <span class="mesur-whole">{whole}</span>.</p>'


@pytest.mark.parametrize(
    "page",
    [
        '<a href="/x?year=2026-27" title="Year 4">x</a>',
        "<script>2026-27</script>",
        "<svg><text>87–101</text></svg>",
        "<option>Year 4</option>",
        "<title>Year 4</title>",
        "<p>e4cf-4521-8fb0 2026-11-30 9-a</p>",
    ],
)
def test_neither_addresses_nor_drawings_nor_days_and_ids_are_touched(page: str) -> None:
    assert keep_figures_whole(page) == page


def test_a_command_is_set_as_code_and_the_rest_is_escaped() -> None:
    assert coded("a < `mesur trial extract`.") == Markup("a &lt; <code>mesur trial extract</code>.")
    assert coded(Markup("a &lt; `b`")) == Markup("a &lt; <code>b</code>")
