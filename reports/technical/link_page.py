"""The report of a link between two calibrations."""

from html import escape

import numpy as np

from calibration.linking.anchor_report import LinkingRemark, LinkingReport
from calibration.linking.anchor_stability import LinkVerdict
from calibration.linking.linking_constants import LinkStatus
from calibration.results.calibration_result import Calibration
from calibration.sentences.linking_sentences import linking_phrase
from itembank.html_report.html_tables import captioned_chart, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language
from reports.technical import technical_messages as phrases
from reports.technical.item_evidence import mean_location
from reports.technical.page_parts import formatted, html_page, paragraph, reading_guide, sentence, verdict
from reports.technical.technical_charts import Mark, scatter_chart

APART = 0.3
"""Difference in logits from which an anchor is named in the chart, as usual in practice."""


def link_page(found: LinkingReport, old: Calibration, names: tuple[str, str], language: Language) -> str:
    """The report of a link as HTML in one language.

    Parameters
    ----------
    old : the side whose scale stays
    names : of the new and the old side's files
    """
    title = sentence(phrases.LINK_TITLE, language, *names)
    first, *others = link_verdict(found, language)
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            verdict(first, holds=link_holds(found)),
            *map(paragraph, others),
            paragraph(sentence(phrases.LINK_FOUND, language)),
            _constants(found, language),
            _chart(found, old, language),
            _anchors(found, language),
            _left_out(found, language),
            reading_guide(language),
        )
    )
    return html_page(title, body, language)


def link_verdict(found: LinkingReport, language: Language) -> list[str]:
    """Sentences: whether the link may be used, its method and anchors, and remarks."""
    reason = _objection(found)
    many = LinkingRemark.MANY_LEFT_OUT
    usable = sentence(phrases.LINK_USABLE if many not in found.remarks else phrases.LINK_MANY_LEFT_OUT, language)
    first = (
        usable
        if reason is None
        else sentence(phrases.LINK_NOT_USABLE, language, linking_phrase(reason, language).rstrip("?"))
    )
    number = len(found.constants.anchors)
    rests = sentence(phrases.LINK_METHOD, language, found.constants.method, number, formatted(found.rmsd, 4))
    told = {many} if reason is None else set()
    remarks = [linking_phrase(remark, language) for remark in found.remarks if remark not in told]
    known = found.constants.standard_errors is not None
    unknown = [] if known else [sentence(phrases.LINK_NO_ERRORS, language)]
    sentences = [f"{text[:1].upper()}{text[1:]}" for text in remarks]
    return [
        first,
        *_moved(found, language),
        rests,
        *unknown,
        *(text if text.endswith("?") else f"{text}." for text in sentences),
    ]


def _objection(found: LinkingReport) -> LinkStatus | LinkVerdict | None:
    if found.constants.status is not LinkStatus.CONVERGED:
        return found.constants.status
    return None if found.stability.verdict is LinkVerdict.HOLDS else found.stability.verdict


def link_holds(found: LinkingReport) -> bool:
    """Whether the constants converged and the anchors agree."""
    return _objection(found) is None


def _moved(found: LinkingReport, language: Language) -> list[str]:
    """Sentences: the anchors that moved, the constants without them, and the most influential anchor."""
    stability = found.stability
    told = []
    if stability.moved:
        told.append(sentence(phrases.LINK_MOVED, language, ", ".join(stability.moved)))
    if stability.without is not None:
        told.append(sentence(phrases.LINK_WITHOUT_MOVED, language, *(formatted(each, 3) for each in stability.without)))
    if stability.influential is not None:
        change = formatted(stability.change, 3, signed=True)
        told.append(sentence(phrases.LINK_INFLUENTIAL, language, stability.influential, change))
    return told


def _constants(found: LinkingReport, language: Language) -> str:
    errors = found.constants.standard_errors or (None, None)
    rows = [
        ("A", formatted(found.constants.A, 5), formatted(errors[0], 5)),
        ("B", formatted(found.constants.B, 5), formatted(errors[1], 5)),
    ]
    return table(sentence(phrases.LINK_TABLE, language), phrases.LINK_HEADS, rows, language)


def _chart(found: LinkingReport, old: Calibration, language: Language) -> str:
    place = dict(zip(old.items, mean_location(old).tolist(), strict=True))
    marks = [
        Mark(place[each.item], each.difficulty, 0.0, abs(each.difficulty) <= APART, each.item) for each in found.anchors
    ]
    text = sentence(phrases.LINK_CHART_TOLD, language, sum(not mark.expected for mark in marks))
    words = ChartText(
        "anchors", sentence(phrases.LINK_CHART, language), text, sentence(phrases.ITEM_HEADS[7], language)
    )
    return captioned_chart(words, scatter_chart(words, marks, (-APART, 0.0, APART)))


def _anchors(found: LinkingReport, language: Language) -> str:
    rows = [
        (
            each.item,
            formatted(each.slope, 3),
            formatted(each.difficulty, 3, signed=True),
            formatted(each.rmsd, 4),
            *(formatted(value, 4) for value in each.without or (np.nan, np.nan)),
        )
        for each in sorted(found.anchors, key=lambda each: -abs(each.difficulty))
    ]
    return table(sentence(phrases.ANCHORS, language), phrases.ANCHOR_HEADS, rows, language)


def _left_out(found: LinkingReport, language: Language) -> str:
    rows = [
        (each.item, linking_phrase(each.reason, language), formatted(each.robust_z, 2, signed=True))
        for each in found.constants.left_out
    ]
    return table(sentence(phrases.LEFT_OUT, language), phrases.LEFT_OUT_HEADS, rows, language, 2) if rows else ""
