"""A bundle as a page that stands by itself."""

from __future__ import annotations

from typing import Any

from delivery_api.privacy.rights.bundle_words import column_word, rule_words, value_words
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import jinja_environment
from delivery_api.web.reader_language import Language


def bundle_page(document: dict[str, Any], language: Language) -> str:
    """Return a bundle as HTML in a language."""
    say = translations(language)
    page = jinja_environment(language).get_template("access_bundle.html")
    return page.render(
        language=language,
        document=document,
        word=lambda name: column_word(name, say),
        shown=lambda value, name="", table="": value_words(name, value, language, table),
        rule=lambda goes: rule_words(goes[language], say),
    )
