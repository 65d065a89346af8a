"""The report on norms as one page."""

from collections.abc import Iterator
from dataclasses import asdict
from html import escape

import numpy as np
from scipy.special import ndtri

from engine.numerics.array_types import Floats
from itembank.html_report.charts import Band, Line, line_chart
from itembank.html_report.html_tables import captioned_chart, side_by_side, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language, Text
from reports.norms.learning_time import WEEKS, LearningTime
from reports.norms.norm_checks import PERCENTS
from reports.norms.norm_fit import FittedNorms
from reports.norms.norm_sample import NormSample
from reports.norms.standardised_scores import MEAN, SD, Norms
from reports.technical.norms import norm_messages as messages
from reports.technical.norms.norm_sentences import finding_sentences, norm_sentences
from reports.technical.page_parts import formatted, html_page, paragraph, sentence, suppressed_count, verdict

STANDARDISED = (70, 85, 100, 115, 130)
"""The standardised scores of the table of norms."""

DRAWN = (5, 25, 50, 75, 95)
"""The percentiles of the chart."""

_FEWEST_DRAWN = 100  # of the worm's points: one is the mean of as many learners as there are between two of them


def norms_page(fitted: FittedNorms, sample: NormSample, file: str, language: Language) -> str:
    """The page in one language: verdict, findings, charts, table of norms, checks."""
    title = sentence(messages.TITLE, language, file)
    checks = fitted.checks
    told = messages.USABLE if checks.usable else messages.NOT_USABLE
    body = [f"<h1>{escape(title)}</h1>", verdict(told[language], holds=checks.usable)]
    body += [paragraph(each) for each in finding_sentences(checks, language)]
    body += [paragraph(each) for each in norm_sentences(fitted.norms, language)]
    body.append(paragraph(messages.MEANING[language]))
    body.append(side_by_side(_curves(fitted, sample, language), _worm(fitted, sample, language)))
    body += [_norm_table(fitted, language), _model(fitted, language), _moments(fitted, language)]
    body.append(_percentiles(fitted, language))
    return html_page(title, "".join(body), language)


def middle_of_years(norms: Norms) -> Iterator[LearningTime]:
    """The middle of each year group that the norms hold for."""
    basis = norms.model.basis
    for year in range(int(basis.low), 10):
        if basis.low <= year + 0.5 <= basis.high:
            yield LearningTime(year, WEEKS / 2)


def norm_rows(norms: Norms) -> Iterator[tuple[str, ...]]:
    """Year, the ability behind each of some standardised scores, and the standard error of a score of 100."""
    z = (np.array(STANDARDISED) - MEAN) / SD
    for time in middle_of_years(norms):
        level, age = np.full(len(z), time.level), np.zeros(len(z))
        theta = norms.model.distribution(level, age).quantile(z)
        error = SD * norms.model.standardised_error(theta, level, age)[STANDARDISED.index(MEAN)]
        yield str(time.year), *(formatted(each, signed=True) for each in theta.tolist()), formatted(error, 1)


def _curves(fitted: FittedNorms, sample: NormSample, language: Language) -> str:
    basis = fitted.norms.model.basis
    level = np.linspace(basis.low, basis.high, 60)
    there = fitted.norms.model.distribution(level, np.zeros_like(level))
    lines = [
        Line(f"{percent}", tuple(level), tuple(there.quantile(np.full(60, ndtri(percent / 100)))), 1)
        for percent in DRAWN
    ]
    lines += [_sampled(fitted, sample, percent) for percent in (5, 50, 95)]
    words = ChartText(
        "percentiles",
        messages.CURVES[language],
        messages.CURVES_TOLD[language],
        messages.LEVEL[language],
        messages.THETA[language],
    )
    return captioned_chart(words, line_chart(words, lines))


def _sampled(fitted: FittedNorms, sample: NormSample, percent: int) -> Line:
    """A percentile of each year's scores, as if everybody had been of the middle age in the middle of the year."""
    model, places, values = fitted.norms.model, [], []
    z = model.distribution(sample.level, sample.relative_age).standardised(sample.theta)
    for time in middle_of_years(fitted.norms):
        here = sample.year == time.year
        if here.sum() >= _FEWEST_DRAWN:
            there = model.distribution(np.array([time.level]), np.zeros(1))
            places.append(time.level)
            values.append(float(there.quantile(np.quantile(z[here], [percent / 100]))[0]))
    return Line("", tuple(places), tuple(values), 2, dots=True, joined=False)


def _worm(fitted: FittedNorms, sample: NormSample, language: Language) -> str:
    z = fitted.norms.model.distribution(sample.level, sample.relative_age).standardised(sample.theta)
    order = np.argsort(z)
    share = (np.cumsum(sample.weight[order]) - sample.weight[order] / 2) / sample.weight.sum()
    at = np.linspace(-2.6, 2.6, 53)
    probability = _below(at)
    # between the ends each point must rest on some learners
    kept = np.minimum(probability, 1 - probability) * len(z) >= 5
    observed = np.interp(probability[kept], share, z[order])
    effective = sample.weight.sum() ** 2 / (sample.weight**2).sum()
    density = np.exp(-0.5 * at[kept] ** 2) / np.sqrt(2 * np.pi)
    off = 1.96 * np.sqrt(probability[kept] * (1 - probability[kept]) / effective) / density
    x = tuple(at[kept])
    words = ChartText("worm", messages.WORM[language], messages.WORM_TOLD[language], messages.EXPECTED_Z[language], "z")
    line = Line("", x, tuple(observed - at[kept]), 1, dots=True, joined=False)
    chart = line_chart(words, [line], spread=Band(x, tuple(-off), tuple(off)), y_range=(-0.3, 0.3))
    return captioned_chart(words, chart)


def _below(z: Floats) -> Floats:
    grid = np.linspace(1e-4, 1 - 1e-4, 20001)
    shares: Floats = np.interp(z, ndtri(grid), grid)
    return shares


def _norm_table(fitted: FittedNorms, language: Language) -> str:
    heads = (messages.YEAR_HEAD, *(Text.same(str(each)) for each in STANDARDISED), messages.ERROR_HEAD)
    return table(messages.NORM_TABLE[language], heads, list(norm_rows(fitted.norms)), language, 1)


def _model(fitted: FittedNorms, language: Language) -> str:
    terms = asdict(fitted.norms.model.basis.terms)
    rows = [(messages.TERMS[name][language], formatted(degree, 0)) for name, degree in terms.items()]
    told = paragraph(sentence(messages.MODEL_TOLD, language, len(fitted.choice.tried)))
    return told + table(messages.MODEL[language], messages.TERM_HEADS, rows, language, 1)


def _moments(fitted: FittedNorms, language: Language) -> str:
    rows = [
        (
            str(each.year),
            suppressed_count(each.persons),
            *(formatted(value) for value in (each.mean, each.sd, each.skewness, each.kurtosis)),
        )
        for each in fitted.checks.moments
    ]
    return table(messages.MOMENTS[language], messages.MOMENT_HEADS, rows, language, 1)


def _percentiles(fitted: FittedNorms, language: Language) -> str:
    found = fitted.checks.percentiles
    cells = [found[at : at + len(PERCENTS)] for at in range(0, len(found), len(PERCENTS))]
    rows = [
        (
            str(part[0].year),
            str(part[0].third),
            suppressed_count(part[0].persons),
            *(formatted(100 * each.share, 0) for each in part),
        )
        for part in cells
    ]
    heads = (*messages.PERCENTILE_HEADS, *(Text.same(str(each)) for each in PERCENTS))
    return table(messages.PERCENTILES[language], heads, rows, language, 2)
