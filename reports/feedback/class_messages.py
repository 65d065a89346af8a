"""The words of a class's feedback, to staff."""

from dataclasses import dataclass

from reports.feedback.class_feedback import ClassFeedback, ClassRow, ClassTopic
from reports.feedback.learner_feedback import Reach, Sureness
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.reporting_scale import band_text
from reports.feedback.translations import Say


@dataclass(frozen=True, slots=True)
class ClassRowWords:
    """One learner's cells, empty where there is nothing to say; ``low`` and ``high`` are the ends of ``band``."""

    key: str
    name: str
    state: str
    year: str = ""
    score: str = ""
    band: str = ""
    low: str = ""
    high: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassWords:
    """All that a class's feedback says.

    Parameters
    ----------
    basis : how many have finished and what a band is
    columns : headings of name, state, score, band and note
    sheet_columns : headings of a spreadsheet: name, year, state, score, the band's ends and note
    rows : one per learner in the order given
    topics_heading, topics_lead, topics : topics to work on, one whole line each
    provisional : that item parameters are provisional, empty when they are not
    rescored : that results take the place of earlier ones, empty where none does
    """

    basis: str
    columns: tuple[str, str, str, str, str]
    sheet_columns: tuple[str, str, str, str, str, str, str]
    rows: tuple[ClassRowWords, ...]
    topics_heading: str
    topics_lead: str
    topics: tuple[str, ...]
    provisional: str
    rescored: str = ""


def class_words(feedback: ClassFeedback, language: str, say: Say) -> ClassWords:
    """The words of a class's feedback; ``language`` chooses the topics' labels, ``say`` is for the same language."""
    return ClassWords(
        basis=_basis(feedback, say),
        columns=(
            say.gettext("Name"),
            say.gettext("State"),
            say.gettext("Score"),
            say.gettext("Very likely level"),
            say.gettext("Note"),
        ),
        sheet_columns=(
            say.gettext("Name"),
            say.gettext("Year"),
            say.gettext("State"),
            say.gettext("Score"),
            say.gettext("Low end of the band"),
            say.gettext("High end of the band"),
            say.gettext("Note"),
        ),
        rows=tuple(_row(row, say) for row in feedback.rows),
        topics_heading=say.gettext("Topics to work on with the class"),
        topics_lead=_topics_lead(feedback, say),
        topics=tuple(_topic(topic, language, say) for topic in feedback.topics),
        provisional=provisional_sentence(say) if feedback.provisional else "",
        rescored=_rescored(feedback.rescored, say) if feedback.rescored else "",
    )


def _rescored(count: int, say: Say) -> str:
    sentence = say.ngettext(
        "%(count)d result was marked again, because a question had been marked wrongly. It takes the place of the first"
        " result, which is kept.",
        "%(count)d results were marked again, because a question had been marked wrongly. They take the place of the"
        " first results, which are kept.",
        count,
    )
    return sentence % {"count": count}


def state_name(state: str, say: Say) -> str:
    """A sitting's state in words; ValueError names one that has none."""
    names = {
        "unassigned": say.gettext("Not assigned"),
        "assigned": say.gettext("Not started"),
        "started": say.gettext("In progress"),
        "paused": say.gettext("Paused"),
        "absent": say.gettext("Absent"),
        "disapplied": say.gettext("Does not take this assessment"),
        "expired": say.gettext("The window closed before it was finished"),
        "completed": say.gettext("Finished"),
        "reassigned": say.gettext("Finished; a new one is ready"),
        "restarted": say.gettext("Finished; a new one is in progress"),
    }
    if state not in names:
        msg = f"state: expected one of {', '.join(names)}, got {state!r}"
        raise ValueError(msg)
    return names[state]


def _basis(feedback: ClassFeedback, say: Say) -> str:
    sentence = say.ngettext(
        "%(finished)d of %(count)d learner has finished. Each score has a band: the learner's level is very likely"
        " (nine times in ten) within it. Where two bands overlap, do not rank one learner above the other.",
        "%(finished)d of %(count)d learners have finished. Each score has a band: the learner's level is very likely"
        " (nine times in ten) within it. Where two bands overlap, do not rank one learner above the other.",
        len(feedback.rows),
    )
    return sentence % {"finished": feedback.finished, "count": len(feedback.rows)}


def _row(row: ClassRow, say: Say) -> ClassRowWords:
    state, year = state_name(row.state, say), "" if row.year is None else str(row.year)
    scale = row.scale
    if scale is None:
        return ClassRowWords(row.key, row.name, state, year)
    low, high = "" if scale.open_below else str(scale.low), "" if scale.open_above else str(scale.high)
    band = band_text(scale, say)
    return ClassRowWords(row.key, row.name, state, year, str(scale.score), band, low, high, _note(row, say))


def _note(row: ClassRow, say: Say) -> str:
    notes = {
        Reach.ALL_RIGHT: say.gettext("Every answer was right: the level may be higher."),
        Reach.NONE_RIGHT: say.gettext("No answer was right: the level is not well known."),
        Reach.EDGE: say.gettext("At the edge of what the questions can measure."),
    }
    if row.reach in notes:
        return notes[row.reach]
    return say.gettext("A rough idea only: the band is wide.") if row.sureness is Sureness.ROUGH else ""


def _topics_lead(feedback: ClassFeedback, say: Say) -> str:
    if feedback.topics:
        return say.gettext(
            "Each learner was given different questions, near their own level."
            " These are the topics that are still hard for the most learners."
        )
    return say.gettext("No topic is still hard for two or more of the learners who have finished.")


def _topic(topic: ClassTopic, language: str, say: Say) -> str:
    sentence = say.ngettext(
        "%(topic)s: still hard for %(missed)d of the %(asked)d learner who was asked.",
        "%(topic)s: still hard for %(missed)d of the %(asked)d learners who were asked.",
        topic.asked,
    )
    label = topic.topic.label[language]
    return sentence % {"topic": label[:1].upper() + label[1:], "missed": topic.missed, "asked": topic.asked}
