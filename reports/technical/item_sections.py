"""The table of all items of a calibration, and the section on each."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import cast

import numpy as np

from calibration.array_types import Floats
from calibration.classical.distractor_analysis import OptionStatistics
from calibration.persons.posterior_abilities import GRID_SDS
from calibration.results.calibration_result import Calibration
from calibration.sentences.evidence_sentences import evidence_phrase
from calibration.slope_intercept_curves import STEPPED, log_probabilities
from engine import information
from itembank.html_report.charts import Line, line_chart
from itembank.html_report.html_tables import captioned_chart, number, percent, side_by_side, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language, Text
from reports.technical import technical_messages as phrases
from reports.technical.item_evidence import FEWEST_PRINTED, Evidence, Suggestion, mean_location
from reports.technical.page_parts import formatted, formatted_error, paragraph, sentence, suppressed_count
from reports.technical.technical_charts import Mark, curve_chart

NODES = 61
MAX_UNFOLDED = 12
"""Most items that are shown unfolded."""
STEPS_DRAWN = 4
MOST_OPTIONS = 8
"""Most options listed; an item with free text has as many as there are answers."""


def ability_nodes(fit: Calibration) -> Floats:
    """(Q,) abilities over which curves are drawn: the populations, to three standard deviations, and −3 to 3."""
    groups = list(fit.population.values())
    low = min([-3.0, *(group.mean - GRID_SDS / 2 * group.sd for group in groups)])
    high = max([3.0, *(group.mean + GRID_SDS / 2 * group.sd for group in groups)])
    return np.linspace(low, high, NODES)


def category_probabilities(fit: Calibration, nodes: Floats) -> Floats:
    """(n, K, Q) P(score | ability), also for items with slopes of 0 or below."""
    steps = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    natural = np.zeros((len(fit.items), steps.shape[1] + 3))
    natural[:, 0] = fit.a
    each = np.where(np.isfinite(steps), -fit.a[:, None] * steps, -np.inf)
    running = np.cumsum(np.where(np.isfinite(each), each, 0.0), axis=1)
    adjacent = np.where(np.isfinite(each), running, -np.inf)
    natural[:, 1:-2] = np.where(np.isin(fit.family, STEPPED)[:, None], adjacent, each)
    with np.errstate(divide="ignore"):
        natural[:, -2], natural[:, -1] = np.log(fit.c) - np.log1p(-fit.c), np.log(fit.d) - np.log1p(-fit.d)
    return np.asarray(np.exp(log_probabilities(fit.family, natural, nodes, fit.floors)))


def expected_shares(prob: Floats) -> Floats:
    """(n, Q) expected scores as shares of the highest."""
    highest = (prob > 0).any(axis=2).sum(axis=1) - 1
    return np.asarray(np.einsum("k,nkq->nq", np.arange(prob.shape[1]), prob) / highest[:, None])


def item_table(evidence: Evidence, order: Sequence[tuple[int, list[Suggestion]]], language: Language) -> str:
    """A table with one row for each item, and buttons that sort by column."""
    caption = sentence(phrases.ITEM_TABLE, language)
    heads = [
        head for place, head in enumerate(phrases.ITEM_HEADS) if evidence.dif or place < len(phrases.ITEM_HEADS) - 1
    ]
    first = "".join(_head(head, place, language) for place, head in enumerate(heads))
    body = "".join(_row(evidence, at, found, language) for at, found in order)
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table class="items">'
        f"<caption>{caption}</caption><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _head(head: Text, place: int, language: Language) -> str:
    kind = "" if place < 3 else ' class="figure"'
    return f'<th scope="col"{kind}><button type="button">{escape(head[language])}</button></th>'


def _row(evidence: Evidence, at: int, found: Sequence[Suggestion], language: Language) -> str:
    fit, errors, place = evidence.fit, evidence.fit.standard_errors, evidence.usable_place.get(evidence.fit.items[at])
    enough = evidence.classical.n[at] >= FEWEST_PRINTED
    fitted = evidence.item_fit_statistics if place is not None else None
    figures = [
        suppressed_count(int(evidence.classical.n[at])),
        formatted(evidence.classical.p[at] if enough else None),
        formatted(fit.a[at]),
        formatted_error(None if errors is None else errors.a[at]),
        formatted(mean_location(fit)[at]),
        formatted_error(None if errors is None else _first(errors.b[at])),
        formatted(fit.c[at] or None),
        formatted(None if fitted is None else fitted.infit[place or 0]),
        formatted(None if fitted is None else fitted.outfit[place or 0]),
        formatted(evidence.classical.item_rest[at] if enough else None),
    ]
    cells = "".join(f'<td class="figure">{cell}</td>' for cell in figures)
    worst = max((each.weight for each in found), default=0)
    dif = f'<td class="figure">{escape(_classes(evidence, place, language))}</td>' if evidence.dif else ""
    return (
        f'<tr><th scope="row"><a href="#item-{at}">{escape(fit.items[at])}</a></th>'
        f'<td data-value="{-worst}">{_weight(worst, language)}</td><td>{fit.models[at]}</td>{cells}{dif}</tr>'
    )


def _first(steps: Floats | np.float64) -> float | None:
    """The standard error of a single step; None for several, whose mean has none here."""
    known = np.atleast_1d(steps)[np.isfinite(np.atleast_1d(steps))]
    return float(known[0]) if known.size == 1 else None


def _classes(evidence: Evidence, place: int | None, language: Language) -> str:
    if place is None:
        return "–"
    return " ".join(evidence_phrase(comparison.classes[place], language) for comparison in evidence.dif)


def _weight(weight: int, language: Language) -> str:
    return f'<span class="weight-{weight}">{sentence(phrases.GRAVE[weight], language)}</span>' if weight else ""


def item_parts(evidence: Evidence, order: Sequence[tuple[int, list[Suggestion]]], language: Language) -> str:
    """A section on each item, folded where there are many."""
    nodes = ability_nodes(evidence.fit)
    prob = category_probabilities(evidence.fit, nodes)
    unfolded = " open" if len(order) <= MAX_UNFOLDED else ""
    return "".join(
        f"<details{unfolded}>{_summary(evidence.fit, at, found, language)}"
        f'<div class="item" id="item-{at}">{_part(evidence, at, found, nodes, prob, language)}</div></details>'
        for at, found in order
    )


def _summary(fit: Calibration, at: int, found: Sequence[Suggestion], language: Language) -> str:
    worst = max((each.weight for each in found), default=0)
    text = f"a {formatted(fit.a[at])}, b {formatted(mean_location(fit)[at])}"
    return (
        f"<summary><h3>{escape(fit.items[at])}</h3>"
        f'<span class="told">{text}</span> {_weight(worst, language)}</summary>'
    )


def _part(
    evidence: Evidence, at: int, found: Sequence[Suggestion], nodes: Floats, prob: Floats, language: Language
) -> str:
    categories, usable = int((prob[at] > 0).any(axis=1).sum()), evidence.fit.items[at] in evidence.usable_place
    charts = [_curve(evidence, at, nodes, expected_shares(prob[at : at + 1])[0], language)]
    if categories > 2:
        charts.append(_categories(evidence.fit, at, nodes, prob[at, :categories], language))
    if usable:
        charts.append(_information(evidence, at, nodes, language))
    parameters, scores = _parameters(evidence.fit, at, language), _scores(evidence, at, categories, language)
    tables = f'<div class="pair">{parameters}{scores}</div>'
    text = _even_chance(evidence.fit, at, categories, language) if usable else ""
    back = f'<p><a href="#items">{sentence(phrases.BACK, language)}</a></p>'
    return f"{_suggested(found, language)}{side_by_side(*charts)}{text}{tables}{_options(evidence, at, language)}{back}"


def _suggested(found: Sequence[Suggestion], language: Language) -> str:
    if not found:
        return paragraph(sentence(phrases.NO_REMARK_TOLD, language), "suggested none")
    return '<ul class="suggested">' + "".join(f"<li>{escape(each.text)}</li>" for each in found) + "</ul>"


def _words(fit: Calibration, at: int, name: str, title: Text, text: str, language: Language) -> ChartText:
    heading = f"{fit.items[at]}: {title[language][:1].lower()}{title[language][1:]}"
    return ChartText(f"{name}-{at}", heading, text, sentence(phrases.ABILITY, language))


def _curve(evidence: Evidence, at: int, nodes: Floats, curve: Floats, language: Language) -> str:
    marks = list(_marks(evidence, at))
    away = sum(not mark.expected for mark in marks)
    text = (
        sentence(phrases.CURVE_TOLD, language, away, len(marks)) if marks else sentence(phrases.CURVE_ALONE, language)
    )
    words = _words(evidence.fit, at, "curve", phrases.CURVE, text, language)
    return captioned_chart(words, curve_chart(words, Line("", tuple(nodes.tolist()), tuple(curve.tolist())), marks))


def _marks(evidence: Evidence, at: int) -> Iterator[Mark]:
    place, points = evidence.usable_place.get(evidence.fit.items[at]), evidence.points
    if place is None or points is None:
        return
    for row in np.flatnonzero(points.item == place).tolist():
        within = abs(points.observed[row] - points.expected[row]) <= 2 * points.error[row]
        yield Mark(float(points.theta[row]), float(points.observed[row]), float(points.error[row]), bool(within))


def _categories(fit: Calibration, at: int, nodes: Floats, prob: Floats, language: Language) -> str:
    lines = [
        Line(str(score), tuple(nodes.tolist()), tuple(row.tolist()), score % STEPS_DRAWN + 1)
        for score, row in enumerate(prob)
    ]
    text = sentence(phrases.CATEGORIES_TOLD, language, f"0 – {len(prob) - 1}")
    words = _words(fit, at, "scores", phrases.CATEGORIES, text, language)
    return captioned_chart(words, line_chart(words, lines, y_range=(0, 1), percent=True))


def _information(evidence: Evidence, at: int, nodes: Floats, language: Language) -> str:
    place = np.array([evidence.usable_place[evidence.fit.items[at]]])
    values = information(cast("Calibration", evidence.usable).parameters.take(place), nodes[None, :])[0]
    best = int(values.argmax())
    if best in (0, nodes.size - 1):
        location = formatted(mean_location(evidence.fit)[at])
        text = sentence(phrases.ITEM_INFORMATION_BEYOND, language, number(nodes[best], 1), location)
    else:
        text = sentence(phrases.ITEM_INFORMATION_TOLD, language, number(nodes[best], 1), number(values[best], 2))
    words = _words(evidence.fit, at, "information", phrases.ITEM_INFORMATION, text, language)
    line = Line("", tuple(nodes.tolist()), tuple(values.tolist()))
    return captioned_chart(words, line_chart(words, [line], y_range=(0, 1)))


def _even_chance(fit: Calibration, at: int, categories: int, language: Language) -> str:
    if categories > 2 or fit.c[at] > 0 or fit.d[at] < 1:
        return ""
    return paragraph(sentence(phrases.EVEN_CHANCE, language, formatted(mean_location(fit)[at])))


def _parameters(fit: Calibration, at: int, language: Language) -> str:
    errors = fit.standard_errors
    steps = np.atleast_1d(fit.b[at])
    step_errors = np.full(steps.size, np.nan) if errors is None else np.atleast_1d(errors.b[at])
    rows = [("a", formatted(fit.a[at], 3), formatted_error(None if errors is None else errors.a[at], 3))]
    known = np.flatnonzero(np.isfinite(steps))
    names = ["b"] if known.size == 1 else [f"b{step + 1}" for step in known]
    rows += [
        (name, formatted(steps[step], 3), formatted_error(step_errors[step], 3))
        for name, step in zip(names, known, strict=True)
    ]
    for letter, plain in (("c", 0.0), ("d", 1.0)):
        value = getattr(fit, letter)[at]
        if value != plain:
            rows.append(
                (
                    letter,
                    formatted(value, 3),
                    formatted_error(None if errors is None else getattr(errors, letter)[at], 3),
                )
            )
    caption = f"{sentence(phrases.PARAMETERS, language)}: {fit.items[at]} ({fit.models[at]})"
    return table(caption, phrases.PARAMETER_HEADS, rows, language)


def _scores(evidence: Evidence, at: int, categories: int, language: Language) -> str:
    found = evidence.classical
    rows = []
    for score in range(min(categories, found.counts.shape[1])):
        n = int(found.counts[at, score])
        enough = n >= FEWEST_PRINTED
        share = percent(n / found.n[at]) if enough else "–"
        rows.append((str(score), suppressed_count(n), share, formatted(found.means[at, score] if enough else None)))
    text = paragraph(sentence(phrases.COMPARED, language, evidence_phrase(found.criterion, language)))
    caption = f"{sentence(phrases.SCORES, language)}: {evidence.fit.items[at]}"
    return f"<div>{table(caption, phrases.SCORE_HEADS, rows, language)}{text}</div>"


def _options(evidence: Evidence, at: int, language: Language) -> str:
    """The table of options; the rarest are only counted."""
    found = evidence.options
    rows = [] if found is None else np.flatnonzero(found.item == at).tolist()
    if found is None or not rows:
        return ""
    ordered = sorted(rows, key=lambda row: (not found.key[row], -int(found.n[row])))
    listed = [_option_row(found, row, language) for row in ordered[:MOST_OPTIONS]]
    rest = (
        paragraph(sentence(phrases.OTHER_OPTIONS, language, len(rows) - MOST_OPTIONS))
        if len(rows) > MOST_OPTIONS
        else ""
    )
    caption = f"{sentence(phrases.OPTIONS, language)}: {evidence.fit.items[at]}"
    return table(caption, phrases.OPTION_HEADS, listed, language, 2) + rest


def _option_row(found: OptionStatistics, row: int, language: Language) -> tuple[str, ...]:
    n = int(found.n[row])
    enough = n >= FEWEST_PRINTED
    return (
        found.option[row],
        sentence(phrases.RIGHT, language) if found.key[row] else "",
        suppressed_count(n),
        percent(float(found.share[row])) if enough else "–",
        formatted(found.mean[row] if enough else None),
        formatted(found.point_biserial[row] if enough else None, signed=True),
    )
