"""HTML of a passage, and of a passage with selectable stretches."""

from collections.abc import Iterator, Sequence
from html import escape

from itembank.reading.passage import Passage
from itembank.reading.prose_analysis import ENTRY, HEADING, Block, blocks, collapse_whitespace

SelectablePiece = tuple[str, str]
"""Number of a selectable stretch as text ("" if not selectable), and its HTML."""


def passage_html(passage: Passage) -> str:
    """HTML of the text without its title: paragraphs, verses, lists and sub-headings."""
    return "".join(_block(block, passage.kind == "verse") for block in blocks(passage.text))


def _block(block: Block, verse: bool) -> str:
    if block.is_heading:
        return f"<h3>{escape(block.lines[0].removeprefix(HEADING), quote=False)}</h3>"
    if block.is_list:
        entries = "".join(f"<li>{escape(line.removeprefix(ENTRY), quote=False)}</li>" for line in block.lines)
        return f"<ul>{entries}</ul>"
    lines = [escape(line, quote=False) for line in block.lines]
    return f'<p class="item-verse">{"<br>".join(lines)}</p>' if verse else f"<p>{' '.join(lines)}</p>"


def selectable_parts(passage: Passage, stretches: Sequence[str]) -> Iterator[tuple[SelectablePiece, ...]]:
    """The parts of a passage that contain stretches, cut into selectable and other pieces.

    A part is a paragraph, or a line of a list or stanza. A stanza in which a stretch continues across a line break is
    one part.

    Parameters
    ----------
    stretches : verbatim text of the passage; each occurs once and none overlap

    Yields
    ------
    the pieces of a part in order; the number of a stretch is its place in ``stretches``
    """
    wanted = [collapse_whitespace(stretch) for stretch in stretches]
    for block in blocks(passage.text):
        for text in _parts(block, passage.kind == "verse", wanted):
            found = sorted((text.find(one), place) for place, one in enumerate(wanted) if one in text)
            if found:
                yield tuple(_pieces(text, [(begin, wanted[place], place) for begin, place in found]))


def _parts(block: Block, verse: bool, wanted: Sequence[str]) -> list[str]:
    lines = [collapse_whitespace(line.removeprefix(ENTRY).removeprefix(HEADING)) for line in block.lines]
    whole = collapse_whitespace(" ".join(lines))
    apart = verse or block.is_list
    runs_on = any(one in whole and not any(one in line for line in lines) for one in wanted)
    return lines if apart and not runs_on else [whole]


def _pieces(text: str, found: Sequence[tuple[int, str, int]]) -> Iterator[SelectablePiece]:
    end = 0
    for begin, stretch, place in found:
        if begin > end:
            yield "", escape(text[end:begin], quote=False)
        yield str(place), escape(stretch, quote=False)
        end = begin + len(stretch)
    if end < len(text):
        yield "", escape(text[end:], quote=False)


def question_html(prompt: str) -> str:
    """HTML of a prompt, one paragraph for each line."""
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in prompt.strip().splitlines())
