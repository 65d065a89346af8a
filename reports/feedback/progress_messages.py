"""Messages of a learner's progress over sittings, for staff and parents."""

from dataclasses import dataclass

from reports.scales.drawn_chart import DrawnChart
from reports.scales.progress import Progress, ScorePoint
from reports.scales.progress_chart import progress_chart
from reports.scales.reporting_scale import Z90, band_text
from reports.translations import Translations, long_date


@dataclass(frozen=True, slots=True)
class ProgressMessages:
    """What is said of progress.

    Parameters
    ----------
    heading : heading of the part
    lead : the change, and whether it is beyond what chance explains
    expected : the score of a learner who kept pace with others, empty if unknown
    columns : headings of date, year, score and band
    rows : the same of each sitting, as text
    chart : the scores and their bands, drawn
    """

    heading: str
    lead: str
    expected: str
    columns: tuple[str, str, str, str]
    rows: tuple[tuple[str, str, str, str], ...]
    chart: DrawnChart


def progress_messages(progress: Progress, language: str, translations: Translations) -> ProgressMessages:
    """Build the messages of progress.

    Parameters
    ----------
    language : ``cy`` or ``en``, for dates
    """
    return ProgressMessages(
        heading=translations.gettext("From sitting to sitting"),
        lead=_lead(progress, translations),
        expected=_expected(progress, translations),
        columns=(
            translations.gettext("Finished on"),
            translations.gettext("Year"),
            translations.gettext("Score"),
            translations.gettext("Very likely between"),
        ),
        rows=tuple(_row(point, language, translations) for point in progress.points),
        chart=progress_chart(progress, language, translations),
    )


def _row(point: ScorePoint, language: str, translations: Translations) -> tuple[str, str, str, str]:
    return (
        long_date(point.on, language),
        str(point.year),
        str(point.scale.score),
        band_text(point.scale, translations),
    )


def _lead(progress: Progress, translations: Translations) -> str:
    change, error = progress.change, progress.change_se
    if change is None or error is None:
        return translations.gettext(
            "Nobody can tell how far the level has changed: in one of the sittings the answers do not bound it."
        )
    facts = {"points": abs(round(change)), "error": round(Z90 * error)}
    if not progress.beyond_error:
        differ = translations.gettext(
            "The first and the last score differ by %(points)d. Chance alone explains up to %(error)d, so the level may"
            " not have changed at all."
        )
        alike = translations.gettext(
            "The first and the last score are the same. Chance alone explains a difference of up to %(error)d."
        )
        sentence = differ if facts["points"] else alike
    elif change > 0:
        sentence = translations.gettext(
            "The last score is %(points)d points higher than the first. Chance alone explains up to %(error)d, so the"
            " level has very likely risen."
        )
    else:
        sentence = translations.gettext(
            "The last score is %(points)d points lower than the first. Chance alone explains up to %(error)d, so the"
            " level has very likely fallen."
        )
    return sentence % facts


def _expected(progress: Progress, translations: Translations) -> str:
    expected = progress.expected
    if expected is None:
        return ""
    sentence = translations.gettext(
        "A learner who kept pace with others from the first score on would now have about %(score)d, very likely"
        " between %(low)d and %(high)d. This is no forecast: it compares learners of different years."
    )
    told = sentence % {"score": expected.score, "low": expected.low, "high": expected.high}
    mark = translations.gettext("The diamond in the chart marks that score.")
    return f"{told} {mark}"
