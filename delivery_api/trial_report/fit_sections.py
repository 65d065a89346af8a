"""The fit of a trial's responses, differences between the languages, and the link to the bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from math import nan

from calibration import FitVerdict
from delivery_api.trial_planning.link_chart import link_chart
from delivery_api.trial_planning.plan_page import aim_rows, link_rows
from delivery_api.trial_report import report_messages as messages
from delivery_api.trial_report.aims_reached import reached_error, reached_links
from delivery_api.trial_report.sitting_sections import told
from delivery_api.trial_report.trial_record import TrialRecord
from delivery_api.trials.disclosure import in_tens
from itembank.html_report.html_tables import count, number, percent
from itembank.language import Language
from reports.disclosure.smallest_group import is_small
from reports.formats.document import Chart, Figures, Part
from reports.technical.adoption.adoption_messages import FLAWS, LINKINGS
from reports.technical.adoption.fit_file import FitFile
from reports.technical.fit_messages import VERDICTS
from reports.technical.page_parts import suppressed_count
from reports.technical.technical_messages import NOT_TESTED


def fit_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """The size of the fit, its verdict, and what speaks against items."""
    file = record.fit
    if file is None:
        yield messages.NO_FIT[language]
        return
    if is_small(file.fit.persons):
        yield messages.FIT_OF_FEW[language]
        return
    yield (NOT_TESTED if file.verdict is None else VERDICTS[file.verdict])[language]
    persons, items = told(in_tens(file.fit.persons), language), count(len(file.fit.items))
    yield messages.FIT_SIZE.filled(file.fit.model, persons, items, count(file.fit.responses))[language]
    found = Counter(FLAWS[flaw] for flaws in file.flaws.values() for flaw in set(flaws) if flaw in FLAWS)
    rows = tuple((flaw[language], count(items)) for flaw, items in sorted(found.items(), key=lambda each: each[0].en))
    if rows:
        yield Figures(messages.FLAWS[language], messages.FLAW_HEADS, rows)
    elif file.verdict not in (None, FitVerdict.UNTESTED):
        yield messages.NO_FLAWS[language]


def language_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """Items by class of DIF between the languages."""
    if record.fit is not None and is_small(record.fit.fit.persons):
        yield messages.FIT_OF_FEW[language]
        return
    classes = record.fit.language_dif if record.fit else None
    if record.fit is None or classes is None:
        yield (messages.NO_FIT if record.fit is None else messages.NOT_COMPARED)[language]
        return
    found = Counter(classes.values())
    rows = tuple(
        (named[language], count(found[letter]), percent(found[letter] / len(classes)))
        for letter, named in messages.DIF_CLASSES.items()
        if letter or found[letter]
    )
    yield Figures(messages.DIF_TABLE[language], messages.DIF_HEADS, rows)
    if large := sorted(item for item, letter in classes.items() if letter == "C"):
        yield messages.DIF_LARGE.filled(", ".join(map(record.named, large)))[language]


def aim_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """The plan's aims with what was wanted, what was expected, and what the fit reached."""
    planned, file = record.planned, record.fit
    if planned is None or file is None:
        yield (messages.NO_PLAN if planned is None else messages.NO_FIT)[language]
        return
    abilities = {each.year: each.mean for each in (record.bank.designs[0].populations if record.bank else ())}
    reached = [number(reached_error(planned, file.fit, abilities))]
    if planned.study.links:
        reached.append(number(max(reached_links(planned, file.fit).values(), default=nan)))
    rows = [(*row, told) for row, told in zip_longest(aim_rows(planned, language), reached, fillvalue="–")]
    given = [file.responses[each.id] for each in planned.study.items if each.id in file.responses]
    wanted = count(planned.plan.responses * len(planned.plan.languages))
    mean = suppressed_count(round(sum(given) / len(given))) if given else "–"
    rows.append((messages.MEAN_RESPONSES[language], wanted, wanted, mean))
    yield Figures(messages.AIM_BY_AIM[language], messages.AIM_HEADS, tuple(rows))
    if planned.study.power is not None:
        yield messages.POWER_UNSEEN[language]


def link_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """How the fit came to the bank's scale, and its anchors."""
    planned, fit = record.planned, record.fit.fit if record.fit else None
    if planned is not None and planned.study.links:
        reached = reached_links(planned, fit) if fit else {}
        rows = tuple(
            (*row, number(reached.get((link.below, link.above), nan)))
            for row, link in zip(link_rows(planned), planned.study.links, strict=True)
        )
        yield Figures(messages.LINKS[language], messages.LINK_HEADS, rows)
        if (drawn := link_chart(planned, language, reached)) is not None:
            yield Chart(*drawn)
    if record.fit is None:
        yield messages.NO_FIT[language]
        return
    yield LINKINGS[record.fit.linking][language] % len(record.fit.anchors)
    if record.fit.anchors:
        flawed = _flawed_anchors(record.fit)
        sound = messages.ANCHORS_SOUND
        yield (messages.ANCHOR_FLAWS.filled(", ".join(map(record.named, flawed))) if flawed else sound)[language]


def _flawed_anchors(file: FitFile) -> list[str]:
    return [item for item in file.anchors if file.flaws.get(item) or file.dif.get(item) == "C"]
