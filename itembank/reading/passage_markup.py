"""The HTML of a passage, and of a passage with stretches that can be picked."""

from collections.abc import Iterator, Sequence
from html import escape

from itembank.reading.passage import Passage
from itembank.reading.prose_analysis import ENTRY, HEADING, Block, blocks, flowing

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
    """Those parts of a passage that hold stretches, cut into what can be picked and what stands between.

    A part is a paragraph, or a line of a list or a stanza; a stanza in which a stretch runs on over a line's end is one
    part.

    Parameters
    ----------
    stretches : words of the passage, each standing in it once, none overlapping another

    Yields
    ------
    the pieces of a part in order; the number of a stretch is its place in ``stretches``
    """
    wanted = [flowing(stretch) for stretch in stretches]
    for block in blocks(passage.text):
        for text in _parts(block, passage.kind == "verse", wanted):
            found = sorted((text.find(one), place) for place, one in enumerate(wanted) if one in text)
            if found:
                yield tuple(_pieces(text, [(begin, wanted[place], place) for begin, place in found]))


def _parts(block: Block, verse: bool, wanted: Sequence[str]) -> list[str]:
    lines = [flowing(line.removeprefix(ENTRY).removeprefix(HEADING)) for line in block.lines]
    whole = flowing(" ".join(lines))
    apart = verse or block.entries
    runs_on = any(one in whole and not any(one in line for line in lines) for one in wanted)
    return lines if apart and not runs_on else [whole]


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
