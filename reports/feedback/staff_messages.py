"""Messages of a learner's feedback for staff alone: the areas as intervals, and what the year is expected to reach."""

from dataclasses import dataclass

from reports.feedback.item_map_messages import QuestionTable, question_table
from reports.feedback.learner_feedback import LearnerFeedback
from reports.feedback.normed_messages import NormedMessages, normed_messages
from reports.feedback.progress_messages import ProgressMessages, progress_messages
from reports.feedback.question_kinds import question_kind
from reports.feedback.strand_chart import signed, strand_chart
from reports.feedback.strand_comparison import StrandPoints, strand_points
from reports.feedback.subject_names import strand_name
from reports.scales.drawn_chart import DrawnChart
from reports.scales.reporting_scale import SCALES
from reports.scales.year_range import YearRange
from reports.translations import Translations


@dataclass(frozen=True, slots=True)
class YearRangeMessages:
    """What is said of the range that a year group is expected to reach.

    Parameters
    ----------
    heading, lead : heading of the part, and what the range is and is not
    name : what the table calls the range
    scores : both ends as table text
    """

    heading: str
    lead: str
    name: str
    scores: str


@dataclass(frozen=True, slots=True)
class StrandTable:
    """The areas beside the whole sitting.

    Parameters
    ----------
    heading, lead : heading of the part, and how to read it
    columns : headings of area, questions answered, difference, and the interval that very likely holds it
    rows : the same of each area, as text
    chart : the differences and their intervals, drawn
    left_out : which areas had too few questions for it; "" for none
    """

    heading: str
    lead: str
    columns: tuple[str, str, str, str]
    rows: tuple[tuple[str, str, str, str], ...]
    chart: DrawnChart
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class QuestionsLike:
    """What questions of the topics met are like, on paper.

    Parameters
    ----------
    lead : what the kinds are; of topics whose questions need their page, where they are
    rows : of each topic whose questions can be told in words, its name and the words
    """

    heading: str
    lead: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StaffMessages:
    """What staff read beside the learner's own feedback.

    Parameters
    ----------
    heading : heading of the part
    year_range : None without a score, or where parameters are measured
    strands : None if no area has enough answers
    normed : the age-standardised score; None without norms, and while the score is provisional
    progress : the scores of several sittings; None for one, and while one of them is provisional
    counts : what the score rests on, as pairs of a name and a number
    count_columns : headings of the two
    low_effort : that many answers came too fast; empty otherwise
    questions : what became of each question; None where that is not known
    like : what questions of their topics are like; None where they are not known
    """

    heading: str
    year_range: YearRangeMessages | None
    strands: StrandTable | None
    normed: NormedMessages | None = None
    progress: ProgressMessages | None = None
    counts: tuple[tuple[str, str], ...] = ()
    count_columns: tuple[str, str] = ("", "")
    low_effort: str = ""
    questions: QuestionTable | None = None
    like: QuestionsLike | None = None


def staff_messages(feedback: LearnerFeedback, language: str, translations: Translations) -> StaffMessages:
    """Build what staff read beside the learner's own feedback.

    Parameters
    ----------
    feedback : the values
    language : ``cy`` or ``en``, for dates and the texts of topics
    translations : translations for the reader's language
    """
    half = feedback.year_range
    strands = strand_points(feedback.strands, SCALES[feedback.subject])
    return StaffMessages(
        heading=translations.gettext("For the teacher"),
        year_range=_year_range(half, translations) if half else None,
        strands=_strand_table(strands, feedback.short_strands, translations) if strands else None,
        normed=normed_messages(feedback.normed, translations) if feedback.normed else None,
        progress=progress_messages(feedback.progress, language, translations) if feedback.progress else None,
        counts=_counts(feedback, translations),
        count_columns=(
            translations.gettext("The numbers behind this feedback"),
            translations.gettext("Number of questions"),
        ),
        low_effort=_low_effort(feedback, translations),
        questions=question_table(feedback, language, translations),
        like=_questions_like(feedback, language, translations),
    )


