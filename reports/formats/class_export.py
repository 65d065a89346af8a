"""The results of a class for a school's own system: one row for each learner and subject, the same in both languages.

Headings, states and days do not depend on the reader's language, and columns are only ever added at the end, so that a
program may read the file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.feedback.class_feedback import ClassFeedback, ClassRow
from reports.formats.csv_export import sheet
from reports.norms.standardised_scores import HIGHEST, LOWEST, OutsideNorms
from reports.scales.reporting_scale import SCALES

COLUMNS = (
    "school_year",
    "school_number",
    "school_name",
    "class_name",
    "learner_name",
    "year_group",
    "subject",
    "state",
    "finished_on",
    "score",
    "band_low",
    "band_high",
    "scale_version",
    "provisional",
    "ended_early",
    "unconfirmed",
    "standardised_score",
    "standardised_low",
    "standardised_high",
)
"""The headings, in order; ``band_low`` or ``band_high`` is empty where the band is open.

``standardised_score`` is a number or "<70" or ">140"; it and its band are empty without norms.
"""


@dataclass(frozen=True, slots=True)
class ExportedClass:
    """A class in a subject and school year.

    Parameters
    ----------
    school_number : as the roster names the school; "" where it has none
    """

    school_year: str
    school_number: str
    school_name: str
    class_name: str
    subject: str
    feedback: ClassFeedback


def class_export(classes: Iterable[ExportedClass]) -> str:
    """The file, as CSV."""
    return sheet(COLUMNS, (cells for each in classes for cells in _rows(each)))


def _rows(exported: ExportedClass) -> Iterator[tuple[str, ...]]:
    where = (exported.school_year, exported.school_number, exported.school_name, exported.class_name)
    for row in exported.feedback.rows:
        year = "" if row.year is None else str(row.year)
        yield (*where, row.name, year, exported.subject, row.state, *_result(row, exported.subject))


def _result(row: ClassRow, subject: str) -> tuple[str, ...]:
    finished_on = row.finished_on.isoformat() if row.finished_on else ""
    standardised = _standardised(row)
    flags = tuple(str(flag).lower() for flag in (row.provisional, row.ended_early, row.unconfirmed))
    if row.scale is None:
        return (finished_on, "", "", "", "", *(("", *flags[1:]) if finished_on else ("", "", "")), *standardised)
    low = "" if row.scale.open_below else str(row.scale.low)
    high = "" if row.scale.open_above else str(row.scale.high)
    return (finished_on, str(row.scale.score), low, high, SCALES[subject].version, *flags, *standardised)


def _standardised(row: ClassRow) -> tuple[str, str, str]:
    score = row.normed.score if row.normed else None
    if score is None or isinstance(score, OutsideNorms):
        return "", "", ""
    told = f"<{LOWEST}" if score.below else f">{HIGHEST}" if score.above else str(score.score)
    return told, str(score.low), str(score.high)
