"""The sections of a trial's report as one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from delivery_api.trial_planning.plan_page import dated, subject_told
from delivery_api.trial_report import adopted_sections, fit_sections, sitting_sections
from delivery_api.trial_report import report_messages as messages
from delivery_api.trial_report.trial_record import TrialRecord
from itembank.language import Language, Text
from reports.formats.document import Document, DocumentSection, Part

SECTIONS: tuple[tuple[Text, Callable[[TrialRecord, Language], Iterator[Part]]], ...] = (
    (messages.PLAN, sitting_sections.plan_parts),
    (messages.WHO, sitting_sections.participation_parts),
    (messages.QUALITY, sitting_sections.quality_parts),
    (messages.SURVEYS, sitting_sections.survey_parts),
    (messages.FIT, fit_sections.fit_parts),
    (messages.DIF, fit_sections.language_parts),
    (messages.LINK, fit_sections.link_parts),
    (messages.AIMS_REACHED, fit_sections.aim_parts),
    (messages.DECISIONS, adopted_sections.decision_parts),
    (messages.GAIN, adopted_sections.gain_parts),
)
"""The headings of the report, each with what writes its parts."""


def report_document(record: TrialRecord, language: Language) -> Document:
    """The report of a trial in one language."""
    trial = record.trial
    made = messages.MADE.filled(trial.id, subject_told(trial.subject or "–"), dated(record.today))
    sections = tuple(DocumentSection(heading[language], tuple(parts(record, language))) for heading, parts in SECTIONS)
    return Document(messages.TITLE[language] % trial.name, made[language], sections)
