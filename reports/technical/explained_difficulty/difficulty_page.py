"""The report on explained difficulty."""

from html import escape

import numpy as np

from calibration import ExplainedDifficulty
from itembank.html_report.html_tables import captioned_chart, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language
from reports.technical.explained_difficulty import difficulty_messages as phrases
from reports.technical.explained_difficulty.difficulty_chart import BandedDot, banded_chart
from reports.technical.explained_difficulty.difficulty_sentences import (
    DifficultyEvidence,
    coding_sentences,
    coefficient_sentence,
    summary_sentences,
    validation_sentences,
)
from reports.technical.page_parts import formatted, html_page, paragraph, reading_guide, sentence, verdict

MOST_NEW = 60
"""Most items without responses in the page's table."""


def difficulty_page(found: DifficultyEvidence, file: str, language: Language) -> str:
    """The page in one language: verdict, validation, coefficients, chart, items to look at, items not asked."""
    title = sentence(phrases.TITLE, language, file)
    first, *others = summary_sentences(found, language)
    parts = (
        f"<h1>{escape(title)}</h1>",
        verdict(first, holds=found.holds),
        *map(paragraph, others),
        _validation(found, language),
        _coefficients(found.explained, language),
        _chart(found, language),
        _far_off(found.explained, language),
        _new_items(found, language),
        reading_guide(language),
    )
    return html_page(title, "".join(parts), language)


def _section(name: str, heading: str, body: str) -> str:
    return f'<section id="{name}"><h2>{escape(heading)}</h2>{body}</section>'


def _validation(found: DifficultyEvidence, language: Language) -> str:
    told = "".join(map(paragraph, validation_sentences(found.validation, found.explained.fitted.items, language)))
    return _section("validation", sentence(phrases.VALIDATION, language), told)


def _coefficients(explained: ExplainedDifficulty, language: Language) -> str:
    heading = sentence(phrases.COEFFICIENTS, language)
    rows = [
        (
            sentence(phrases.CONSTANT_TERM, language) if each.column is None else each.column.name,
            coefficient_sentence(each, language),
            formatted(each.value, signed=True),
            formatted(each.se),
            "< 0.0001" if each.p < 1e-4 else formatted(each.p, 4),
        )
        for each in explained.coefficients
    ]
    told = "".join(map(paragraph, coding_sentences(explained, language)))
    return _section("coefficients", heading, told + table(heading, phrases.COEFFICIENT_HEADS, rows, language, 2))


def _chart(found: DifficultyEvidence, language: Language) -> str:
    explained, predicted = found.explained, found.predicted
    place = {item: at for at, item in enumerate(predicted.items)}
    low, high = predicted.band()
    away, _ = explained.deletion_residuals
    dots = [
        BandedDot(float(b - off), float(b), float(low[place[item]]), float(high[place[item]]), not far, item)
        for item, b, off, far in zip(
            explained.fitted.items, explained.fitted.b, away, explained.far_off.tolist(), strict=True
        )
        if np.isfinite(off)
    ]
    told = sentence(phrases.CHART_TOLD, language, int(explained.far_off.sum()))
    words = ChartText(
        "predicted-fitted", sentence(phrases.CHART, language), told, sentence(phrases.PREDICTED, language)
    )
    return captioned_chart(words, banded_chart(words, dots))


def _far_off(explained: ExplainedDifficulty, language: Language) -> str:
    heading = sentence(phrases.FAR_OFF, language)
    away, se = explained.deletion_residuals
    families = explained.table.families or ("–",) * len(away)
    named = np.flatnonzero(explained.far_off)
    rows = [
        (
            explained.fitted.items[at],
            families[at],
            formatted(explained.fitted.b[at]),
            formatted(explained.fitted.b[at] - away[at]),
            formatted(away[at], signed=True),
            formatted(se[at]),
        )
        for at in named[np.argsort(-np.abs(away[named] / se[named]))].tolist()
    ]
    if not rows:
        return _section("far-off", heading, paragraph(sentence(phrases.NONE_FAR_OFF, language)))
    told = paragraph(sentence(phrases.FAR_OFF_TOLD, language))
    return _section("far-off", heading, told + table(heading, phrases.FAR_OFF_HEADS, rows, language, 2))


def _new_items(found: DifficultyEvidence, language: Language) -> str:
    predicted, heading = found.predicted, sentence(phrases.NEW_ITEMS, language)
    new = np.flatnonzero(~predicted.asked)
    if not new.size:
        return ""
    low, high = predicted.band()
    rows = [
        (
            predicted.items[at],
            phrases.BASES[predicted.basis[at].name.lower()][language],
            *(formatted(values[at]) for values in (predicted.b, predicted.se, low, high)),
        )
        for at in new[:MOST_NEW].tolist()
    ]
    told = paragraph(sentence(phrases.NEW_ITEMS_TOLD, language, len(rows), new.size))
    return _section("new-items", heading, told + table(heading, phrases.NEW_ITEM_HEADS, rows, language, 2))
