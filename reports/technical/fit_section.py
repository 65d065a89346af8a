"""The fit of a model in the report of a calibration: the verdict, what speaks against it, and the statistics."""

from collections.abc import Iterator

import numpy as np

from calibration import FitIssue, IssueFound, ModelFit
from calibration.fit.false_discoveries import adjusted_p
from calibration.fit.fit_document import largest, median
from itembank.html_report.html_tables import number, percent, table
from itembank.language import Language, Text
from reports.technical import fit_messages as messages
from reports.technical.page_parts import paragraph

Row = tuple[str, str, str, str, str, str, str]
"""Statistic, what it says, value, degrees of freedom, p, power, and of what the power is."""
NO_POWER = ("", "")
MOST_NAMED = 12
"""Items named with an issue, of two sets half as many of each; fit.json has all."""


def verdict_sentence(found: ModelFit, language: Language) -> str:
    """What the evidence says of using the parameters."""
    return messages.VERDICTS[found.verdict][language]


def issue_sentences(found: ModelFit, language: Language) -> list[str]:
    """What speaks against the fit, one sentence or two each, with what to do."""
    kinds = {each.issue for each in found.issues}
    both = {FitIssue.SECOND_DIMENSION, FitIssue.DEPENDENT_PAIRS} <= kinds
    return [
        _issue_sentence(each, language)
        + (f" {messages.DIMENSION_FIRST[language]}" if both and each.issue is FitIssue.DEPENDENT_PAIRS else "")
        for each in found.issues
    ]


def _issue_sentence(found: IssueFound, language: Language) -> str:
    lists = [_named(each, MOST_NAMED // len(found.sets)) for each in found.sets]
    text: str = messages.ISSUES[found.issue][language] % (number(found.size, 2), *lists)
    return text


def _named(items: tuple[str, ...], most: int) -> str:
    return ", ".join(items[:most]) + (" …" if len(items) > most else "")


def fit_part(found: ModelFit, language: Language) -> str:
    """The section of a page."""
    told = "" if found.pair_fit is not None else paragraph(messages.NOT_TESTED[language])
    return f'<section id="fit"><h2>{messages.FIT[language]}</h2>{_statistics(found, language)}{told}</section>'


def _statistics(found: ModelFit, language: Language) -> str:
    rows = [*_whole_rows(found, language), *_dimension_rows(found, language), *_pair_rows(found, language)]
    rows += [_item_row(found, language), *_person_rows(found, language)]
    heads = (messages.STATISTIC, messages.VALUE, messages.P, messages.POWER, messages.DF)
    figures = [(name, value, p, power, df) for name, _, value, df, p, power, _ in rows]
    told = [f"{meaning}. {messages.POWER[language]}: {at}." if at else f"{meaning}." for _, meaning, *_, at in rows]
    listed = table(messages.FIT[language], heads, figures, language, told=told)
    return listed + paragraph(messages.POWER_TOLD[language])


def _whole_rows(found: ModelFit, language: Language) -> Iterator[Row]:
    for name, each in (("M2*", found.m2), ("C2", found.c2)):
        if each is None:
            continue
        power = _power(each.power, messages.POWER_AT_RMSEA, language)
        yield name, messages.M2_TOLD[language], number(each.statistic, 1), str(each.df), _p(each.p), *power
        band = messages.RMSEA_TOLD[language] % tuple(number(end, 3) for end in each.rmsea_interval)
        yield f"RMSEA ({name})", band, number(each.rmsea, 3), "", "", *NO_POWER
        yield "SRMSR", messages.SRMSR_TOLD[language], number(each.srmsr, 3), "", "", *NO_POWER
    if found.predicted is not None:
        told = found.predicted
        power = _power(told.power, messages.POWER_AT_ASSOCIATION, language)
        name, meaning = messages.ASSOCIATIONS[language], messages.ASSOCIATIONS_TOLD[language]
        yield name, meaning, number(told.size, 3), "", _p(told.p), *power


def _dimension_rows(found: ModelFit, language: Language) -> Iterator[Row]:
    if found.dimensions is None:
        return
    each = found.dimensions
    told = messages.EIGENVALUE_TOLD[language] % (number(each.typical, 2), each.retained)
    power = _power(each.power, messages.POWER_AT_EIGENVALUE, language)
    yield messages.EIGENVALUE[language], told, number(float(each.eigenvalues[0]), 2), "", _p(each.p), *power
    yield "DETECT", messages.DETECT_TOLD[language], number(each.detect, 2), "", "", *NO_POWER


def _pair_rows(found: ModelFit, language: Language) -> Iterator[Row]:
    if found.pair_fit is None:
        return
    each = found.pair_fit
    told = messages.Q3_TOLD[language] % int(each.dependent.sum())
    power = _power(median(each.power), messages.POWER_AT_Q3, language)
    yield "Q3", told, number(largest(each.adjusted_q3), 2), "", _p(each.largest_p), *power
    strongest = largest(np.abs(each.cramers_v))
    if np.isfinite(strongest):
        power = _power(median(each.ld_power), messages.POWER_AT_V, language)
        p = -largest(-adjusted_p(each.ld_p[np.triu_indices(len(each.items), 1)]))
        yield "LD X²", messages.LD_TOLD[language], number(strongest, 2), "", _p(p), *power


def _item_row(found: ModelFit, language: Language) -> Row:
    items = found.item_fit
    told = messages.ITEMS_TESTED_TOLD[language]
    share = f"{int(items.off_curve.sum())} / {int(np.isfinite(items.p).sum())}"
    smallest = items.adjusted[np.isfinite(items.adjusted)]
    p = _p(float(smallest.min())) if smallest.size else ""
    return (
        messages.ITEMS_TESTED[language],
        told,
        share,
        "",
        p,
        *_power(median(items.power), messages.POWER_AT_RMSD, language),
    )


def _person_rows(found: ModelFit, language: Language) -> Iterator[Row]:
    if found.persons is None:
        return
    each = found.persons
    name = "lz" if each.in_order else "lz*"
    told = (messages.PERSONS_IN_ORDER if each.in_order else messages.PERSONS_TOLD)[language]
    yield f"{messages.PERSONS[language]} ({name})", told, percent(each.share), "", "", *NO_POWER


def _power(value: float, at: Text, language: Language) -> tuple[str, str]:
    return NO_POWER if np.isnan(value) else (number(value, 2), at[language])


def _p(value: float) -> str:
    if np.isnan(value):
        return ""
    return "< .001" if value < 0.001 else number(value, 3)
