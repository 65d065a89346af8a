"""Differential item functioning as a section of a calibration's report, and as a page."""

from collections.abc import Sequence
from html import escape

import numpy as np

from calibration.invariance.dif_classes import DifClass, DifRemark
from calibration.invariance.dif_power import d_dif_power
from calibration.invariance.mantel_haenszel_dif import MantelHaenszelDif
from calibration.results.calibration_result import Calibration
from calibration.sentences.evidence_sentences import evidence_phrase
from itembank.html_report.html_tables import captioned_chart, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language
from reports.technical import dif_messages as messages
from reports.technical import technical_messages as phrases
from reports.technical.item_evidence import LARGE_DIF, SLIGHT_DIF, mean_location
from reports.technical.page_parts import formatted, html_page, paragraph, reading_guide, sentence, suppressed_count
from reports.technical.technical_charts import EDGE, Mark, scatter_chart

LEVELS = (-1.5, -1.0, 0.0, 1.0, 1.5)
UNKNOWN = (DifClass.TOO_FEW, DifClass.NOT_ESTIMABLE)


def dif_page(found: Sequence[MantelHaenszelDif], fit: Calibration | None, file: str, language: Language) -> str:
    """A page of group comparisons in one language."""
    title = sentence(phrases.DIF_TITLE, language, file)
    parts = "".join(dif_part(each, fit, number, language, every=True) for number, each in enumerate(found))
    return html_page(title, f"<h1>{escape(title)}</h1>{parts}{reading_guide(language)}", language)


def dif_part(
    found: MantelHaenszelDif, fit: Calibration | None, number: int, language: Language, *, every: bool = False
) -> str:
    """The section on one comparison; its chart is by difficulty where there is a fit, else in the order of items."""
    heading = sentence(phrases.DIF, language, found.focal, found.reference)
    how = (evidence_phrase(found.matching, language), evidence_phrase(found.purification, language))
    flagged = [at for at, each in enumerate(found.classes) if each in (*SLIGHT_DIF, *LARGE_DIF)]
    flagged.sort(key=lambda at: (found.classes[at] not in LARGE_DIF, -abs(_size(found, at))))
    listed = _table(found, flagged, sentence(phrases.DIF_TABLE, language), language)
    whole = _table(found, range(len(found.items)), sentence(messages.ALL_ITEMS, language), language) if every else ""
    guessed = paragraph(sentence(messages.WITHOUT_GUESSING, language)) if (found.shown < 1).any() else ""
    compared = any(each not in UNKNOWN for each in found.classes)
    none = paragraph(sentence(phrases.DIF_NONE if compared else phrases.DIF_NOT_COMPARED, language))
    return (
        f'<section id="dif-{number}"><h2>{escape(heading)}</h2>{paragraph(dif_sentence(found, language))}'
        f"{paragraph(sentence(phrases.DIF_MATCHING, language, *how))}{_chart(found, fit, number, language)}"
        f"{paragraph(sentence(messages.BLIND, language))}{paragraph(sentence(messages.D_DIF_POWER_TOLD, language))}"
        f"{guessed}"
        f"{listed if flagged else none}{whole}</section>"
    )


def dif_sentence(found: MantelHaenszelDif, language: Language) -> str:
    """The number of items of each class."""
    slight, large, unknown = (sum(each in kind for each in found.classes) for kind in (SLIGHT_DIF, LARGE_DIF, UNKNOWN))
    return sentence(phrases.DIF_SHORT, language, found.focal, found.reference, slight, large, len(found.items), unknown)


def _size(found: MantelHaenszelDif, at: int) -> float:
    odds = float(found.sizes[at])
    return odds if np.isfinite(odds) else float(np.nan_to_num(found.means.smd[at]))


def _table(found: MantelHaenszelDif, places: Sequence[int], caption: str, language: Language) -> str:
    """Rows of some items, and below each what it suggests, where that is anything."""
    rows = [_row(found, at, language) for at in places]
    remarks = [found.remarks[at] for at in places]
    told = ["" if each is DifRemark.NONE else evidence_phrase(each, language) for each in remarks]
    return table(caption, phrases.DIF_HEADS, rows, language, 2, told=told)


def _row(found: MantelHaenszelDif, at: int, language: Language) -> tuple[str, ...]:
    p = found.odds.p[at] if np.isfinite(found.odds.p[at]) else found.means.p[at]
    return (
        found.items[at],
        found.classes[at].value,
        formatted(found.odds.d_dif[at], signed=True),
        formatted(found.odds.se[at]),
        "< 0.0001" if p < 1e-4 else formatted(p, 4),
        formatted(float(d_dif_power(found.size_errors[at]))),
        formatted(found.sizes[at], signed=True),
        formatted(found.means.smd[at], 3, signed=True),
        suppressed_count(int(found.n_reference[at])),
        suppressed_count(int(found.n_focal[at])),
    )


def _chart(found: MantelHaenszelDif, fit: Calibration | None, number: int, language: Language) -> str:
    place = {} if fit is None else dict(zip(fit.items, mean_location(fit).tolist(), strict=True))
    known = [at for at, each in enumerate(found.classes) if each not in UNKNOWN and np.isfinite(found.odds.d_dif[at])]
    if not known:
        return ""
    marks = [
        Mark(
            at + 1.0 if fit is None else float(np.clip(place[found.items[at]], -EDGE, EDGE)),
            float(found.sizes[at]),
            float(found.size_errors[at]),
            found.classes[at] is DifClass.A,
            found.items[at],
        )
        for at in known
    ]
    slight, large = (sum(found.classes[at] in kind for at in known) for kind in (SLIGHT_DIF, LARGE_DIF))
    text = sentence(phrases.DIF_TOLD, language, found.focal, slight, large, len(known))
    if any(abs(place.get(found.items[at], 0.0)) > EDGE for at in known):
        text += " " + sentence(phrases.AT_EDGE, language, f"{EDGE:.0f}")
    title = phrases.DIF_CHART if fit is not None else phrases.DIF_CHART_BY_ITEM
    axis = phrases.ITEM_HEADS[7] if fit is not None else phrases.ITEMS
    words = ChartText(f"dif-chart-{number}", sentence(title, language), text, sentence(axis, language))
    return captioned_chart(words, scatter_chart(words, marks, LEVELS))
