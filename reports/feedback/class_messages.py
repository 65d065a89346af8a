"""Messages of a class's feedback, addressed to staff."""

from dataclasses import dataclass, replace

from reports.feedback.class_feedback import ClassFeedback, ClassRow, ClassTopic
from reports.feedback.learner_feedback import Precision, RangeStatus
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.normed_messages import normed_messages
from reports.scales.reporting_scale import band_text
from reports.translations import Translations, long_date


@dataclass(frozen=True, slots=True)
class ClassRowMessages:
    """The cells of one learner's row, empty if not applicable.

    ``low`` and ``high`` are the ends of ``band``; ``day`` is the date ``finished_on`` as a spreadsheet reads it (ISO);
    ``standardised`` is the age-standardised score with its band.
    """

    key: str
    name: str
    state: str
    year: str = ""
    score: str = ""
    band: str = ""
    low: str = ""
    high: str = ""
    note: str = ""
    finished_on: str = ""
    day: str = ""
    provisional: str = ""
    standardised: str = ""
    made_up: str = ""

    @property
    def full_note(self) -> str:
        """The note for a row that stands alone, with those that its scores are provisional or mean nothing."""
        return " ".join(part for part in (self.note, self.provisional, self.made_up) if part)


@dataclass(frozen=True, slots=True)
class ClassMessages:
    """The messages of a class's feedback.

    Parameters
    ----------
    basis : how many have finished, and what a band is
    columns : headings of name, state, date, score, band and note
    sheet_columns : headings of the spreadsheet: name, year, state, date, score, ends of the band, note
    standardised : heading of the age-standardised scores; empty where no row has one
    made_up : note that the norms of these are made up, empty if they are not
    drawn : heading of the scores as they are drawn; empty where no row has one
    year : heading of the year groups; empty where all are of one
    rows : one per learner in the order given
    topics_heading, topics_lead, topics : topics to work on, one sentence each
    provisional : note that item parameters are provisional, empty if they are not
    rescored : note that results replace earlier ones, empty if none does
    """

    basis: str
    columns: tuple[str, ...]
    sheet_columns: tuple[str, ...]
    rows: tuple[ClassRowMessages, ...]
    topics_heading: str
    topics_lead: str
    topics: tuple[str, ...]
    provisional: str
    rescored: str = ""
    standardised: str = ""
    made_up: str = ""
    drawn: str = ""
    year: str = ""


def class_messages(feedback: ClassFeedback, language: str, translations: Translations) -> ClassMessages:
    """Build the messages of a class's feedback.

    Parameters
    ----------
    language : ``cy`` or ``en``, for the topics' labels
    translations : for the same language
    """
    rows = tuple(_row(row, language, translations) for row in feedback.rows)
    return ClassMessages(
        basis=_basis(feedback, translations),
        columns=(
            translations.gettext("Name"),
            translations.gettext("State"),
            translations.gettext("Finished on"),
            translations.gettext("Score"),
            translations.gettext("Very likely level"),
            translations.gettext("Note"),
        ),
        sheet_columns=(
            translations.gettext("Name"),
            translations.gettext("Year"),
            translations.gettext("State"),
            translations.gettext("Finished on"),
            translations.gettext("Score"),
            translations.gettext("Low end of the band"),
            translations.gettext("High end of the band"),
            translations.gettext("Note"),
        ),
        rows=rows,
        topics_heading=translations.gettext("Topics to work on with the class"),
        topics_lead=_topics_lead(feedback, translations),
        topics=tuple(_topic(topic, language, translations) for topic in feedback.topics),
        provisional=provisional_sentence(translations) if feedback.provisional else "",
        rescored=_rescored(feedback.rescored, translations) if feedback.rescored else "",
        standardised=translations.gettext("Age-standardised score, with its band")
        if any(row.standardised for row in rows)
        else "",
        made_up=next((row.made_up for row in rows if row.made_up), ""),
        drawn=translations.gettext("The score and its band as a picture") if any(row.score for row in rows) else "",
        year=translations.gettext("Year") if len({row.year for row in rows if row.year}) > 1 else "",
    )


def _rescored(count: int, translations: Translations) -> str:
    sentence = translations.ngettext(
        "%(count)d result was marked again, because a question had been marked wrongly. It takes the place of the first"
        " result, which is kept.",
        "%(count)d results were marked again, because a question had been marked wrongly. They take the place of the"
        " first results, which are kept.",
        count,
    )
    return sentence % {"count": count}


