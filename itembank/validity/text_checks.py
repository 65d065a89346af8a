"""Checks of the words and HTML of a bank in its languages."""

from dataclasses import dataclass

from itembank.content.allowed_html import disallowed_markup
from itembank.language import LANGUAGES, Language, Text
from itembank.validity.field_checks import require


@dataclass(frozen=True)
class TextChecks:
    """Checks of every `Text` of a bank: words in each language of the bank, and none in another."""

    languages: tuple[Language, ...]

    def require_words(self, item: str, field: str, text: Text) -> None:
        """Check plain words without markup.

        Raises
        ------
        InvalidBank
        """
        for language in LANGUAGES:
            words = text[language]
            if language in self.languages:
                require(bool(words.strip()), item, f"{field}.{language}", "words", words)
                require("<" not in words, item, f"{field}.{language}", "no markup", words)
            else:
                self._require_none(item, f"{field}.{language}", words)

    def require_html(self, item: str, field: str, text: Text) -> None:
        """Check words or a drawing in allowed HTML.

        Raises
        ------
        InvalidBank
        """
        for language in LANGUAGES:
            html = text[language]
            if language in self.languages:
                require(bool(html.strip()), item, f"{field}.{language}", "words", html)
                fault = disallowed_markup(html) if "<" in html else None
                require(fault is None, item, f"{field}.{language}", "markup that an item may hold", fault)
            else:
                self._require_none(item, f"{field}.{language}", html)

    def require_unit(self, item: str, field: str, text: Text) -> None:
        """Check a unit: plain words, or none.

        Raises
        ------
        InvalidBank
        """
        for language in LANGUAGES:
            require("<" not in text[language], item, f"{field}.{language}", "no markup", text[language])
            if language not in self.languages:
                self._require_none(item, f"{field}.{language}", text[language])

    def _require_none(self, item: str, field: str, words: str) -> None:
        spoken = ", ".join(self.languages)
        require(not words, item, field, f"no words: the bank is in {spoken}", words)
