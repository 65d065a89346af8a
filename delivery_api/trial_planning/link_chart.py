"""The standard errors of the links between adjacent year groups as a chart, each between its two years."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

from delivery_api.trial_planning import plan_page_messages as messages
from delivery_api.trials.trial_plans import PlannedTrial
from itembank.html_report.charts import Line, ReferenceLine, line_chart
from itembank.html_report.html_tables import number
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language

FIRST, LAST = 2, 9
"""The year groups of the axis: the assessments'."""
Links = Mapping[tuple[int, int], float]
"""Standard errors by the two years of a link, logits."""


def link_chart(planned: PlannedTrial, language: Language, reached: Links | None = None) -> tuple[ChartText, str] | None:
    """The chart with its texts; None where no link has a standard error.

    Parameters
    ----------
    reached : the standard errors of the trial's fit, beside those that the plan expects
    """
    expected = {(link.below, link.above): link.se for link in planned.study.links if link.se is not None}
    aim = planned.plan.aims.linking_error
    found = [(messages.EXPECTED, expected), *([(messages.REACHED, reached)] if reached else [])]
    lines = [
        _line(title[language] if reached else "", errors, style)
        for style, (title, errors) in enumerate(found, 1)
        if errors
    ]
    if not lines:
        return None
    told = messages.LINK_CHART_TOLD.filled(number(max(expected.values(), default=nan)), number(aim))[language]
    if reached:
        told += " " + messages.LINKS_REACHED_TOLD.filled(number(max(reached.values())))[language]
    axes = (messages.YEAR_GROUP[language], messages.STANDARD_ERROR[language])
    text = ChartText("links", messages.LINK_CHART[language], told, *axes)
    levels = [ReferenceLine(messages.AIM[language], aim)]
    return text, line_chart(text, lines, levels=levels, y_range=(0.0, aim))


def _line(label: str, errors: Links, style: int) -> Line:
    """The links at the middle between their years, on an axis of all year groups."""
    links = sorted(errors.items())
    places = ((below + above) / 2 for (below, above), _ in links)
    return Line(label, (FIRST, *places, LAST), (nan, *(error for _, error in links), nan), style, dots=True)
