"""The words of one learner's feedback: short, to the learner, in the order in which they are read."""

from dataclasses import dataclass

from reports.feedback.learner_feedback import LearnerFeedback, Reach, Sureness
from reports.feedback.reporting_scale import ScaleScore
from reports.feedback.strand_comparison import Standing, StrandResult
from reports.feedback.subject_names import subject_name
from reports.feedback.topic_evidence import TopicEvidence
from reports.feedback.translations import Say, long_date


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence that says what follows, and lines that are whole sentences."""

    heading: str
    lead: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnerWords:
    """All that a learner's feedback says, ready to be set.

    Parameters
    ----------
    title : the page's heading
    subject : the subject's name and the year
    basis : what this is and what it rests on
    strengths, next_steps : what went well (or, when nothing did, where to begin), what comes next
    strands : by strand, None where no strand had enough answers
    sureness : how sure we are; its lead gives the score with its band
    provisional : that item parameters are provisional, empty when they are not
    rescored : that this result takes the place of an earlier one, empty where it does not
    """

    title: str
    subject: str
    basis: str
    strengths: Section
    next_steps: Section
    strands: Section | None
    sureness: Section
    provisional: str
    rescored: str = ""


def learner_words(feedback: LearnerFeedback, language: str, say: Say) -> LearnerWords:
    """The words of a learner's feedback.

    Parameters
    ----------
    feedback : the values
    language : ``cy`` or ``en``; chooses the topics' own sentences and the form of the date
    say : translations for the same language
    """
    return LearnerWords(
        title=say.gettext("Your feedback"),
        subject=say.gettext("%(subject)s, Year %(year)d")
        % {"subject": subject_name(feedback.subject, say), "year": feedback.year},
        basis=_basis(feedback, language, say),
        strengths=_strengths(feedback.strengths, language, say),
        next_steps=_next_steps(feedback.next_steps, language, say),
        strands=_strands(feedback.strands, say),
        sureness=_sureness(feedback, say),
        provisional=provisional_sentence(say) if feedback.provisional else "",
        rescored=_rescored(feedback, language, say),
    )


def _rescored(feedback: LearnerFeedback, language: str, say: Say) -> str:
    if feedback.rescored_on is None:
        return ""
    sentence = say.gettext(
        "This is a new result, from %(date)s: a question had been marked wrongly, so your answers were marked again."
        " It takes the place of the first result, which is kept."
    )
    return sentence % {"date": long_date(feedback.rescored_on, language)}


def provisional_sentence(say: Say) -> str:
    """The mark on everything that rests on provisional item parameters, for any reader."""
    return say.gettext(
        "These results are provisional: how hard each question is has been worked out from the kind of question it is,"
        " and not yet from learners' answers in a trial. Scores may change."
    )


def _basis(feedback: LearnerFeedback, language: str, say: Say) -> str:
    met = feedback.answered + feedback.omitted
    sentence = say.ngettext(
        "This comes from the %(count)d question in the assessment you finished on %(date)s."
        " It shows some of what you can do, not all of it.",
        "This comes from the %(count)d questions in the assessment you finished on %(date)s."
        " It shows some of what you can do, not all of it.",
        met,
    )
    return sentence % {"count": met, "date": long_date(feedback.finished_on, language)}


def _strengths(strengths: tuple[TopicEvidence, ...], language: str, say: Say) -> Section:
    if not strengths:
        return Section(
            say.gettext("Where to begin"),
            say.gettext("Most of the questions were too hard this time. Now we know where to begin."),
        )
    return Section(
        say.gettext("What went well"),
        say.gettext("Of the things you mostly got right this time, these were the hardest."),
        tuple(each.topic.can[language] for each in strengths),
    )


def _next_steps(steps: tuple[TopicEvidence, ...], language: str, say: Say) -> Section:
    return Section(
        say.gettext("What comes next"), _next_lead(steps, say), tuple(each.topic.practise[language] for each in steps)
    )


def _next_lead(steps: tuple[TopicEvidence, ...], say: Say) -> str:
    if not steps:
        return say.gettext("You got most questions right in every topic. Ask your teacher what to try next.")
    if not steps[0].asked:
        return say.gettext("You got most questions right in every topic. You were not asked about these yet.")
    return say.gettext("These are close to your level. They are good things to work on now.")


def _strands(strands: tuple[StrandResult, ...], say: Say) -> Section | None:
    if not strands:
        return None
    return Section(
        say.gettext("By area"),
        say.gettext(
            "We compare each area with all of your own answers. We only name a difference when we are very sure of it."
        ),
        tuple(strand_sentence(each, say) for each in strands),
    )


def strand_sentence(result: StrandResult, say: Say) -> str:
    """How a strand stands to the rest, to the learner; ValueError names a strand that has no words."""
    sentences = _numeracy_strands(say) | _reading_strands(say)
    key = (result.strand, result.standing)
    if key not in sentences:
        msg = (
            f"strand: expected one of {', '.join(dict.fromkeys(name for name, _ in sentences))}, got {result.strand!r}"
        )
        raise ValueError(msg)
    return sentences[key]


def _numeracy_strands(say: Say) -> dict[tuple[str, Standing], str]:
    return {
        ("number", Standing.STRONGER): say.gettext("Number is very likely stronger than the rest of your work."),
        ("number", Standing.ALIKE): say.gettext("In number we saw no clear difference from the rest of your work."),
        ("number", Standing.WEAKER): say.gettext("Number very likely needs more work than the rest."),
        ("measuring", Standing.STRONGER): say.gettext("Measuring is very likely stronger than the rest of your work."),
        ("measuring", Standing.ALIKE): say.gettext(
            "In measuring we saw no clear difference from the rest of your work."
        ),
        ("measuring", Standing.WEAKER): say.gettext("Measuring very likely needs more work than the rest."),
        ("data", Standing.STRONGER): say.gettext("Data is very likely stronger than the rest of your work."),
        ("data", Standing.ALIKE): say.gettext("In data we saw no clear difference from the rest of your work."),
        ("data", Standing.WEAKER): say.gettext("Data very likely needs more work than the rest."),
    }


def _reading_strands(say: Say) -> dict[tuple[str, Standing], str]:
    return {
        ("story", Standing.STRONGER): say.gettext(
            "Reading stories is very likely stronger than the rest of your work."
        ),
        ("story", Standing.ALIKE): say.gettext("In stories we saw no clear difference from the rest of your work."),
        ("story", Standing.WEAKER): say.gettext("Reading stories very likely needs more work than the rest."),
        ("information", Standing.STRONGER): say.gettext(
            "Reading for information is very likely stronger than the rest of your work."
        ),
        ("information", Standing.ALIKE): say.gettext(
            "In information texts we saw no clear difference from the rest of your work."
        ),
        ("information", Standing.WEAKER): say.gettext(
            "Reading for information very likely needs more work than the rest."
        ),
        ("verse", Standing.STRONGER): say.gettext("Reading poems is very likely stronger than the rest of your work."),
        ("verse", Standing.ALIKE): say.gettext("In poems we saw no clear difference from the rest of your work."),
        ("verse", Standing.WEAKER): say.gettext("Reading poems very likely needs more work than the rest."),
    }


def _sureness(feedback: LearnerFeedback, say: Say) -> Section:
    scale = feedback.scale
    lines = (_how_sure(feedback.sureness, say), _reach(feedback.reach, say))
    return Section(
        say.gettext("How sure we are"),
        _band(scale, say) % {"score": scale.score, "low": scale.low, "high": scale.high},
        tuple(line for line in lines if line),
    )


def _band(scale: ScaleScore, say: Say) -> str:
    if scale.open_below:
        return say.gettext("Your score is %(score)d. Your level is very likely below %(high)d.")
    if scale.open_above:
        return say.gettext("Your score is %(score)d. Your level is very likely above %(low)d.")
    return say.gettext("Your score is %(score)d. Your level is very likely between %(low)d and %(high)d.")


def _how_sure(sureness: Sureness, say: Say) -> str:
    return {
        Sureness.GOOD: say.gettext(
            "We have a good idea of your level. A new set of questions could still move it a bit."
        ),
        Sureness.FAIR: say.gettext("We have a fair idea of your level. A new set of questions could move it."),
        Sureness.ROUGH: say.gettext(
            "We have only a rough idea of your level. A new set of questions could move it a lot."
        ),
    }[sureness]


def _reach(reach: Reach, say: Say) -> str:
    return {
        Reach.WITHIN: "",
        Reach.ALL_RIGHT: say.gettext(
            "Every answer was right, so we did not find where questions become hard for you."
            " Your level may be higher than this."
        ),
        Reach.NONE_RIGHT: say.gettext(
            "No answer was right yet, so we did not find where questions become easy for you."
            " The score is only a first guess."
        ),
        Reach.EDGE: say.gettext(
            "Your level is at the edge of what these questions can measure, so take the score with care."
        ),
    }[reach]
