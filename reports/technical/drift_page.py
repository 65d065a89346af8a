"""The report on the drift of items over windows."""

from html import escape

import numpy as np

from calibration.invariance.drift import DriftClass, ItemDrift
from calibration.sentences.drift_sentences import drift_phrase
from itembank.html_report.html_tables import table
from itembank.language import Language
from reports.technical import drift_messages as messages
from reports.technical.page_parts import formatted, html_page, paragraph, sentence, verdict


def drift_page(found: ItemDrift, file: str, language: Language) -> str:
    """A page on drift in one language."""
    title = sentence(messages.TITLE, language, file)
    rows = alarmed(found)
    first, *others = drift_sentences(found, language)
    holds = DriftClass.DRIFTED not in found.classes
    body = [f"<h1>{escape(title)}</h1>", verdict(first, holds=holds), *map(paragraph, others)]
    body.append(_table(found, rows, language, "alarms") if rows else paragraph(sentence(messages.NONE, language)))
    body.append(_table(found, list(range(len(found.items))), language, "every"))
    return html_page(title, "".join(body), language)


def drift_sentences(found: ItemDrift, language: Language) -> list[str]:
    """How many items drifted, by which rule."""
    drifted, small, few = (
        found.classes.count(each) for each in (DriftClass.DRIFTED, DriftClass.SMALL, DriftClass.TOO_FEW)
    )
    return [
        sentence(messages.FOUND, language, drifted, len(found.items), len(found.windows), small, few),
        sentence(messages.RULE, language, formatted(found.threshold), f"{100 * found.false_alarms:g}"),
        sentence(messages.DIRECTION, language),
    ]


def alarmed(found: ItemDrift) -> list[int]:
    """The items with an alarm, the largest change first."""
    rows = np.flatnonzero(found.alarm >= 0)
    order = np.argsort(-np.abs(found.total[rows]), kind="stable")
    return [int(at) for at in rows[order]]


def drift_row(found: ItemDrift, at: int, language: Language) -> tuple[str, ...]:
    """The cells of an item."""
    known = np.flatnonzero(np.isfinite(found.z[at]))
    last = found.z[at, known[-1]] if known.size else np.nan
    return (
        found.items[at],
        drift_phrase(found.classes[at], language),
        found.windows[found.alarm[at]] if found.alarm[at] >= 0 else "–",
        formatted(found.total[at], signed=True),
        formatted(last, signed=True),
        formatted(found.up[at, -1]),
        formatted(found.down[at, -1]),
    )


def _table(found: ItemDrift, rows: list[int], language: Language, which: str) -> str:
    caption = messages.ALARMS if which == "alarms" else messages.EVERY
    cells = [drift_row(found, at, language) for at in rows]
    return table(sentence(caption, language), messages.HEADS, cells, language, 3)
