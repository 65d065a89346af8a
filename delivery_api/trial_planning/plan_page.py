"""A planned trial as a self-contained page with charts, and its tables for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from math import nan

import numpy as np

from delivery_api.trial_planning import plan_page_messages as messages
from delivery_api.trial_planning.link_chart import link_chart
from delivery_api.trials.trial_plans import PlannedTrial, SamplingPlan, TrialPlan
from itembank import BankVersion, booklet_name
from itembank.html_report.charts import Line, ReferenceLine, line_chart
from itembank.html_report.html_tables import captioned_chart, count, number, percent, side_by_side, table
from itembank.html_report.standalone_page import standalone_page
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language, Text
from reports.translations import long_date

MARK = "*"
"""Stands after the name of an anchor."""


def plan_page(planned: PlannedTrial, bank: BankVersion, language: Language) -> str:
    """A planned trial as HTML in one language.

    Parameters
    ----------
    bank : the version that the items come from
    """
    plan, study = planned.plan, planned.study
    title = escape(messages.TITLE[language] % plan.name)
    made = messages.MADE_OF.filled(planned.base_bank[:12], planned.trial_bank[:12], study.seed, study.replications)
    body = (
        f"<h1>{title}</h1>",
        f'<p class="made">{escape(made[language])}</p>',
        *(f"<p>{escape(each[language])}</p>" for each in (*plan_sentences(planned), plan_days(plan))),
        f"<h2>{messages.WHAT[language]}</h2>",
        table(messages.AIMS[language], messages.AIM_HEADS, aim_rows(planned, language), language),
        *(f"<p>{escape(each[language])}</p>" for each in _remarks(planned)),
        side_by_side(
            _error_chart(planned, language), *_power_chart(planned, language), *_link_chart(planned, language)
        ),
        table(messages.YEARS[language], messages.YEAR_HEADS, year_rows(planned), language),
        table(messages.LINKS[language], messages.LINK_HEADS, link_rows(planned), language) if study.links else "",
        _item_table(planned, bank, language),
        f"<h2>{messages.BOOKLETS[language]}</h2><p>{messages.BOOKLETS_TOLD[language]}</p>",
        f"<p>{messages.ANCHORS_MARKED[language]}</p>" if planned.anchors else "",
        table(
            messages.BOOKLETS[language], messages.BOOKLET_HEADS, _booklet_rows(planned, bank), language, text_columns=3
        ),
    )
    return standalone_page(title, "".join(body), language)


def plan_sentences(planned: PlannedTrial) -> tuple[Text, ...]:
    """What a planned trial is, whom it needs, and what holds its scale."""
    plan, cells = planned.plan, len(planned.plan.years) * len(planned.plan.languages)
    named = Text.each(lambda language: ", ".join(messages.LANGUAGES[each][language] for each in plan.languages))
    asked = messages.WHOM.filled(subject_told(plan.subject), ", ".join(map(str, plan.years)), named)
    sizes = (count(planned.sittings), count(planned.sittings * cells), len(planned.booklets), count(plan.responses))
    anchored = messages.ANCHORED.filled(len(planned.anchors)) if planned.anchors else messages.FIRST
    why = plan.items.fewer_anchors
    fewer = (messages.FEWER_ANCHORS.filled(why),) if why else ()
    told = (messages.PURPOSE.filled(plan.purpose), asked, messages.WHO.filled(*sizes), anchored)
    return *told, *fewer, *_sample_told(plan.sample)


def plan_days(plan: TrialPlan) -> Text:
    """When a planned trial opens, ends, and is destroyed."""
    return messages.DAYS.filled(dated(plan.opens), dated(plan.complete_by), dated(plan.destroyed_by))


def subject_told(subject: str) -> Text:
    """A subject as each language names it; its id where it is none of the assessments'."""
    return messages.SUBJECTS.get(subject, Text(subject, subject))


def dated(day: date) -> Text:
    """A day as each language writes it."""
    return Text.each(lambda language: long_date(day, language))


def _sample_told(sample: SamplingPlan | None) -> tuple[Text, ...]:
    if sample is None:
        return ()
    strata = Text.each(
        lambda language: ", ".join(messages.STRATA.get(each, _same(each))[language] for each in sample.strata)
    )
    return (messages.SAMPLE.filled(sample.schools, strata, sample.seed, sample.replacements),)


def _same(name: str) -> Text:
    return Text(name, name)


def aim_rows(planned: PlannedTrial, language: Language) -> Iterator[tuple[str, str, str]]:
    """Each aim with what is wanted and what is expected."""
    aims, study = planned.plan.aims, planned.study
    yield messages.SE[language], number(aims.se), number(study.se)
    if study.links:
        told = all(link.se is not None for link in study.links)
        yield messages.LINKING[language], number(aims.linking_error), number(study.linking_error if told else nan)
    if study.power is not None:
        named = messages.POWER[language] % number(aims.dif)
        yield named, percent(aims.power, 0), percent(study.power, 0)