def state_name(state: str, translations: Translations) -> str:
    """Name of a sitting's state.

    Raises
    ------
    ValueError : the state has no name
    """
    names = {
        "unassigned": translations.gettext("Not assigned"),
        "assigned": translations.gettext("Not started"),
        "started": translations.gettext("In progress"),
        "paused": translations.gettext("Paused"),
        "absent": translations.gettext("Absent"),
        "disapplied": translations.gettext("Does not take this assessment"),
        "expired": translations.gettext("The window closed before it was finished"),
        "completed": translations.gettext("Finished"),
        "stopped": translations.gettext("Ended early by staff"),
        "reassigned": translations.gettext("Finished; a new one is ready"),
        "unverified": translations.gettext("Not verified"),
        "restarted": translations.gettext("Finished; a new one is in progress"),
    }
    if state not in names:
        msg = f"state: expected one of {', '.join(names)}, got {state!r}"
        raise ValueError(msg)
    return names[state]


def _basis(feedback: ClassFeedback, translations: Translations) -> str:
    sentence = translations.ngettext(
        "%(finished)d of %(count)d learner has finished. Each score has a band: the learner’s level is very likely"
        " (nine times in ten) within it. Where two bands overlap, do not rank one learner above the other.",
        "%(finished)d of %(count)d learners have finished. Each score has a band: the learner’s level is very likely"
        " (nine times in ten) within it. Where two bands overlap, do not rank one learner above the other.",
        len(feedback.rows),
    )
    return sentence % {"finished": feedback.finished, "count": len(feedback.rows)}


def _row(row: ClassRow, language: str, translations: Translations) -> ClassRowMessages:
    scale, on = row.scale, row.finished_on
    normed = normed_messages(row.normed, translations) if row.normed else None
    unscored = ClassRowMessages(
        row.key,
        row.name,
        state_name(row.state, translations),
        "" if row.year is None else str(row.year),
        note=_note(row, translations),
        finished_on=long_date(on, language) if on else "",
        day=on.isoformat() if on else "",
    )
    if scale is None:
        return unscored
    return replace(
        unscored,
        score=str(scale.score),
        band=band_text(scale, translations),
        low="" if scale.open_below else str(scale.low),
        high="" if scale.open_above else str(scale.high),
        provisional=provisional_sentence(translations) if row.provisional else "",
        standardised=normed.score if normed else "",
        made_up=normed.made_up if normed else "",
    )


def _note(row: ClassRow, translations: Translations) -> str:
    if row.state == "unverified":
        return translations.gettext("This result cannot be shown: its record does not verify")
    if row.unconfirmed:
        return translations.gettext("Unconfirmed: say who came in with the class’s PIN.")
    if row.finished_on and row.scale is None:
        sentence = translations.ngettext(
            "%(count)d question, too few for a score.", "%(count)d questions, too few for a score.", row.met
        )
        return sentence % {"count": row.met}
    if row.ended_early:
        sentence = translations.ngettext(
            "Ended by staff after %(count)d question; in no average.",
            "Ended by staff after %(count)d questions; in no average.",
            row.met,
        )
        return sentence % {"count": row.met}
    notes = {
        RangeStatus.ALL_RIGHT: translations.gettext("Every answer was right: the level may be higher."),
        RangeStatus.NONE_RIGHT: translations.gettext("No answer was right: the level is not well known."),
        RangeStatus.EDGE: translations.gettext("At the edge of what the questions can measure."),
        RangeStatus.CHANCE: translations.gettext("Guessing would explain the answers as well: the level may be lower."),
    }
    if row.range_status is not None and row.range_status in notes:
        return notes[row.range_status]
    return translations.gettext("A rough idea only: the band is wide.") if row.precision is Precision.ROUGH else ""


def _topics_lead(feedback: ClassFeedback, translations: Translations) -> str:
    if feedback.topics:
        said = translations.gettext(
            "Each learner was given different questions, near their own level. In these topics the class has fewer"
            " right than the levels of its learners lead one to expect, by more than chance explains."
        )
    else:
        said = translations.gettext(
            "In no topic has the class fewer right than the levels of its learners lead one to expect, by more than"
            " chance explains."
        )
    count = len(feedback.too_little)
    if not count:
        return said
    few = translations.ngettext(
        "On %(count)d topic too few questions were asked to tell.",
        "On %(count)d topics too few questions were asked to tell.",
        count,
    )
    return f"{said} {few % {'count': count}}"


def _topic(topic: ClassTopic, language: str, translations: Translations) -> str:
    sentence = translations.ngettext(
        "%(topic)s: %(observed)d%% right where %(expected)d%% was expected, with %(asked)d learner.",
        "%(topic)s: %(observed)d%% right where %(expected)d%% was expected, with %(asked)d learners.",
        topic.asked,
    )
    label = topic.topic.label[language]
    return sentence % {
        "topic": label[:1].upper() + label[1:],
        "observed": round(100 * topic.observed),
        "expected": round(100 * topic.expected),
        "asked": topic.asked,
    }
