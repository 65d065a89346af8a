"""PDFs that a process of its own makes one after the other."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reports.formats import typesetter
from reports.formats.letter import LETTERS, Letter, letter_pages, letter_pdf
from reports.formats.pdf import document, learners_data
from reports.formats.typesetter import TypesettingFailed, typeset_all
from reports.formats.typesetting_child import TypstDocument

DAY = date(2026, 11, 28)


def letter(name: str) -> TypstDocument:
    pages = letter_pages(Letter(name, (f"Annwyl {name}",), ()), "cy")
    return document(LETTERS, learners_data([pages], name, "cy"), DAY)


def test_documents_come_in_order_and_as_this_process_would_make_them() -> None:
    names = ["Ŵyn", 'Siân "#panic()"', "Aled"]
    here = [letter_pdf(Letter(name, (f"Annwyl {name}",), ()), "cy", DAY) for name in names]
    assert list(typeset_all(map(letter, names))) == here


def test_the_next_document_is_drawn_before_the_one_before_is_waited_for() -> None:
    drawn: list[str] = []

    def documents() -> Iterator[TypstDocument]:
        for name in ("a", "b", "c"):
            drawn.append(name)
            yield letter(name)

    made = typeset_all(documents())
    next(made)
    assert drawn == ["a", "b"]
    made.close()
    assert drawn == ["a", "b"]


def test_a_process_that_ends_is_no_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "child.py"
    program.write_text("import sys; sys.stdin.readline(); sys.stdout.write('short')")
    monkeypatch.setattr(typesetter, "CHILD", program)
    with pytest.raises(TypesettingFailed, match="expected a PDF"):
        list(typeset_all([letter("a")]))


def test_no_documents_are_none() -> None:
    assert list(typeset_all([])) == []
