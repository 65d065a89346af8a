"""Whatever an author types, a file is read: with faults that name a line, never with an exception."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itembank.authoring import KINDS, new_files, read_author_file
from itembank.language import LANGUAGES
from itembank.refusal_messages import welsh_expectation

FILES = {
    name: text
    for kind in KINDS
    for languages in (LANGUAGES, ("en",))
    for name, text in new_files(kind, languages, "en").items()  # type: ignore[arg-type]
}
DOCS = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text("utf-8")
PARTS = re.findall(r"```toml\n(\[\[part\]\].*?)```", DOCS, re.DOTALL)
FILES["class-soup.toml"] = "".join([FILES["class-soup.toml"].split("[[part]]")[0], *PARTS])  # every type of answer
VALUES = """0 -1 true [] {} "" "x" [[1]] 1979-05-27 inf {same=3} () a/0 [[part]] [numbers] { } , ; " .. 1..99999"""
TYPED = st.one_of(
    st.sampled_from([*VALUES.split(" "), "", "\t", "\n", "\0", "\r", '"""', "9" * 30, "a" * 200, "(" * 90]),
    st.text(max_size=8),
)


def slips(text: str) -> st.SearchStrategy[str]:
    """The text with up to four slips: a stretch, a value or a line that was typed over, taken out or moved."""
    return st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, 60), st.integers(0, 3), TYPED), max_size=4).map(
        lambda made: _with_slips(text, made)
    )


def _with_slips(text: str, made: list[tuple[int, int, int, str]]) -> str:
    for at, length, kind, typed in made:
        if kind == 0:
            text = text[:at] + typed + text[at + length :]
            continue
        lines = text.split("\n")
        place = at % len(lines)
        if kind == 1 and " = " in lines[place]:
            lines[place] = lines[place].split(" = ", 1)[0] + f" = {typed}"
        elif kind == 2:
            lines.pop(place)
        else:
            lines.insert(place, lines[(place * 7 + length) % len(lines)])
        text = "\n".join(lines)
    return text


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_file_with_slips_tells_its_faults_by_line_and_in_both_languages(name: str, data: st.DataObject) -> None:
    text = data.draw(slips(FILES[name]))
    read = read_author_file(name, text.encode())
    for fault in read.faults:
        assert 1 <= fault.line <= text.count("\n") + text.count("\r") + 2
        assert welsh_expectation(fault.expected), fault.expected
        assert fault.sentence("cy") != fault.sentence("en")


CELL = st.one_of(
    TYPED,
    st.sampled_from(
        [
            "2..9",
            "10..50 step 10",
            "3|5|8",
            "a + b",
            "a / b",
            "{a}",
            "{a",
            "coins",
            "choice",
            "number",
            "fraction",
            "mixed-number",
            "time-24",
            "-",
        ]
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    header=st.lists(
        st.sampled_from(
            ["topic", "year", "prompt_en", "prompt_cy", "answer", "key", "a", "b", "type", "where", "wrong_1"]
        ),
        max_size=12,
    ),
    rows=st.lists(st.lists(CELL, max_size=12), max_size=4),
    delimiter=st.sampled_from(",;\t"),
)
def test_any_table_is_read(header: list[str], rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([header, *rows])
    for fault in read_author_file("any.csv", written.getvalue().encode()).faults:
        assert welsh_expectation(fault.expected), fault.expected


@given(st.binary(max_size=60), st.sampled_from(["a.toml", "a.csv"]))
def test_any_bytes_are_read(data: bytes, name: str) -> None:
    assert read_author_file(name, data).faults