def year_rows(planned: PlannedTrial) -> Iterator[tuple[str, ...]]:
    """Each year group with its items, its booklets' length and the mean standard error of its candidates."""
    for year in planned.plan.years:
        forms = [booklet[year] for booklet in planned.booklets]
        asked = {item for form in forms for item in form}
        errors = [item.se for item in planned.study.items if item.year == year]
        anchors = len(asked.intersection(planned.anchors))
        mean = number(float(np.mean(errors))) if errors else "–"
        sizes = (len(asked), len(errors), anchors, max(map(len, forms)))
        yield (str(year), *map(str, sizes), mean)


def item_rows(planned: PlannedTrial, bank: BankVersion, language: Language) -> Iterator[tuple[str, ...]]:
    """Each candidate with its name, its topic, and what the trial will find out about it; by year and difficulty."""
    known, topics = {item.id: item for item in bank.items}, {topic.id: topic.label[language] for topic in bank.topics}
    for each in sorted(planned.study.items, key=lambda each: (each.year, each.difficulty, each.id)):
        item = known[each.id]
        power = "–" if each.power is None else percent(each.power, 0)
        figures = (str(each.year), number(each.difficulty, 2), count(each.responses), number(each.se), power)
        yield item.item, topics[item.topic], each.id, *figures


def _item_table(planned: PlannedTrial, bank: BankVersion, language: Language) -> str:
    """The candidates with topic and id in a line below each, so that the figures are in sight on a narrow page."""
    rows = list(item_rows(planned, bank, language))
    told = [f"{topic} · {id_}" for _, topic, id_, *_ in rows]
    item, _, _, *figures = messages.ITEM_HEADS
    shown = [(name, *rest) for name, _, _, *rest in rows]
    return table(messages.ITEMS[language], (item, *figures), shown, language, told=told)


def link_rows(planned: PlannedTrial) -> Iterator[tuple[str, ...]]:
    """Each link of two adjacent year groups with its common items and its standard error."""
    for link in planned.study.links:
        yield f"{link.below}–{link.above}", str(link.items), number(nan if link.se is None else link.se)


def _remarks(planned: PlannedTrial) -> Iterator[Text]:
    yield messages.HONEST.filled(number(planned.study.error_ratio, 2))
    if planned.study.power_error is not None:
        yield messages.POWER_TOLD.filled(percent(planned.study.power_error))
    if planned.study.false_flags is not None:
        yield messages.FALSE_FLAGS.filled(percent(planned.study.false_flags))


def _error_chart(planned: PlannedTrial, language: Language) -> str:
    items = sorted(planned.study.items, key=lambda item: item.difficulty)
    errors = [item.se for item in items]
    told = messages.CHART_TOLD.filled(number(min(errors)), number(max(errors)), number(planned.plan.aims.se))
    line = Line("", tuple(item.difficulty for item in items), tuple(errors), dots=True, joined=False)
    text = _chart_text("errors", messages.CHART, told, (messages.DIFFICULTY, messages.STANDARD_ERROR), language)
    aim = [ReferenceLine(messages.AIM[language], planned.plan.aims.se)]
    return captioned_chart(text, line_chart(text, [line], levels=aim, y_range=(0.0, max(errors))))


def _power_chart(planned: PlannedTrial, language: Language) -> Iterator[str]:
    """The power of each candidate by its difficulty; none with one language."""
    shown = [(item.difficulty, item.power) for item in planned.study.items if item.power is not None]
    if not shown:
        return
    aims, powers = planned.plan.aims, tuple(power for _, power in shown)
    told = messages.POWER_CHART_TOLD.filled(
        number(aims.dif, 2), percent(min(powers), 0), percent(max(powers), 0), percent(aims.power, 0)
    )
    line = Line("", tuple(difficulty for difficulty, _ in shown), powers, dots=True, joined=False)
    axes = (messages.DIFFICULTY, messages.POWER_AXIS)
    text = _chart_text("power", messages.POWER_CHART, told, axes, language)
    aim = [ReferenceLine(messages.AIM[language], aims.power)]
    yield captioned_chart(text, line_chart(text, [line], levels=aim, y_range=(0.0, 1.0), percent=True))


def _link_chart(planned: PlannedTrial, language: Language) -> Iterator[str]:
    if (drawn := link_chart(planned, language)) is not None:
        yield captioned_chart(*drawn)


def _chart_text(name: str, title: Text, told: Text, axes: tuple[Text, Text], language: Language) -> ChartText:
    across, up = axes
    return ChartText(name, title[language], told[language], across[language], up[language])


def _booklet_rows(planned: PlannedTrial, bank: BankVersion) -> Iterator[Sequence[str]]:
    names = {item.id: f"{item.item}{MARK if item.id in planned.anchors else ''}" for item in bank.items}
    for at, booklet in enumerate(planned.booklets, start=1):
        for year, form in sorted(booklet.items()):
            yield booklet_name(at), str(year), ", ".join(names[item] for item in form)
