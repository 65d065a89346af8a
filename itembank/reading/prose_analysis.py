"""A passage's text taken apart: blocks, sentences, words."""

import re
from dataclasses import dataclass
from statistics import fmean

HEADING = "## "
ENTRY = "- "

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’\-](?=[^\W_]))*")
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'’”)]*(?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A heading, a list, or a paragraph or stanza, with its lines as the author broke them."""

    lines: tuple[str, ...]

    @property
    def heading(self) -> bool:
        return len(self.lines) == 1 and self.lines[0].startswith(HEADING)

    @property
    def entries(self) -> bool:
        return all(line.startswith(ENTRY) for line in self.lines)


def blocks(text: str) -> tuple[Block, ...]:
    """The text's paragraphs, stanzas, headings and lists, in order."""
    parted = re.split(r"\n\s*\n", text.strip())
    return tuple(Block(tuple(line.strip() for line in part.strip().splitlines())) for part in parted)


def flowing(text: str) -> str:
    """The text with each run of white space as one space, so that a stretch is found across a line's end."""
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text, lower case; a hyphen or an apostrophe inside belongs to its word."""
    return [word.lower() for word in _WORD.findall(text)]


def sentence_length(text: str) -> float:
    """Mean number of words in the sentences of the paragraphs; headings and lists are no sentences. 0 without any."""
    paragraphs = [" ".join(block.lines) for block in blocks(text) if not (block.heading or block.entries)]
    counts = [len(words(one)) for paragraph in paragraphs for one in _SENTENCE.findall(paragraph)]
    return fmean([count for count in counts if count] or [0])
