"""Messages of one learner's feedback, addressed to the learner, in reading order."""

from dataclasses import dataclass

from reports.feedback.area_messages import area_sentence
from reports.feedback.learner_feedback import LearnerFeedback, Precision, RangeStatus
from reports.feedback.left_out_messages import left_out_to_learner
from reports.feedback.right_answers import count_to_learner, topics_right
from reports.feedback.sitting_results import FEWEST_SCORED
from reports.feedback.strand_comparison import RelativeStrength, StrandResult
from reports.feedback.subject_names import subject_name
from reports.feedback.topic_evidence import TopicEvidence
from reports.feedback.topics import Topic
from reports.feedback.young_messages import YOUNG, YoungMessages, young_messages
from reports.scales.reporting_scale import ScaleScore
from reports.translations import Translations, long_date


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, an introductory sentence, and lines that are whole sentences."""

    heading: str
    lead: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnerMessages:
    """The messages of a learner's feedback.

    Parameters
    ----------
    title : heading of the page
    subject : name of the subject, and the year
    basis : what the feedback is based on
    strengths, next_steps : what went well (or where to begin), and what comes next; None without a score
    strands : the strands that clearly differ from the rest, None if none does
    precision : how sure we are; its lead gives the score with its band; None without one
    provisional : note that item parameters are provisional, empty if they are not
    rescored : note that the result replaces an earlier one, empty if it does not
    unconfirmed : note that nobody has confirmed yet who sat, empty if somebody has or need not
    left_out : what was not measured because of a screen reader, the sentence that says so first; empty for nothing
    changes : notes of what the school did with this result or another one: moved it, set it aside
    ended_early : note that staff ended the sitting, or that it has too few answers for a score; empty if neither
    versions : what the report rests on, for the school; empty where nothing is known of it
    foot : the day and, while it is provisional, that it is, in short: each printed page bears them
    young : the pictures and sentences that a learner of Year 2 or 3 gets in place of all this; None for others
    """

    title: str
    subject: str
    basis: str
    strengths: Section | None
    next_steps: Section | None
    strands: Section | None
    precision: Section | None
    provisional: str
    rescored: str = ""
    unconfirmed: str = ""
    changes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    ended_early: str = ""
    versions: str = ""
    foot: tuple[str, ...] = ()
    young: YoungMessages | None = None


def learner_messages(feedback: LearnerFeedback, language: str, translations: Translations) -> LearnerMessages:
    """Build the messages of a learner's feedback.

    Parameters
    ----------
    feedback : the values
    language : ``cy`` or ``en``, for the topics' sentences and the date format
    translations : translations for the same language
    """
    well = _strengths(feedback, language, translations) if feedback.scale else None
    next_steps = _next_steps(feedback.next_steps, language, translations) if feedback.scale else None
    return LearnerMessages(
        title=translations.gettext("Your feedback"),
        subject=translations.gettext("%(subject)s, Year %(year)d")
        % {"subject": subject_name(feedback.subject, translations), "year": feedback.year},
        basis=_basis(feedback, language, translations),
        strengths=well,
        next_steps=next_steps,
        strands=_strands(feedback.strands, translations),
        precision=_precision(feedback, translations),
        provisional=provisional_sentence(translations) if feedback.provisional else "",
        rescored=_rescored(feedback, language, translations),
        unconfirmed=_unconfirmed(translations) if feedback.unconfirmed else "",
        left_out=left_out_to_learner(feedback.unmeasured, language, translations),
        changes=_changes(feedback, language, translations),
        ended_early=_ended_early(feedback, translations),
        versions=for_the_school(versions_sentence(feedback, translations), translations),
        foot=_foot(feedback, language, translations),
        young=young_messages(feedback, _lines(well), _lines(next_steps), translations)
        if feedback.year in YOUNG
        else None,
    )


def _foot(feedback: LearnerFeedback, language: str, translations: Translations) -> tuple[str, ...]:
    day = long_date(feedback.finished_on, language)
    return (day, translations.gettext("Provisional scores")) if feedback.provisional else (day,)


def _lines(section: Section | None) -> tuple[str, ...]:
    return section.lines if section else ()


_SHOWN_OF_A_HASH = 12
"""Characters of a hash that a report names; the commands take as many."""


def versions_sentence(feedback: LearnerFeedback, translations: Translations) -> str:
    """What a report rests on; empty where nothing is known of it."""
    rests_on = feedback.versions
    if rests_on is None:
        return ""
    names = {"scale": rests_on.scale, "bank": rests_on.bank[:_SHOWN_OF_A_HASH], "engine": rests_on.engine}
    if feedback.normed is None:
        return translations.gettext("Scale %(scale)s, no norms, bank %(bank)s, engine %(engine)s.") % names
    sentence = translations.gettext("Scale %(scale)s, norms %(norms)s, bank %(bank)s, engine %(engine)s.")
    return sentence % (names | {"norms": feedback.normed.norms[:_SHOWN_OF_A_HASH]})


def for_the_school(versions: str, translations: Translations) -> str:
    """What reports rest on, with whom it is for: to a child or a parent it says nothing. Empty where nothing is known.

    Parameters
    ----------
    versions : the sentences of `versions_sentence`
    """
    return translations.gettext("For the school: %(versions)s") % {"versions": versions} if versions else ""


def _ended_early(feedback: LearnerFeedback, translations: Translations) -> str:
    met = feedback.answered + feedback.omitted
    if feedback.scale is None:
        sentence = translations.ngettext(
            "Only %(count)d question was answered or left out. That is too few for a score, which takes at least"
            " %(fewest)d.",
            "Only %(count)d questions were answered or left out. That is too few for a score, which takes at least"
            " %(fewest)d.",
            met,
        )
        few = sentence % {"count": met, "fewest": FEWEST_SCORED}
    else:
        few = ""
    stopped = translations.gettext(
        "Your teacher ended this assessment before all the questions were asked. It counts in no average."
    )
    return " ".join(part for part in (stopped if feedback.ended_early else "", few) if part)


def _changes(feedback: LearnerFeedback, language: str, translations: Translations) -> tuple[str, ...]:
    moved = translations.gettext(
        "Your school moved this result to you on %(date)s. It had been saved under another name."
    )
    aside = translations.gettext("Your school has set another result of this school year aside. It does not count.")
    told = [moved % {"date": long_date(feedback.moved_on, language)}] if feedback.moved_on else []
    return (*told, *([aside] if feedback.set_aside else []))


def _rescored(feedback: LearnerFeedback, language: str, translations: Translations) -> str:
    if feedback.rescored_on is None:
        return ""
    sentence = translations.gettext(
        "This is a new result, from %(date)s: a question had been marked wrongly, so your answers were marked again."
        " It takes the place of the first result, which is kept."
    )
    return sentence % {"date": long_date(feedback.rescored_on, language)}


def _unconfirmed(translations: Translations) -> str:
    return translations.gettext(
        "Unconfirmed: somebody came in with the class’s PIN, and a teacher has not confirmed yet who it was. The"
        " result counts in no average."
    )


def provisional_sentence(translations: Translations) -> str:
    """The note on every report that depends on provisional item parameters."""
    return translations.gettext(
        "These results are provisional: how hard each question is has been worked out from the kind of question it is,"
        " and not yet from learners’ answers in a trial. Scores may change."
    )


def _basis(feedback: LearnerFeedback, language: str, translations: Translations) -> str:
    met = feedback.answered + feedback.omitted
    if feedback.ended_early:
        sentence = translations.ngettext(
            "This comes from the %(count)d question that you answered or left out before the assessment ended on"
            " %(date)s. It shows some of what you can do, not all of it.",
            "This comes from the %(count)d questions that you answered or left out before the assessment ended on"
            " %(date)s. It shows some of what you can do, not all of it.",
            met,
        )
    else:
        sentence = translations.ngettext(
            "This comes from the %(count)d question in the assessment you finished on %(date)s."
            " It shows some of what you can do, not all of it.",
            "This comes from the %(count)d questions in the assessment you finished on %(date)s."
            " It shows some of what you can do, not all of it.",
            met,
        )
    return sentence % {"count": met, "date": long_date(feedback.finished_on, language)}


def _strengths(feedback: LearnerFeedback, language: str, translations: Translations) -> Section:
    if feedback.range_status is RangeStatus.NONE_RIGHT:
        return Section(
            translations.gettext("Where to begin"),
            translations.gettext("Most of the questions were too hard this time. Now we know where to begin."),
        )
    if not feedback.strengths and not feedback.areas:
        return Section(translations.gettext("What went well"), _right(feedback, language, translations))
    return Section(
        translations.gettext("What went well"),
        translations.gettext("We are quite sure of these: each rests on two or more questions that you were asked."),
        (
            *(each.topic.can[language] for each in feedback.strengths),
            *(area_sentence(each, feedback.subject, translations) for each in feedback.areas),
        ),
    )


def _right(feedback: LearnerFeedback, language: str, translations: Translations) -> str:
    """What was right, and that nothing is concluded from it."""
    unsure = translations.gettext("We are not sure yet what you can do in any one topic.")
    if feedback.right is None:
        return unsure
    counted = count_to_learner(feedback.right, translations)
    named = topics_right(feedback.right, language, translations)
    return " ".join(part for part in (counted, named, unsure) if part)


def _next_steps(steps: tuple[TopicEvidence, ...], language: str, translations: Translations) -> Section:
    return Section(
        translations.gettext("What comes next"),
        _next_lead(steps, translations),
        tuple(_next_line(each, language, translations) for each in steps),
    )


def _next_line(step: TopicEvidence, language: str, translations: Translations) -> str:
    """What the bank says of a next step; of a topic that was not asked about nobody knows that it is one."""
    if step.asked:
        return step.topic.practise[language]
    return unasked_step(step.topic, language, translations)


def unasked_step(topic: Topic, language: str, translations: Translations) -> str:
    """What is said of a next step that was not asked about."""
    return translations.gettext("To try next: %(topic)s.") % {"topic": topic.label[language]}


def _next_lead(steps: tuple[TopicEvidence, ...], translations: Translations) -> str:
    if not steps:
        return translations.gettext("We cannot tell which topic to work on first. Ask your teacher what to try next.")
    if not steps[0].asked:
        return translations.gettext("We cannot tell which topic to work on first. You were not asked about these yet.")
    return translations.gettext("These are close to your level. They are good things to work on now.")


def _strands(strands: tuple[StrandResult, ...], translations: Translations) -> Section | None:
    differing = [each for each in strands if each.relative_strength is not RelativeStrength.ALIKE]
    if not differing:
        return None
    return Section(
        translations.gettext("By area"),
        translations.gettext(
            "We compare each area with all of your own answers. We only name a difference when we are very sure of it."
        ),
        tuple(strand_sentence(each, translations) for each in differing),
    )


def strand_sentence(result: StrandResult, translations: Translations) -> str:
    """The sentence on a strand that clearly differs from the rest of the learner's work.

    Raises
    ------
    ValueError : the strand has no sentence, or is no stronger or weaker than the rest
    """
    sentences = _numeracy_strands(translations) | _reading_strands(translations)
    key = (result.strand, result.relative_strength)
    if key not in sentences:
        known = ", ".join(f"{name} {strength}" for name, strength in sentences)
        msg = f"strand: expected one of {known}, got {result.strand} {result.relative_strength}"
        raise ValueError(msg)
    return sentences[key]


def _numeracy_strands(translations: Translations) -> dict[tuple[str, RelativeStrength], str]:
    return {
        ("number", RelativeStrength.STRONGER): translations.gettext(
            "Number is very likely stronger than the rest of your work."
        ),
        ("number", RelativeStrength.WEAKER): translations.gettext("Number very likely needs more work than the rest."),
        ("measuring", RelativeStrength.STRONGER): translations.gettext(
            "Measuring is very likely stronger than the rest of your work."
        ),
        ("measuring", RelativeStrength.WEAKER): translations.gettext(
            "Measuring very likely needs more work than the rest."
        ),
        ("data", RelativeStrength.STRONGER): translations.gettext(
            "Data is very likely stronger than the rest of your work."
        ),
        ("data", RelativeStrength.WEAKER): translations.gettext("Data very likely needs more work than the rest."),
    }


def _reading_strands(translations: Translations) -> dict[tuple[str, RelativeStrength], str]:
    return {
        ("story", RelativeStrength.STRONGER): translations.gettext(
            "Reading stories is very likely stronger than the rest of your work."
        ),
        ("story", RelativeStrength.WEAKER): translations.gettext(
            "Reading stories very likely needs more work than the rest."
        ),
        ("information", RelativeStrength.STRONGER): translations.gettext(
            "Reading for information is very likely stronger than the rest of your work."
        ),
        ("information", RelativeStrength.WEAKER): translations.gettext(
            "Reading for information very likely needs more work than the rest."
        ),
        ("verse", RelativeStrength.STRONGER): translations.gettext(
            "Reading poems is very likely stronger than the rest of your work."
        ),
        ("verse", RelativeStrength.WEAKER): translations.gettext(
            "Reading poems very likely needs more work than the rest."
        ),
    }


def _precision(feedback: LearnerFeedback, translations: Translations) -> Section | None:
    scale = feedback.scale
    if scale is None or feedback.precision is None or feedback.range_status is None:
        return None
    lines = (
        _precision_sentence(feedback.precision, translations),
        _range_sentence(feedback.range_status, translations),
    )
    return Section(
        translations.gettext("How sure we are"),
        _band_sentence(scale, translations) % {"score": scale.score, "low": scale.low, "high": scale.high},
        tuple(line for line in lines if line),
    )


def _band_sentence(scale: ScaleScore, translations: Translations) -> str:
    if scale.open_below:
        return translations.gettext("Your score is %(score)d. Your level is very likely below %(high)d.")
    if scale.open_above:
        return translations.gettext("Your score is %(score)d. Your level is very likely above %(low)d.")
    return translations.gettext("Your score is %(score)d. Your level is very likely between %(low)d and %(high)d.")


def _precision_sentence(precision: Precision, translations: Translations) -> str:
    return {
        Precision.GOOD: translations.gettext(
            "We have a good idea of your level. A new set of questions could still move it a bit."
        ),
        Precision.FAIR: translations.gettext(
            "We have a fair idea of your level. A new set of questions could move it."
        ),
        Precision.ROUGH: translations.gettext(
            "We have only a rough idea of your level. A new set of questions could move it a lot."
        ),
    }[precision]


def _range_sentence(range_status: RangeStatus, translations: Translations) -> str:
    edge = translations.gettext(
        "Your level is at the edge of what these questions can measure, so take the score with care."
    )
    return {
        RangeStatus.WITHIN: "",
        RangeStatus.ALL_RIGHT: translations.gettext(
            "Every answer was right, so we did not find where questions become hard for you."
            " Your level may be higher than this."
        ),
        RangeStatus.NONE_RIGHT: translations.gettext(
            "No answer was right yet, so we did not find where questions become easy for you."
            " The score is only a first guess."
        ),
        RangeStatus.EDGE: edge,
        RangeStatus.CHANCE: edge,
    }[range_status]
