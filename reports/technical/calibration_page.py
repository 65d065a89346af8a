"""The report of a calibration as one page in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from calibration.persons.reliability import Omission, Reliability
from calibration.replication import Replication
from calibration.results.calibration_document import CalibrationDocument
from calibration.results.calibration_result import Calibration, FitStatus
from calibration.sentences.evidence_sentences import evidence_phrase
from calibration.sentences.sentences import finding_sentence, status_phrase
from engine import information
from itembank.html_report.charts import Line, line_chart
from itembank.html_report.html_tables import captioned, count, number, side_by_side, table
from itembank.html_report.svg_axes import Words
from itembank.language import Language
from reports.technical import technical_words as say
from reports.technical.dif_section import dif_part
from reports.technical.item_evidence import FEWEST_PRINTED, Evidence, Suggestion, problems_first
from reports.technical.item_sections import ability_nodes, item_parts, item_table
from reports.technical.page_pieces import error_shown, few_hidden, paragraph, reading, said, shown, verdict, whole_page
from reports.technical.replication_section import replication_part
from reports.technical.technical_charts import EDGE, wright_map

Order = Sequence[tuple[int, list[Suggestion]]]

FIRST = 24
"""Items listed at the top at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a page is made of.

    Parameters
    ----------
    document : the calibration and where it comes from
    evidence : on its items
    replication : a second program's fit of the same data, None where none was asked for
    """

    document: CalibrationDocument
    evidence: Evidence
    replication: Replication | None = None


def calibration_page(report: Report, language: Language) -> str:
    """The report as HTML in one language; no person is in it."""
    of = report.evidence
    order = problems_first(of, language)
    title = said(say.TITLE, language, report.document.data.get("file", "–"))
    second = replication_part(report.replication, language) if report.replication is not None else ""
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            _made_of(report.document, language),
            _in_short(of, order, language),
            _contents(report, language),
            _data(of, language),
            _persons(of, language),
            _together(of, language),
            *(dif_part(each, of.fit, number, language) for number, each in enumerate(of.dif)),
            second,
            f'<section id="items"><h2>{said(say.ITEM_TABLE, language)}</h2>',
            paragraph(said(say.SORTING, language)),
            item_table(of, order, language),
            f'</section><section id="each"><h2>{said(say.ITEM_BY_ITEM, language)}</h2>',
            item_parts(of, order, language),
            "</section>",
            reading(language),
        )
    )
    return whole_page(title, body, language)


def _made_of(document: CalibrationDocument, language: Language) -> str:
    fit = document.fit
    mixed = said(say.MIXED, language, ", ".join(sorted(set(fit.models))))
    values = (
        mixed if fit.model == "mixed" else fit.model,
        str(document.data.get("sha256", "–"))[:12],
        document.versions.get("mesur", "–"),
        document.options.get("seed"),
    )
    pairs = zip(say.MADE_OF, values, strict=True)
    parts = (f"{head[language]}: {escape(str(value))}" for head, value in pairs if value is not None)
    return f'<p class="made">{" · ".join(parts)}</p>'


def _in_short(of: Evidence, order: Order, language: Language) -> str:
    fit, converged = of.fit, of.fit.status is FitStatus.CONVERGED
    ended = (
        said(say.USABLE, language) if converged else said(say.NOT_USABLE, language, status_phrase(fit.status, language))
    )
    size = said(say.RESTS_ON, language, few_hidden(fit.persons), count(len(fit.items)), count(fit.responses))
    likelihood = said(
        say.LIKELIHOOD, language, number(fit.log_likelihood, 2), number(fit.aic, 2), number(fit.bic, 2), fit.iterations
    )
    parts = (
        f'<section id="short"><h2>{said(say.IN_SHORT, language)}</h2>',
        verdict(ended, holds=converged),
        paragraph(size),
        paragraph(likelihood),
        paragraph(said(say.NO_PERSON, language, FEWEST_PRINTED)),
        _first(of, order, language),
        "</section>",
    )
    return "".join(parts)


def _first(of: Evidence, order: Order, language: Language) -> str:
    grave = [at for at, found in order if found and found[0].weight > 1]
    heading = f"<h3>{said(say.LOOK_FIRST, language)}</h3>"
    if not any(found for _, found in order):
        return heading + paragraph(said(say.NONE_TO_LOOK_AT, language))
    told = said(say.LOOK_FIRST_TOLD, language, len(grave), sum(bool(found) for _, found in order))
    links = "".join(f'<li><a href="#item-{at}">{escape(of.fit.items[at])}</a></li>' for at in grave[:FIRST])
    more = paragraph(said(say.MORE, language)) if len(grave) > FIRST else ""
    listed = f'<ul class="first">{links}</ul>' if links else ""
    return f"{heading}{paragraph(told)}{listed}{more}"


def _contents(report: Report, language: Language) -> str:
    of = report.evidence
    parts = [("data", said(say.DATA, language)), ("persons", said(say.POPULATION, language))]
    parts += [("together", said(say.TEST, language))] if of.usable is not None else []
    parts += [(f"dif-{n}", said(say.DIF_TITLE, language, each.focal)) for n, each in enumerate(of.dif)]
    if report.replication is not None:
        parts.append(("replication", said(say.REPLICATION, language, report.replication.program)))
    parts += [("items", said(say.ITEM_TABLE, language)), ("each", said(say.ITEM_BY_ITEM, language))]
    parts.append(("reading", said(say.HOW_TO_READ, language)))
    links = "".join(f'<li><a href="#{name}">{escape(text)}</a></li>' for name, text in parts)
    return f'<nav aria-label="{said(say.CONTENTS, language)}"><ul>{links}</ul></nav>'


def _data(of: Evidence, language: Language) -> str:
    weighted = paragraph(said(say.WEIGHTED, language)) if of.data.weight is not None else ""
    heading = f'<section id="data"><h2>{said(say.DATA, language)}</h2>{weighted}'
    if not of.findings:
        return f"{heading}{paragraph(said(say.NOTHING_FOUND, language))}</section>"
    listed = "".join(
        f"<li><strong>{said(say.GRAVITY[each.severity.value], language)}.</strong>"
        f" {escape(finding_sentence(each, language))}</li>"
        for each in of.findings
        if each.item is None
    )
    items = list(dict.fromkeys(each.item for each in of.findings if each.item is not None))
    places = {item: at for at, item in enumerate(of.fit.items)}
    links = [f'<a href="#item-{places[item]}">{escape(item)}</a>' for item in items[:FIRST] if item in places]
    more = " …" if len(items) > FIRST else ""
    pointed = f"<p>{said(say.FOUND_OF_ITEMS, language, ', '.join(links) + more)}</p>" if items else ""
    others = f'<ul class="findings">{listed}</ul>' if listed else ""
    return f"{heading}{pointed}{others}</section>"


def _persons(of: Evidence, language: Language) -> str:
    rows = [_group_row(of.fit, each, language) for each in of.reliabilities]
    shown_table = table(said(say.POPULATION_TABLE, language), say.POPULATION_HEADS, rows, language) if rows else ""
    within = paragraph(said(say.WITHIN, language)) if len(rows) > 2 else ""
    known = paragraph(said(say.MASSES_KNOWN, language)) if of.fit.histogram is not None else ""
    why = sorted({value for each in of.reliabilities for value in _coefficients(each) if isinstance(value, Omission)})
    omitted = "".join(paragraph(f"–: {evidence_phrase(each, language)}.") for each in why)
    heading = f'<section id="persons"><h2>{said(say.POPULATION, language)}</h2>'
    return f"{heading}{shown_table}{known}{omitted}{within}</section>"


def _coefficients(of: Reliability) -> tuple[float | Omission, ...]:
    return of.marginal, of.empirical, of.alpha


def _group_row(fit: Calibration, of: Reliability, language: Language) -> tuple[str, ...]:
    name = of.group if of.group is not None else next(iter(fit.population)) if len(fit.population) == 1 else None
    normal = fit.population.get(name) if name is not None else None
    errors = (None, None) if fit.population_errors is None or normal is None else fit.population_errors[str(name)]
    mean, sd = (of.mean, of.sd) if normal is None else (normal.mean, normal.sd)
    hidden = of.persons < FEWEST_PRINTED
    coefficients = ["–" if isinstance(each, Omission) or hidden else number(each, 2) for each in _coefficients(of)]
    return (
        said(say.EVERYONE, language) if of.group is None else of.group,
        few_hidden(of.persons),
        "–" if hidden else shown(mean),
        error_shown(errors[0]),
        "–" if hidden else shown(sd),
        error_shown(errors[1]),
        *coefficients,
    )


def _together(of: Evidence, language: Language) -> str:
    if of.usable is None:
        return ""
    nodes = ability_nodes(of.fit)
    total = information(of.usable.parameters, nodes[None, :]).sum(axis=0)
    charts = side_by_side(_information(nodes, total, language), _error(nodes, total, language))
    return f'<section id="together"><h2>{said(say.TEST, language)}</h2>{charts}{_wright(of, language)}</section>'


def _line(nodes: np.ndarray, values: np.ndarray) -> Line:
    return Line("", tuple(nodes.tolist()), tuple(values.tolist()))


def _information(nodes: np.ndarray, total: np.ndarray, language: Language) -> str:
    best = int(total.argmax())
    told = said(say.INFORMATION_TOLD, language, number(total[best], 1), number(nodes[best], 1))
    words = Words("information", said(say.INFORMATION, language), told, said(say.ABILITY, language))
    return captioned(words, line_chart(words, [_line(nodes, total)], y_range=(0, 1)))


def _error(nodes: np.ndarray, total: np.ndarray, language: Language) -> str:
    with np.errstate(divide="ignore"):
        error = 1 / np.sqrt(total)
    best = int(error.argmin())
    limit = 1.5 * float(error[best])
    inside = nodes[error <= limit]
    ends = (number(inside[0], 1), number(inside[-1], 1))
    told = said(say.ERROR_TOLD, language, number(error[best], 2), number(nodes[best], 1), number(limit, 2), *ends)
    words = Words("error", said(say.ERROR, language), told, said(say.ABILITY, language))
    drawn = np.where(error <= 4 * error[best], error, np.nan)
    return captioned(words, line_chart(words, [_line(nodes, drawn)], y_range=(0, 1)))


def _wright(of: Evidence, language: Language) -> str:
    fit, shares = of.fit, of.shares
    if shares is None:
        return ""
    drawn = [at for at, persons in enumerate(shares.persons.tolist()) if persons >= FEWEST_PRINTED]
    if not drawn:
        return ""
    steps = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    several = np.isfinite(steps).sum(axis=1) > 1
    places = [
        (float(steps[at, step]), f"{item} {step + 1}" if several[at] else item)
        for at, item in enumerate(fit.items)
        for step in np.flatnonzero(np.isfinite(steps[at])).tolist()
    ]
    cumulated = (shares.share * shares.persons[:, None]).sum(axis=0).cumsum()
    middle = [float(np.interp(part * cumulated[-1], cumulated, shares.nodes)) for part in (0.25, 0.75)]
    quartiles = (*middle, *np.percentile([place for place, _ in places], [25, 75]).tolist())
    told = said(say.WRIGHT_TOLD, language, *(number(each, 1) for each in quartiles))
    if len(drawn) > 1:
        told += " " + said(say.GROUPS_DRAWN, language, ", ".join(shares.names[at] for at in drawn))
    if any(abs(place) > EDGE for place, _ in places):
        told += " " + said(say.AT_EDGE, language, f"{EDGE:.0f}")
    words = Words("wright", said(say.WRIGHT, language), told, said(say.ABILITY, language))
    heads = (said(say.PERSONS, language), said(say.ITEMS, language))
    chart = wright_map(words, shares.nodes, [shares.share[at] for at in drawn], places, heads)
    return f'<div class="map">{captioned(words, chart)}</div>'
