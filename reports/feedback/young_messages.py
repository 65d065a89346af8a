"""What a learner of Years 2 and 3 is told: three pictures and two sentences, which a machine can read aloud."""

from dataclasses import dataclass
from typing import Literal

from reports.feedback.learner_feedback import LearnerFeedback
from reports.feedback.right_answers import RightAnswers, count_to_learner
from reports.feedback.topics import Topic
from reports.translations import Translations

YOUNG = (2, 3)
"""The years whose learners get pictures. Others read a page of prose."""

Badge = Literal["star", "arrow", ""]


@dataclass(frozen=True, slots=True)
class YoungPicture:
    """A picture, which `young_pictures` draws.

    Parameters
    ----------
    drawing : a strand, "adding", "taking-away", "hill", "half-way" or "pencil"
    badge : "star" for what goes well, "arrow" for what comes next
    alt : what is to be seen, for whoever does not see it
    """

    drawing: str
    badge: Badge
    alt: str


@dataclass(frozen=True, slots=True)
class YoungMessages:
    """The page of a young learner; whatever else there is to say is for the grown-up beside them.

    Parameters
    ----------
    way : how far they came
    can, comes_next : a picture and a sentence each
    for_grown_up : heading of what follows
    """

    way: YoungPicture
    can: tuple[YoungPicture, str]
    comes_next: tuple[YoungPicture, str]
    for_grown_up: str


def young_messages(
    feedback: LearnerFeedback, well: tuple[str, ...], next_: tuple[str, ...], translations: Translations
) -> YoungMessages:
    """Build the page of a learner of Year 2 or 3.

    Parameters
    ----------
    well, next_ : the sentences of what went well and of what comes next that the report may claim, the first of which
        is told; without one the learner is told what is true of everybody
    """
    can = well[0] if well else _without_claim(feedback, translations)
    comes_next = next_[0] if next_ else translations.gettext("Your teacher will show you what to try next.")
    drawings = [*(_drawing(each.topic) for each in feedback.strengths), *(each.strand for each in feedback.areas)]
    strong = drawings[0] if well and drawings else ""
    coming = _drawing(feedback.next_steps[0].topic) if feedback.next_steps else ""
    return YoungMessages(
        way=_way(feedback, translations),
        can=(_picture(strong, "star", translations), can),
        comes_next=(_picture(coming, "arrow", translations), comes_next),
        for_grown_up=translations.gettext("For the grown-up who reads this with you"),
    )


_OF_TOPICS = {"addition": "adding", "subtraction": "taking-away"}
"""The drawings of topics that have one: two of a strand would show the child the same picture twice."""


def _drawing(topic: Topic) -> str:
    return _OF_TOPICS.get(topic.id, topic.strand)


def _without_claim(feedback: LearnerFeedback, translations: Translations) -> str:
    """What went well where nothing is claimed; too few questions, or their end by staff, show nowhere to begin."""
    counted = count_to_learner(feedback.right, translations) if feedback.right else ""
    if counted:
        return counted
    if feedback.scale is None or feedback.ended_early:
        return translations.gettext("You had a go at some questions.")
    return translations.gettext("You had a go at the questions, and now we know where to begin.")


MOST_COUNTED = 60
"""Most right answers that `said_without_claim` foresees; no sitting of these years asks as many questions."""


def said_without_claim(translations: Translations) -> tuple[str, ...]:
    """Every sentence that stands where nothing is claimed, so that each can be recorded ahead."""
    counts = range(1, MOST_COUNTED + 1)
    return (
        *(count_to_learner(RightAnswers(count, 0), translations) for count in counts),
        *(count_to_learner(RightAnswers(0, count), translations) for count in counts),
        translations.gettext("You had a go at some questions."),
        translations.gettext("You had a go at the questions, and now we know where to begin."),
        translations.gettext("Your teacher will show you what to try next."),
    )


def _way(feedback: LearnerFeedback, translations: Translations) -> YoungPicture:
    if feedback.ended_early:
        return YoungPicture("half-way", "", translations.gettext("A flag on the way up a hill: you made a start."))
    return YoungPicture("hill", "", translations.gettext("A flag on top of a hill: you got to the end."))


def _picture(drawn: str, badge: Badge, translations: Translations) -> YoungPicture:
    told = _with_star(translations) if badge == "star" else _with_arrow(translations)
    drawing = drawn if drawn in told else "pencil"
    return YoungPicture(drawing, badge, told[drawing])


def _with_star(translations: Translations) -> dict[str, str]:
    return {
        "number": translations.gettext("Counters in two rows, and a star."),
        "adding": translations.gettext("Two groups of counters with a plus sign, and a star."),
        "taking-away": translations.gettext("Counters with two crossed out, and a star."),
        "measuring": translations.gettext("A ruler and a clock, and a star."),
        "data": translations.gettext("A graph of blocks, and a star."),
        "story": translations.gettext("An open book, and a star."),
        "information": translations.gettext("A page under a magnifying glass, and a star."),
        "verse": translations.gettext("A page with a poem, and a star."),
        "pencil": translations.gettext("A pencil, and a star."),
    }


def _with_arrow(translations: Translations) -> dict[str, str]:
    return {
        "number": translations.gettext("Counters in two rows, and an arrow that leads on."),
        "adding": translations.gettext("Two groups of counters with a plus sign, and an arrow that leads on."),
        "taking-away": translations.gettext("Counters with two crossed out, and an arrow that leads on."),
        "measuring": translations.gettext("A ruler and a clock, and an arrow that leads on."),
        "data": translations.gettext("A graph of blocks, and an arrow that leads on."),
        "story": translations.gettext("An open book, and an arrow that leads on."),
        "information": translations.gettext("A page under a magnifying glass, and an arrow that leads on."),
        "verse": translations.gettext("A page with a poem, and an arrow that leads on."),
        "pencil": translations.gettext("A pencil, and an arrow that leads on."),
    }