def _questions_like(feedback: LearnerFeedback, language: str, translations: Translations) -> QuestionsLike | None:
    """The kinds of question of the topics met: a reading question needs its text, and others a page to answer on."""
    if not feedback.asked:
        return None
    met = {topic.id: topic for _, topic in feedback.asked}
    kinds = ((topic.label[language], question_kind(id_, translations)) for id_, topic in met.items())
    rows = tuple((label, kind) for label, kind in kinds if kind)
    if rows:
        lead = translations.gettext(
            "The kind of question of each topic in words: its texts are kept for the assessments."
        )
    else:
        lead = translations.gettext(
            "On the learner’s page in Mesur each topic opens a question for practice with its answers, where there is"
            " one. No assessment asks it: you may show it to the learner."
        )
    return QuestionsLike(translations.gettext("A question like it, by topic"), lead, rows)


def _counts(feedback: LearnerFeedback, translations: Translations) -> tuple[tuple[str, str], ...]:
    """How many questions were answered, left out and shown with no answer, how many near the level, how many rapid."""
    of_all = translations.gettext("%(count)d of %(all)d")
    scored = feedback.answered + feedback.omitted
    rows = [
        (translations.gettext("Questions answered"), str(feedback.answered)),
        (translations.gettext("Left as “I can’t do this”"), str(feedback.omitted)),
    ]
    if feedback.not_reached:
        # without it the list of questions has one more than the numbers above it
        rows.insert(0, (translations.gettext("Questions shown"), str(scored + feedback.not_reached)))
        rows.append((translations.gettext("Shown, with no answer when it ended"), str(feedback.not_reached)))
    if feedback.scale:
        near = translations.gettext(
            "Questions near the learner’s level, which such a learner gets right 1 to 3 times in 4"
        )
        rows.append((near, of_all % {"count": feedback.near, "all": scored}))
    if feedback.effort:
        rapid = translations.gettext("Answered or left in less than %(seconds)d seconds")
        counted = of_all % {"count": feedback.rapid, "all": scored}
        rows.append((rapid % {"seconds": feedback.effort.rapid_seconds}, counted))
    return tuple(rows)


def _low_effort(feedback: LearnerFeedback, translations: Translations) -> str:
    if not feedback.effort or not feedback.effort.low:
        return ""
    sentence = translations.gettext(
        "More than one answer in ten came in less than %(seconds)d seconds, too fast to read the question. The score"
        " may say less than the learner can do. The time is in no score."
    )
    return sentence % {"seconds": feedback.effort.rapid_seconds}


def _year_range(half: YearRange, translations: Translations) -> YearRangeMessages:
    lead = translations.gettext(
        "Half of Year %(year)d is expected between %(low)d and %(high)d. Provisional: this is what those who made the"
        " assessment expect, and nobody has measured it. So there is no age-standardised score and no measure of"
        " progress yet."
    )
    return YearRangeMessages(
        heading=translations.gettext("The score beside Year %(year)d") % {"year": half.year},
        lead=lead % {"year": half.year, "low": half.low, "high": half.high},
        name=translations.gettext("Half of Year %(year)d expected here (provisional)") % {"year": half.year},
        scores=f"{half.low}–{half.high}",
    )


def _strand_table(strands: tuple[StrandPoints, ...], short: tuple[str, ...], translations: Translations) -> StrandTable:
    between = translations.gettext("%(low)s and %(high)s")
    return StrandTable(
        heading=translations.gettext("By area"),
        lead=translations.gettext(
            "Each area beside all of the learner’s own answers, in points of the scale; 0 is no difference. The"
            " interval is where the difference very likely lies (19 times in 20 for all areas together). One with 0 in"
            " it shows no clear difference, and nothing is said of it to the learner."
        ),
        columns=(
            translations.gettext("Area"),
            translations.gettext("Questions answered"),
            translations.gettext("Difference"),
            translations.gettext("Very likely between"),
        ),
        rows=tuple(
            (
                strand_name(each.strand, translations),
                str(each.answered),
                signed(each.difference),
                between % {"low": signed(each.low), "high": signed(each.high)},
            )
            for each in strands
        ),
        chart=strand_chart(strands, translations),
        left_out=_left_out(short, translations),
    )


def _left_out(short: tuple[str, ...], translations: Translations) -> str:
    if not short:
        return ""
    named = "; ".join(strand_name(each, translations) for each in short)
    return translations.gettext("Too few questions answered to compare: %(areas)s.") % {"areas": named}
