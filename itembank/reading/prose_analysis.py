"""Splits a passage's text into blocks, sentences and words."""

import re
from dataclasses import dataclass
from statistics import fmean

HEADING = "## "
ENTRY = "- "

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’\-](?=[^\W_]))*")
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'’”)]*(?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A heading, list, paragraph or stanza, with the author's line breaks."""

    lines: tuple[str, ...]

    @property
    def is_heading(self) -> bool:
        return len(self.lines) == 1 and self.lines[0].startswith(HEADING)

    @property
    def is_list(self) -> bool:
        return all(line.startswith(ENTRY) for line in self.lines)


def blocks(text: str) -> tuple[Block, ...]:
    """The text's paragraphs, stanzas, headings and lists, in order."""
    parted = re.split(r"\n\s*\n", text.strip())
    return tuple(Block(tuple(line.strip() for line in part.strip().splitlines())) for part in parted)


def collapse_whitespace(text: str) -> str:
    """Replace each run of white space by one space, so that a stretch is found across line breaks."""
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text in lower case; an internal hyphen or apostrophe is part of the word."""
    return [word.lower() for word in _WORD.findall(text)]


def sentence_length(text: str) -> float:
    """Mean number of words per sentence, ignoring headings and lists; 0 if there is no sentence."""
    paragraphs = [" ".join(block.lines) for block in blocks(text) if not (block.is_heading or block.is_list)]
    counts = [len(words(one)) for paragraph in paragraphs for one in _SENTENCE.findall(paragraph)]
    return fmean([count for count in counts if count] or [0])
