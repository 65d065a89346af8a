"""The HTML of a passage, and of a passage with stretches that can be picked."""

from collections.abc import Iterator, Sequence
from html import escape

from itembank.reading.passage import Passage
from itembank.reading.prose import ENTRY, HEADING, Block, blocks, flowing

Piece = tuple[str, str]
"""A stretch's number as text, "" for what cannot be picked, and HTML."""


def passage_html(passage: Passage) -> str:
    """The text in paragraphs, verses, lists and sub-headings, without its title."""
    return "".join(_block(block, passage.kind == "verse") for block in blocks(passage.text))


def _block(block: Block, verse: bool) -> str:
    if block.heading:
        return f"<h3>{escape(block.lines[0].removeprefix(HEADING), quote=False)}</h3>"
    if block.entries:
        entries = "".join(f"<li>{escape(line.removeprefix(ENTRY), quote=False)}</li>" for line in block.lines)
        return f"<ul>{entries}</ul>"
    lines = [escape(line, quote=False) for line in block.lines]
    return f'<p class="item-verse">{"<br>".join(lines)}</p>' if verse else f"<p>{' '.join(lines)}</p>"


def pickable(passage: Passage, stretches: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    """Those paragraphs of a passage that hold stretches, cut into what can be picked and what stands between.

    Parameters
    ----------
    stretches : words of the passage, each standing in it once, none overlapping another

    Yields
    ------
    a paragraph's pieces in order; the number of a stretch is its place in ``stretches``
    """
    for block in blocks(passage.text):
        text = flowing(" ".join(line.removeprefix(ENTRY).removeprefix(HEADING) for line in block.lines))
        found = sorted((text.find(flowing(one)), place) for place, one in enumerate(stretches) if flowing(one) in text)
        if found:
            yield tuple(_pieces(text, [(begin, flowing(stretches[place]), place) for begin, place in found]))


def _pieces(text: str, found: Sequence[tuple[int, str, int]]) -> Iterator[Piece]:
    end = 0
    for begin, stretch, place in found:
        if begin > end:
            yield "", escape(text[end:begin], quote=False)
        yield str(place), escape(stretch, quote=False)
        end = begin + len(stretch)
    if end < len(text):
        yield "", escape(text[end:], quote=False)


def question_html(prompt: str) -> str:
    """A question's words, a paragraph for each line."""
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in prompt.strip().splitlines())
