"""Languages and bilingual text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

Language = Literal["cy", "en"]
LANGUAGES: tuple[Language, ...] = ("cy", "en")


@dataclass(frozen=True)
class Text:
    """A text in Welsh and English; ``text["cy"]`` is ``text.cy``."""

    cy: str
    en: str

    def __getitem__(self, language: str) -> str:
        return {"cy": self.cy, "en": self.en}[language]

    @classmethod
    def same(cls, words: str) -> Self:
        """A text that is the same in both languages: figures, names, symbols."""
        return cls(words, words)

    @classmethod
    def each(cls, translate: Callable[[Language], str]) -> Self:
        """A text made by one function of the language."""
        return cls(translate("cy"), translate("en"))

    def filled(self, *values: object) -> Self:
        """Fill in the %-placeholders of both languages.

        Parameters
        ----------
        values : one for each placeholder; a `Text` among them is filled in with its own language
        """
        cls = type(self)

        def fill(language: Language) -> str:
            return self[language] % tuple(each[language] if isinstance(each, Text) else each for each in values)

        return cls.each(fill)
