"""What was decided of a trial's items, and what the bank gained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from delivery_api.dates.school_calendar import london_date
from delivery_api.trial_planning.plan_page import dated
from delivery_api.trial_report import report_messages as messages
from delivery_api.trial_report.trial_record import AdoptedVersion, TrialRecord
from itembank import BankVersion
from itembank.compilation.adopted_share import LEAST_ADOPTED
from itembank.html_report.html_tables import count, number, percent
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language
from reports.formats.document import Chart, Figures, Part
from reports.technical.adoption.adoption_messages import CHOICES, DECISIONS_FILE, FLAWS
from reports.technical.adoption.bank_gain import bank_knowledge
from reports.technical.adoption.decisions import Choice
from reports.technical.adoption.fit_file import FitFile
from reports.technical.page_parts import suppressed_count
from reports.technical.technical_charts import Mark, scatter_chart


@dataclass(frozen=True)
class _Versions:
    """The bank versions before an adoption and after it."""

    base: BankVersion
    made: BankVersion

    def changes(self) -> dict[str, tuple[float, float]]:
        """By id of each item that was kept, its provisional and its new difficulty."""
        before = {item.id: item.parameters for item in self.base.items}
        return {
            item.id: (before[item.id].difficulty, item.parameters.difficulty)
            for item in self.made.items
            if not item.parameters.provisional and before[item.id].provisional
        }

    def not_kept(self, file: FitFile) -> dict[str, Choice]:
        """By id of each provisional item of the fit that was not kept, what became of it."""
        after = {item.id: item.parameters for item in self.made.items}
        tried = [item.id for item in self.base.items if item.parameters.provisional and item.id in file.responses]
        return {
            item: Choice.HOLD if item in after else Choice.DROP
            for item in tried
            if item not in after or after[item].provisional
        }


def decision_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """Who decided what, the items that were not kept, and how difficulties changed."""
    adopted = record.adopted
    if adopted is None:
        yield messages.NOT_ADOPTED[language]
        return
    by = adopted.by or messages.DECIDED_BY_UNKNOWN[language]
    on, made = dated(london_date(adopted.record.at)), adopted.record.bank_version[:12]
    yield messages.DECIDED.filled(by, on, made)[language]
    yield DECISIONS_FILE[language] % adopted.record.decisions
    versions = _versions(adopted)
    if versions is None:
        yield messages.NO_GAIN[language]
        return
    changes = versions.changes()
    if record.fit is None:
        yield messages.KEPT_ONLY.filled(count(len(changes)))[language]
        yield messages.NO_FIT[language]
    else:
        not_kept = versions.not_kept(record.fit)
        held, dropped = (list(not_kept.values()).count(each) for each in (Choice.HOLD, Choice.DROP))
        yield messages.CHOICES.filled(count(len(changes)), count(held), count(dropped))[language]
        yield from _not_kept(not_kept, record, record.fit, language)
    yield from _change_chart(changes, language)


def gain_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """How much of the bank was measured before, and after."""
    versions = _versions(record.adopted) if record.adopted else None
    if versions is None:
        yield (messages.NO_GAIN if record.adopted else messages.NOT_ADOPTED)[language]
        return
    before, after = bank_knowledge(versions.base), bank_knowledge(versions.made)
    rows = (
        (messages.ITEMS[language], count(before.items), count(after.items)),
        (messages.MEASURED[language], count(before.measured), count(after.measured)),
        (messages.MEAN_SE[language], number(before.mean_se), number(after.mean_se)),
    )
    yield Figures(messages.KNOWN[language], messages.KNOWN_HEADS, rows)
    yield messages.SHARE_TOLD.filled(percent(LEAST_ADOPTED, 0))[language]
    years = sorted(before.shares.keys() & after.shares.keys())
    shares = tuple((str(year), percent(before.shares[year]), percent(after.shares[year])) for year in years)
    yield Figures(messages.SHARES[language], messages.SHARE_HEADS, shares)


def _versions(adopted: AdoptedVersion) -> _Versions | None:
    return _Versions(adopted.base, adopted.made) if adopted.base and adopted.made else None


def _not_kept(choices: Mapping[str, Choice], record: TrialRecord, file: FitFile, language: Language) -> Iterator[Part]:
    if choices:
        rows = tuple(
            (
                record.named(item),
                CHOICES[choice][language],
                "; ".join(dict.fromkeys(FLAWS[flaw][language] for flaw in file.flaws.get(item, ()) if flaw in FLAWS))
                or "–",
                suppressed_count(file.responses[item]),
                file.dif.get(item, "") or "–",
            )
            for item, choice in sorted(choices.items())
        )
        yield Figures(messages.NOT_KEPT[language], messages.NOT_KEPT_HEADS, rows, 3)


def _change_chart(changes: Mapping[str, tuple[float, float]], language: Language) -> Iterator[Part]:
    if changes:
        moved = [after - before for before, after in changes.values()]
        figures = (float(np.mean(moved)), min(moved), max(moved))
        told = messages.CHANGES_TOLD.filled(*(number(each, 2, signed=True) for each in figures))
        text = ChartText(
            "changes",
            messages.CHANGES[language],
            told[language],
            messages.PROVISIONAL[language],
            messages.CHANGE[language],
        )
        marks = [Mark(before, after - before, 0.0, expected=True) for before, after in changes.values()]
        yield Chart(text, scatter_chart(text, marks, [0.0]))
