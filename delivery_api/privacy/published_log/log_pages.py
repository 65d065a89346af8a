"""The pages of the published log: what they show, and the ones that go with a copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from delivery_api.privacy.published_log.log_check import PublishedLog
from delivery_api.privacy.published_log.log_messages import page_words
from delivery_api.privacy.published_log.programme_records import programme_records
from delivery_api.web.bundles.bundled_files import STATIC_FOLDER
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import jinja_environment
from delivery_api.web.reader_language import LANGUAGES, Language
from reports.translations import long_date

CERTIFICATE_FOLDER = "certificates"
ASSETS = ("published-log-rules.js", "published-log.js", "published-log.css")


@dataclass(frozen=True)
class LogAddresses:
    """Where a page finds the files of the log; PROGRAMME in the certificate's stands for a programme's id."""

    entries: str
    key: str
    head: str
    certificate: str


OF_A_COPY = LogAddresses("ledger.jsonl", "public-key.pem", "head.json", f"{CERTIFICATE_FOLDER}/PROGRAMME.json")


def page_content(log: PublishedLog, files: LogAddresses, language: Language, today: date) -> Mapping[str, object]:
    """Return the variables of the page's template."""
    return {
        "records": programme_records(log.told),
        "files": files,
        "words": {**page_words(translations(language)), "months": _months(language)},
        "today": today,
        "long_day": lambda day: long_date(date.fromisoformat(day), language) if day else "–",
    }


def copy_pages(log: PublishedLog, today: date) -> Mapping[str, str]:
    """Return the pages that go with a copy, by file name: one in each language, Welsh first."""
    pages = {f"{language}.html": _copy_page(log, language, today) for language in LANGUAGES}
    assets = {name: (STATIC_FOLDER / name).read_text("utf-8") for name in ASSETS}
    return {"index.html": pages["cy.html"], **pages, **assets}


def _copy_page(log: PublishedLog, language: Language, today: date) -> str:
    other: Language = "en" if language == "cy" else "cy"
    template = jinja_environment(language).get_template("published_log_copy.html")
    content = page_content(log, OF_A_COPY, language, today)
    return template.render(language=language, other_language=other, other_page=f"{other}.html", **content)


def _months(language: Language) -> list[str]:
    return [long_date(date(2026, month, 1), language).split()[1] for month in range(1, 13)]
