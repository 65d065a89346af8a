"""The fit of a model in the report of a calibration: the verdict, what speaks against it, and the statistics."""

import numpy as np

from calibration import IssueFound, ModelFit
from itembank.html_report.html_tables import number, table
from itembank.language import Language
from reports.technical import fit_messages as messages
from reports.technical.page_parts import paragraph

MOST_NAMED = 12
"""Items named with an issue; the table of items has all."""


def verdict_sentence(found: ModelFit, language: Language) -> str:
    """What the evidence says of using the parameters."""
    return messages.VERDICTS[found.verdict][language]


def issue_sentences(found: ModelFit, language: Language) -> list[str]:
    """What speaks against the fit, one sentence or two each, with what to do."""
    return [_issue_sentence(each, language) for each in found.issues]


def _issue_sentence(found: IssueFound, language: Language) -> str:
    named = ", ".join(found.items[:MOST_NAMED]) + (" …" if len(found.items) > MOST_NAMED else "")
    text: str = messages.ISSUES[found.issue][language] % (number(found.size, 2), named)
    return text


def fit_part(found: ModelFit, language: Language) -> str:
    """The section of a page."""
    told = "" if found.pair_fit is not None else paragraph(messages.NOT_TESTED[language])
    return f'<section id="fit"><h2>{messages.FIT[language]}</h2>{_statistics(found, language)}{told}</section>'


def _statistics(found: ModelFit, language: Language) -> str:
    rows: list[tuple[str, str, str, str, str]] = []
    for name, each in (("M2*", found.m2), ("C2", found.c2)):
        if each is None:
            continue
        rows.append((name, messages.M2_TOLD[language], number(each.statistic, 1), str(each.df), _p(each.p)))
        low, high = (number(end, 3) for end in each.rmsea_interval)
        rmsea = f"{number(each.rmsea, 3)} ({low}–{high})"
        rows.append((f"RMSEA ({name})", messages.RMSEA_TOLD[language], rmsea, "", ""))
        rows.append(("SRMSR", messages.SRMSR_TOLD[language], number(each.srmsr, 3), "", ""))
    if found.dimensions is not None:
        dimensions = found.dimensions
        told = messages.EIGENVALUE_TOLD[language] % number(float(np.median(dimensions.reference)), 2)
        first = number(float(dimensions.eigenvalues[0]), 2)
        rows.append((messages.EIGENVALUE[language], told, first, "", _p(dimensions.p)))
        rows.append(("DETECT", messages.DETECT_TOLD[language], number(dimensions.detect, 2), "", ""))
    tested = int(np.isfinite(found.item_fit.p).sum())
    off = int(found.item_fit.off_curve.sum())
    told = messages.ITEMS_TESTED_TOLD[language].replace("%%", "%")
    rows.append((messages.ITEMS_TESTED[language], told, f"{off} / {tested}", "", ""))
    heads = (messages.STATISTIC, messages.MEANING, messages.VALUE, messages.DF, messages.P)
    return table(messages.FIT[language], heads, rows, language, 2)


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else number(value, 3)
