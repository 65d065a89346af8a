"""A fault of a file or of a program beside Mesur that commands tell in the reader's language."""

from __future__ import annotations

from collections.abc import Callable


class ForeseenFault(Exception):
    """Something outside Mesur is not as it was expected.

    Parameters
    ----------
    place : the file, entry or program that is named first; None where the sentence names it
    sentence : what was expected, in English, with places for the facts (%(name)s); a sentence of the message catalogue
    """

    def __init__(self, place: object, sentence: str, **facts: object) -> None:
        self.place, self.sentence, self.facts = place, sentence, facts
        super().__init__(self.said(str))

    def said(self, translate: Callable[[str], str]) -> str:
        """What is wrong, by a translator of its sentence."""
        told = translate(self.sentence) % self.facts
        return told if self.place is None else f"{self.place}: {told}"
