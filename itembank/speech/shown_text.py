"""The sentences that stand on a page, from its markup.

The player finds the same sentences in the page itself (`web/static/read-aloud.js`), so both follow the same rules: what
stands in a block of its own is apart from the rest, a drawing says nothing, and a formula is written in a line.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# fmt: off
# a list that is read, a few to the line
_INLINE = frozenset(
    (
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "small",
        "sub",
        "sup",
        "span",
        "q",
        "cite",
        "abbr",
        "math",
        "mrow",
        "mn",
        "mo",
        "mi",
        "ms",
        "mtext",
        "mspace",
    )
)
# fmt: on
_FORMULA_PARTS = {"mfrac": ("(", "/", ")"), "msup": ("", "^(", ")"), "mroot": ("√(", ",", ")")}
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][”’\")])\s+")


def sentences_of(html: str) -> tuple[str, ...]:
    """The sentences of trusted markup in order, without those that say nothing.

    A fraction is written as (3/4), a power as 5^(2), a root as √.
    """
    reader = _BlockReader()
    reader.feed(html)
    reader.end_block()
    sentences = (sentence for block in reader.blocks for sentence in _SENTENCE_END.split(block))
    return tuple(sentence for sentence in sentences if sentence)


@dataclass
class _Open:
    """An open formula, and how many of its parts have begun."""

    tag: str
    depth: int
    parts: int = 0


@dataclass
class _State:
    depth: int = 0
    silent_since: int | None = None
    formulas: list[_Open] = field(default_factory=list)


class _BlockReader(HTMLParser):
    """Collects the text of each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._text = ""
        self._at = _State()

    def end_block(self) -> None:
        """Close the block that is being read."""
        if text := re.sub(r"[ \t\r\n]+", " ", self._text).strip():
            self.blocks.append(text)
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "hr", "col"):
            return self.end_block()
        self._at.depth += 1
        if self._at.silent_since is not None:
            return None
        if tag == "svg" or ("aria-hidden", "true") in attrs:
            self._at.silent_since = self._at.depth
        formula = self._at.formulas[-1] if self._at.formulas else None
        if formula and self._at.depth == formula.depth + 1:
            self._text += _FORMULA_PARTS[formula.tag][formula.parts]
            formula.parts += 1
        if tag in _FORMULA_PARTS:
            self._at.formulas.append(_Open(tag, self._at.depth))
        elif tag == "msqrt":
            self._text += "√"
        elif tag not in _INLINE:
            self.end_block()
        return None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("br", "hr", "col"):
            return
        if self._at.silent_since is None:
            if tag in _FORMULA_PARTS:
                self._text += _FORMULA_PARTS[self._at.formulas.pop().tag][2]
            elif tag not in _INLINE and tag != "msqrt":
                self.end_block()
        elif self._at.silent_since == self._at.depth:
            self._at.silent_since = None
        self._at.depth -= 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read an element without content, as `<path/>` in a drawing."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._at.silent_since is None:
            self._text += data
