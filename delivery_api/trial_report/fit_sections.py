"""The fit of a trial's responses, differences between the languages, and the link to the bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from delivery_api.trial_planning import plan_page_messages as plan_messages
from delivery_api.trial_planning.plan_page import link_rows
from delivery_api.trial_report import report_messages as messages
from delivery_api.trial_report.sitting_sections import told
from delivery_api.trial_report.trial_record import TrialRecord
from delivery_api.trials.disclosure import in_tens
from itembank.html_report.html_tables import count, percent
from itembank.language import Language
from reports.formats.document import Figures, Part
from reports.technical.adoption.adoption_messages import FLAWS, LINKINGS
from reports.technical.adoption.fit_file import FitFile
from reports.technical.fit_messages import VERDICTS
from reports.technical.technical_messages import NOT_TESTED


def fit_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """The size of the fit, its verdict, and what speaks against items."""
    file = record.fit
    if file is None:
        yield messages.NO_FIT[language]
        return
    yield (NOT_TESTED if file.verdict is None else VERDICTS[file.verdict])[language]
    persons, items = told(in_tens(file.fit.persons), language), count(len(file.fit.items))
    yield messages.FIT_SIZE.filled(file.fit.model, persons, items, count(file.fit.responses))[language]
    found = Counter(FLAWS[flaw] for flaws in file.flaws.values() for flaw in set(flaws) if flaw in FLAWS)
    rows = tuple((flaw[language], count(items)) for flaw, items in sorted(found.items(), key=lambda each: each[0].en))
    yield Figures(messages.FLAWS[language], messages.FLAW_HEADS, rows) if rows else messages.NO_FLAWS[language]


def language_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """Items by class of DIF between the languages."""
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


def link_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """How the fit came to the bank's scale, and its anchors."""
    planned = record.planned
    if planned is not None and planned.study.links:
        rows = tuple(link_rows(planned))
        yield Figures(messages.LINK_PLANNED[language], plan_messages.LINK_HEADS, rows)
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
