"""The report of a calibration as one page in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from calibration.fit.model_fit import FitVerdict
from calibration.persons.reliability import Reliability, UnavailableReason
from calibration.replication import Replication
from calibration.results.calibration_document import CalibrationDocument
from calibration.results.calibration_result import Calibration, FitStatus
from calibration.results.small_groups import SuppressionReason, suppressed_groups
from calibration.sentences.evidence_sentences import evidence_phrase
from calibration.sentences.sentences import finding_sentence, status_phrase
from engine import information
from itembank.html_report.charts import Line, line_chart
from itembank.html_report.html_tables import captioned_chart, count, number, side_by_side, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language
from reports.technical import technical_messages as phrases
from reports.technical.dif_section import dif_part
from reports.technical.fit_messages import FIT
from reports.technical.fit_section import fit_part, issue_sentences, verdict_sentence
from reports.technical.item_evidence import FEWEST_PRINTED, Evidence, Suggestion, problems_first
from reports.technical.item_sections import ability_nodes, item_parts, item_table
from reports.technical.nominal_section import FittedOptions, nominal_part
from reports.technical.page_parts import (
    formatted,
    formatted_error,
    html_page,
    paragraph,
    reading_guide,
    sentence,
    suppressed_count,
    verdict,
)
from reports.technical.replication_section import replication_part
from reports.technical.technical_charts import EDGE, wright_map
from reports.technical.testlet_section import testlet_part

Order = Sequence[tuple[int, list[Suggestion]]]

MAX_LISTED = 24
"""Most items listed at the top."""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """The content of a report.

    Parameters
    ----------
    document : the calibration with the origin of its data
    evidence : on the items
    replication : the comparison with a second program, None where there is none
    options : the nominal fit of the options chosen, None where there is none
    """

    document: CalibrationDocument
    evidence: Evidence
    replication: Replication | None = None
    options: FittedOptions | None = None


def calibration_page(report: Report, language: Language) -> str:
    """The report as HTML in one language; no person is in it."""
    evidence = report.evidence
    order = problems_first(evidence, language)
    title = sentence(phrases.TITLE, language, report.document.data.get("file", "–"))
    second = replication_part(report.replication, language) if report.replication is not None else ""
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            _provenance(report.document, language),
            _summary(evidence, order, language),
            _contents(report, language),
            fit_part(evidence.model_fit, language) if evidence.model_fit is not None else "",
            _data(evidence, language),
            _persons(evidence, language),
            testlet_part(evidence.fit, language),
            _whole_test(evidence, language),
            *(dif_part(each, evidence.fit, number, language) for number, each in enumerate(evidence.dif)),
            second,
            nominal_part(report.options, language) if report.options is not None else "",
            f'<section id="items"><h2>{sentence(phrases.ITEM_TABLE, language)}</h2>',
            paragraph(sentence(phrases.SORTING, language)),
            item_table(evidence, order, language),
            f'</section><section id="each"><h2>{sentence(phrases.ITEM_BY_ITEM, language)}</h2>',
            item_parts(evidence, order, language),
            "</section>",
            reading_guide(language),
        )
    )
    return html_page(title, body, language)


def _provenance(document: CalibrationDocument, language: Language) -> str:
    fit = document.fit
    mixed = sentence(phrases.MIXED, language, ", ".join(sorted(set(fit.models))))
    values = (
        mixed if fit.model == "mixed" else fit.model,
        str(document.data.get("sha256", "–"))[:12],
        document.versions.get("mesur", "–"),
        document.options.get("seed"),
    )
    pairs = zip(phrases.MADE_OF, values, strict=True)
    parts = (f"{head[language]}: {escape(str(value))}" for head, value in pairs if value is not None)
    return f'<p class="made">{" · ".join(parts)}</p>'


def _summary(evidence: Evidence, order: Order, language: Language) -> str:
    fit, converged = evidence.fit, evidence.fit.status is FitStatus.CONVERGED
    if not converged:
        ended = sentence(phrases.NOT_USABLE, language, status_phrase(fit.status, language))
    elif evidence.model_fit is not None:
        ended = verdict_sentence(evidence.model_fit, language)
    else:
        ended = sentence(phrases.NOT_TESTED, language)
    size = sentence(
        phrases.RESTS_ON, language, suppressed_count(fit.persons), count(len(fit.items)), count(fit.responses)
    )
    likelihood = sentence(
        phrases.LIKELIHOOD,
        language,
        number(fit.log_likelihood, 2),
        number(fit.aic, 2),
        number(fit.bic, 2),
        fit.iterations,
    )
    parts = (
        f'<section id="short"><h2>{sentence(phrases.IN_SHORT, language)}</h2>',
        verdict(ended, holds=converged and _adequate(evidence)),
        *(paragraph(escape(each)) for each in _issues(evidence, language)),
        paragraph(size),
        paragraph(likelihood),
        paragraph(sentence(phrases.PENALISED, language)) if fit.penalised else "",
        paragraph(sentence(phrases.NO_PERSON, language, FEWEST_PRINTED)),
        _items_to_look_at(evidence, order, language),
        "</section>",
    )
    return "".join(parts)


def _adequate(evidence: Evidence) -> bool:
    return evidence.model_fit is not None and evidence.model_fit.verdict is FitVerdict.ADEQUATE


def _issues(evidence: Evidence, language: Language) -> list[str]:
    return [] if evidence.model_fit is None else issue_sentences(evidence.model_fit, language)


def _items_to_look_at(evidence: Evidence, order: Order, language: Language) -> str:
    grave = [at for at, found in order if found and found[0].weight > 1]
    heading = f"<h3>{sentence(phrases.LOOK_FIRST, language)}</h3>"
    if not any(found for _, found in order):
        return heading + paragraph(sentence(phrases.NONE_TO_LOOK_AT, language))
    text = sentence(phrases.LOOK_FIRST_TOLD, language, len(grave), sum(bool(found) for _, found in order))
    links = "".join(f'<li><a href="#item-{at}">{escape(evidence.fit.items[at])}</a></li>' for at in grave[:MAX_LISTED])
    more = paragraph(sentence(phrases.MORE, language)) if len(grave) > MAX_LISTED else ""
    listed = f'<ul class="first">{links}</ul>' if links else ""
    return f"{heading}{paragraph(text)}{listed}{more}"


def _contents(report: Report, language: Language) -> str:
    evidence = report.evidence
    parts = [] if evidence.model_fit is None else [("fit", FIT[language])]
    parts += [("data", sentence(phrases.DATA, language)), ("persons", sentence(phrases.POPULATION, language))]
    parts += [("testlets", sentence(phrases.TESTLETS, language))] if evidence.fit.testlets is not None else []
    parts += [("together", sentence(phrases.TEST, language))] if evidence.usable is not None else []
    parts += [(f"dif-{n}", sentence(phrases.DIF_TITLE, language, each.focal)) for n, each in enumerate(evidence.dif)]
    if report.replication is not None:
        parts.append(("replication", sentence(phrases.REPLICATION, language, report.replication.program)))
    parts += [("nominal", sentence(phrases.NOMINAL, language))] if report.options is not None else []
    parts += [("items", sentence(phrases.ITEM_TABLE, language)), ("each", sentence(phrases.ITEM_BY_ITEM, language))]
    parts.append(("reading", sentence(phrases.HOW_TO_READ, language)))
    links = "".join(f'<li><a href="#{name}">{escape(text)}</a></li>' for name, text in parts)
    return f'<nav aria-label="{sentence(phrases.CONTENTS, language)}"><ul>{links}</ul></nav>'


def _data(evidence: Evidence, language: Language) -> str:
    weighted = paragraph(sentence(phrases.WEIGHTED, language)) if evidence.data.weight is not None else ""
    heading = f'<section id="data"><h2>{sentence(phrases.DATA, language)}</h2>{weighted}'
    if not evidence.findings:
        return f"{heading}{paragraph(sentence(phrases.NOTHING_FOUND, language))}</section>"
    listed = "".join(
        f"<li><strong>{sentence(phrases.GRAVITY[each.severity.value], language)}.</strong>"
        f" {escape(finding_sentence(each, language))}</li>"
        for each in evidence.findings
        if each.item is None
    )
    items = list(dict.fromkeys(each.item for each in evidence.findings if each.item is not None))
    places = {item: at for at, item in enumerate(evidence.fit.items)}
    links = [f'<a href="#item-{places[item]}">{escape(item)}</a>' for item in items[:MAX_LISTED] if item in places]
    more = " …" if len(items) > MAX_LISTED else ""
    pointed = f"<p>{sentence(phrases.FOUND_OF_ITEMS, language, ', '.join(links) + more)}</p>" if items else ""
    others = f'<ul class="findings">{listed}</ul>' if listed else ""
    return f"{heading}{pointed}{others}</section>"


def _persons(evidence: Evidence, language: Language) -> str:
    hidden = hidden_groups(evidence)
    rows = [
        _hidden_row(each, language, hidden[each.group])
        if each.group in hidden
        else _group_row(evidence.fit, each, language)
        for each in evidence.reliabilities
    ]
    shown_table = (
        table(sentence(phrases.POPULATION_TABLE, language), phrases.POPULATION_HEADS, rows, language) if rows else ""
    )
    within = paragraph(sentence(phrases.WITHIN, language)) if len(rows) > 2 else ""
    known = paragraph(sentence(phrases.MASSES_KNOWN, language)) if evidence.fit.histogram is not None else ""
    why = sorted(
        {
            value
            for each in evidence.reliabilities
            for value in _coefficients(each)
            if isinstance(value, UnavailableReason)
        }
    )
    omitted = "".join(paragraph(f"–: {evidence_phrase(each, language)}.") for each in why)
    small = "".join(
        paragraph(sentence(phrases.GROUP_HIDDEN, language, name, evidence_phrase(reason, language)))
        for name, reason in hidden.items()
    )
    heading = f'<section id="persons"><h2>{sentence(phrases.POPULATION, language)}</h2>'
    return f"{heading}{shown_table}{small}{known}{omitted}{within}</section>"


def hidden_groups(evidence: Evidence) -> dict[str | None, SuppressionReason]:
    """The groups whose figures are not shown beside those of all persons, and why."""
    persons = {each.group: each.persons for each in evidence.reliabilities if each.group is not None}
    hidden: dict[str | None, SuppressionReason] = {}
    hidden.update(suppressed_groups(persons).items())
    return hidden


def _hidden_row(reliability: Reliability, language: Language, reason: SuppressionReason) -> tuple[str, ...]:
    """A group without its figures; how many persons are in it is not shown either where that would tell a small one."""
    persons = suppressed_count(reliability.persons) if reason is SuppressionReason.FEW_PERSONS else "–"
    return (str(reliability.group), persons, *("–" for _ in phrases.POPULATION_HEADS[2:]))


def _coefficients(reliability: Reliability) -> tuple[float | UnavailableReason, ...]:
    return reliability.marginal, reliability.empirical, reliability.alpha


def _group_row(fit: Calibration, reliability: Reliability, language: Language) -> tuple[str, ...]:
    name = (
        reliability.group
        if reliability.group is not None
        else next(iter(fit.population))
        if len(fit.population) == 1
        else None
    )
    normal = fit.population.get(name) if name is not None else None
    errors = (None, None) if fit.population_errors is None or normal is None else fit.population_errors[str(name)]
    mean, sd = (reliability.mean, reliability.sd) if normal is None else (normal.mean, normal.sd)
    hidden = reliability.persons < FEWEST_PRINTED
    coefficients = [
        "–" if isinstance(each, UnavailableReason) or hidden else number(each, 2) for each in _coefficients(reliability)
    ]
    return (
        sentence(phrases.EVERYONE, language) if reliability.group is None else reliability.group,
        suppressed_count(reliability.persons),
        "–" if hidden else formatted(mean),
        formatted_error(errors[0]),
        "–" if hidden else formatted(sd),
        formatted_error(errors[1]),
        *coefficients,
    )


def _whole_test(evidence: Evidence, language: Language) -> str:
    if evidence.usable is None:
        return ""
    nodes = ability_nodes(evidence.fit)
    total = information(evidence.usable.parameters, nodes[None, :]).sum(axis=0)
    charts = side_by_side(_information(nodes, total, language), _error(nodes, total, language))
    heading = f"<h2>{sentence(phrases.TEST, language)}</h2>"
    return f'<section id="together">{heading}{charts}{_wright(evidence, language)}</section>'


def _line(nodes: np.ndarray, values: np.ndarray) -> Line:
    return Line("", tuple(nodes.tolist()), tuple(values.tolist()))


def _information(nodes: np.ndarray, total: np.ndarray, language: Language) -> str:
    best = int(total.argmax())
    text = sentence(phrases.INFORMATION_TOLD, language, number(total[best], 1), number(nodes[best], 1))
    words = ChartText("information", sentence(phrases.INFORMATION, language), text, sentence(phrases.ABILITY, language))
    return captioned_chart(words, line_chart(words, [_line(nodes, total)], y_range=(0, 1)))


def _error(nodes: np.ndarray, total: np.ndarray, language: Language) -> str:
    with np.errstate(divide="ignore"):
        error = 1 / np.sqrt(total)
    best = int(error.argmin())
    limit = 1.5 * float(error[best])
    inside = nodes[error <= limit]
    ends = (number(inside[0], 1), number(inside[-1], 1))
    text = sentence(
        phrases.ERROR_TOLD, language, number(error[best], 2), number(nodes[best], 1), number(limit, 2), *ends
    )
    words = ChartText("error", sentence(phrases.ERROR, language), text, sentence(phrases.ABILITY, language))
    drawn = np.where(error <= 4 * error[best], error, np.nan)
    return captioned_chart(words, line_chart(words, [_line(nodes, drawn)], y_range=(0, 1)))


def _wright(evidence: Evidence, language: Language) -> str:
    fit, shares = evidence.fit, evidence.shares
    if shares is None:
        return ""
    hidden = hidden_groups(evidence)
    drawn = [
        at
        for at, persons in enumerate(shares.persons.tolist())
        if persons >= FEWEST_PRINTED and shares.names[at] not in hidden
    ]
    if not drawn:
        return ""
    steps = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    several = np.isfinite(steps).sum(axis=1) > 1
    places = [
        (float(steps[at, step]), f"{item} {step + 1}" if several[at] else item)
        for at, item in enumerate(fit.items)
        if item in evidence.usable_place
        for step in np.flatnonzero(np.isfinite(steps[at])).tolist()
    ]
    cumulated = (shares.share * shares.persons[:, None]).sum(axis=0).cumsum()
    middle = [float(np.interp(part * cumulated[-1], cumulated, shares.nodes)) for part in (0.25, 0.75)]
    quartiles = (*middle, *np.percentile([place for place, _ in places], [25, 75]).tolist())
    text = sentence(phrases.WRIGHT_TOLD, language, *(number(each, 1) for each in quartiles))
    if len(drawn) > 1:
        text += " " + sentence(phrases.GROUPS_DRAWN, language, ", ".join(shares.names[at] for at in drawn))
    if any(abs(place) > EDGE for place, _ in places):
        text += " " + sentence(phrases.AT_EDGE, language, f"{EDGE:.0f}")
    words = ChartText("wright", sentence(phrases.WRIGHT, language), text, sentence(phrases.ABILITY, language))
    heads = (sentence(phrases.PERSONS, language), sentence(phrases.ITEMS, language))
    chart = wright_map(words, shares.nodes, [shares.share[at] for at in drawn], places, heads)
    return f'<div class="map">{captioned_chart(words, chart)}</div>{_items_by_difficulty(places, language)}'


def _items_by_difficulty(places: Sequence[tuple[float, str]], language: Language) -> str:
    """The items of each half logit by name, the hardest first, folded."""
    bands: dict[int, list[str]] = {}
    for place, name in places:
        bands.setdefault(int(np.floor(2 * place)), []).append(name)
    rows = [
        (f"{number(band / 2, 1)} – {number((band + 1) / 2, 1)}", count(len(names)), ", ".join(names))
        for band, names in sorted(bands.items(), reverse=True)
    ]
    caption = sentence(phrases.WRIGHT_TABLE, language)
    listed = table(caption, phrases.WRIGHT_HEADS, rows, language, len(phrases.WRIGHT_HEADS))
    return f"<details><summary>{caption}</summary>{listed}</details>"
