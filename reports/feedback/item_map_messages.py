"""The questions of a sitting one by one in words, for staff alone: on the page and in the PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.feedback.item_map import AskedQuestion, Outcome
from reports.feedback.learner_feedback import LearnerFeedback
from reports.translations import Translations


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """What became of a question.

    Parameters
    ----------
    mark : name of the outcome, as "wrong", by which a page chooses how it marks it
    rapid : that it was answered too fast; "" if it was not
    ideas : what may stand behind a wrong answer, as sentences
    """

    position: str
    topic: str
    year: str
    answer: str
    mark: str
    rapid: str = ""
    ideas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """The questions in the order they came.

    Parameters
    ----------
    ideas : how to read what stands below a wrong answer; "" where nothing does
    caption : what the rows are, and how many were near the learner's level
    columns : headings of question, topic, year first taught and answer
    """

    heading: str
    ideas: str
    caption: str
    columns: tuple[str, str, str, str]
    rows: tuple[QuestionRow, ...]


def question_table(feedback: LearnerFeedback, language: str, translations: Translations) -> QuestionTable | None:
    """The questions of a sitting one by one; None where they are not known.

    Parameters
    ----------
    language : ``cy`` or ``en``, for topics and ideas
    """
    if not feedback.asked:
        return None
    answers = _answers(translations)
    rapid = translations.gettext("in less than %(seconds)d seconds")
    seconds = feedback.effort.rapid_seconds if feedback.effort else 0
    return QuestionTable(
        heading=translations.gettext("Question by question"),
        ideas=_how_to_read_ideas([question for question, _ in feedback.asked], translations),
        caption=_caption(feedback, translations),
        columns=(
            translations.gettext("Question"),
            translations.gettext("Topic"),
            translations.gettext("First taught in Year"),
            translations.gettext("Answer"),
        ),
        rows=tuple(
            QuestionRow(
                position=str(question.position),
                topic=topic.label[language],
                year=str(question.introduced_year),
                answer=answers[question.outcome],
                mark=question.outcome.name.lower().replace("_", "-"),
                rapid=rapid % {"seconds": seconds} if question.rapid and seconds else "",
                ideas=tuple(idea[language] for idea in question.ideas),
            )
            for question, topic in feedback.asked
        ),
    )


def _answers(translations: Translations) -> dict[Outcome, str]:
    """Wrong, left out, and shown with no answer are three different things."""
    return {
        Outcome.RIGHT: translations.gettext("Correct"),
        Outcome.PART: translations.gettext("Partly correct"),
        Outcome.WRONG: translations.gettext("Incorrect"),
        Outcome.OMITTED: translations.gettext("Left as “I can’t do this”"),
        Outcome.NOT_REACHED: translations.gettext("Shown, with no answer"),
    }


def _how_to_read_ideas(asked: Sequence[AskedQuestion], translations: Translations) -> str:
    if not any(question.ideas for question in asked):
        return ""
    return translations.gettext(
        "Below a wrong answer stands an idea that often leads to it, where the bank names one. One answer is no proof:"
        " ask the learner."
    )


def _caption(feedback: LearnerFeedback, translations: Translations) -> str:
    """How many were near the level; without a score there is no level to be near to."""
    order = translations.gettext("The questions in the order they came.")
    if feedback.scale is None:
        return order
    near = translations.ngettext(
        "%(near)d of these %(all)d was near the learner’s level; about half of such questions are answered right, so"
        " wrong answers are to be expected.",
        "%(near)d of these %(all)d were near the learner’s level; about half of such questions are answered right, so"
        " wrong answers are to be expected.",
        feedback.near,
    )
    return f"{order} {near % {'near': feedback.near, 'all': feedback.answered + feedback.omitted}}"
