"""A page for parents over all subjects of a child: what the results are, what they mean, how sure, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.feedback.area_messages import area_sentence_to_parents
from reports.feedback.learner_feedback import LearnerFeedback, RangeStatus
from reports.feedback.learner_messages import for_the_school, provisional_sentence, versions_sentence
from reports.feedback.left_out_messages import left_out_to_parents
from reports.feedback.normed_messages import normed_messages
from reports.feedback.progress_messages import progress_messages
from reports.feedback.right_answers import count_to_parents, topics_right
from reports.feedback.sitting_results import FEWEST_SCORED
from reports.feedback.subject_names import subject_name
from reports.feedback.topic_evidence import TopicEvidence
from reports.formats.letter import Letter, LetterBand, LetterSection
from reports.parents.home_activities import ComingArea, home_activities
from reports.scales.reporting_scale import ScaleScore
from reports.scales.score_band import half_name
from reports.scales.year_range import Beside, beside
from reports.translations import Translations, long_date


@dataclass(frozen=True, slots=True)
class ParentReport:
    """The page for parents.

    Parameters
    ----------
    letter : its text
    bands : the score of each section of the letter that has one, by the section's heading
    """

    letter: Letter
    bands: Mapping[str, LetterBand]


def parent_report(
    name: str, results: Sequence[LearnerFeedback], language: str, translations: Translations
) -> ParentReport:
    """Build the page for a child's parents.

    Parameters
    ----------
    name : the child's whole name
    results : the last result of each subject, at least one
    language : ``cy`` or ``en``, for dates and the names of topics
    """
    subjects = tuple(_subject(each, language, translations) for each in results)
    coming = [
        ComingArea(step.topic.strand, each.year, each.working_year) for each in results for step in each.next_steps
    ]
    letter = Letter(
        title=translations.gettext("%(name)s’s personalised assessments") % {"name": name},
        opening=_opening(results, translations),
        sections=(
            *subjects,
            LetterSection(translations.gettext("How sure are we?"), _how_sure(translations)),
            LetterSection(translations.gettext("Three things to do at home"), home_activities(coming, translations)),
        ),
        closing=_for_the_school(results, translations),
        notices=_notices(results, translations),
    )
    bands = {
        section.heading: _band(each.scale, each, translations)
        for section, each in zip(subjects, results, strict=True)
        if each.scale
    }
    return ParentReport(letter, bands)


def _band(scale: ScaleScore, feedback: LearnerFeedback, translations: Translations) -> LetterBand:
    half = feedback.year_range
    named = half_name(half, translations) if half else ""
    return LetterBand(scale, _drawing_told(feedback, translations), half, named)


def _drawing_told(feedback: LearnerFeedback, translations: Translations) -> str:
    return " ".join((*_level(feedback, translations), *_expected(feedback, translations)))


def _opening(results: Sequence[LearnerFeedback], translations: Translations) -> tuple[str, ...]:
    says = translations.gettext(
        "This page is for you as a parent or carer. In these assessments each question is chosen by the answers before"
        " it, so many children get about half of them right, some more and some fewer, whatever their level. There is"
        " no pass and no fail."
    )
    scale = translations.gettext(
        "Each subject has a scale of its own, the same from Year 2 to Year 9. A score is no percentage, and scores of"
        " two subjects cannot be compared."
    )
    return (says, scale, *_what_the_range_is(results, translations), *_what_norms_are(results, translations))


def _notices(results: Sequence[LearnerFeedback], translations: Translations) -> tuple[str, ...]:
    """What the scores are worth, once for all subjects."""
    provisional = [provisional_sentence(translations)] if any(each.provisional for each in results) else []
    normed = [normed_messages(each.normed, translations) for each in results if each.normed is not None]
    made_up = sorted({each.made_up for each in normed if each.score and each.made_up})
    return (*provisional, *made_up)


def _what_the_range_is(results: Sequence[LearnerFeedback], translations: Translations) -> tuple[str, ...]:
    """What the expected range is worth, once for all subjects; nothing where none is given."""
    if all(each.year_range is None for each in results):
        return ()
    worth = translations.gettext(
        "The broken line shows where half of all children of the year are expected. Nobody has measured this yet, so"
        " please take it as a rough guide."
    )
    return (worth,)


def _what_norms_are(results: Sequence[LearnerFeedback], translations: Translations) -> tuple[str, ...]:
    """What an age-standardised score is, once for all subjects; nothing where there is none."""
    normed = [normed_messages(each.normed, translations) for each in results if each.normed is not None]
    if not any(each.score for each in normed):
        return ()
    meaning = translations.gettext(
        "An age-standardised score compares your child with learners of the same age who had been taught for as long."
        " Their average is 100, and about two in three of them are between 85 and 115."
    )
    return (meaning,)


def _how_sure(translations: Translations) -> tuple[str, ...]:
    return (
        translations.gettext(
            "A score comes from a limited number of questions on one day. Nine times in ten the level lies between the"
            " two numbers that are given, so only a difference larger than that means anything."
        ),
        translations.gettext(
            "It shows some of what your child can do, not all of it. The teacher sees your child’s work every day:"
            " please ask them about anything that surprises you here."
        ),
    )


def _for_the_school(results: Sequence[LearnerFeedback], translations: Translations) -> tuple[str, ...]:
    """What the results rest on, in one line; none where nothing is known of it."""
    told = " ".join(_versions(each, translations) for each in results if each.versions)
    return (for_the_school(told, translations),) if told else ()


def _versions(feedback: LearnerFeedback, translations: Translations) -> str:
    return f"{subject_name(feedback.subject, translations)}. {versions_sentence(feedback, translations)}"


def _subject(feedback: LearnerFeedback, language: str, translations: Translations) -> LetterSection:
    heading = translations.gettext("%(subject)s, Year %(year)d")
    named = heading % {"subject": subject_name(feedback.subject, translations), "year": feedback.year}
    told = (
        *_basis(feedback, language, translations),
        *left_out_to_parents(feedback.unmeasured, language, translations),
        *_level(feedback, translations),
        *_beside_others(feedback, language, translations),
        *_topics(feedback, language, translations),
    )
    return LetterSection(named, told)


def _basis(feedback: LearnerFeedback, language: str, translations: Translations) -> tuple[str, ...]:
    asked = feedback.answered + feedback.omitted
    if feedback.ended_early:
        day = translations.ngettext(
            "Ended on %(date)s, after %(count)d question.", "Ended on %(date)s, after %(count)d questions.", asked
        )
    else:
        day = translations.ngettext(
            "Finished on %(date)s, with %(count)d question.", "Finished on %(date)s, with %(count)d questions.", asked
        )
    over = day % {"date": long_date(feedback.finished_on, language), "count": asked}
    ended = translations.gettext("The school ended this assessment before all the questions were asked.")
    doubtful = translations.gettext("Unconfirmed: the school has not confirmed yet that it was your child who sat it.")
    return (over, *([ended] if feedback.ended_early else []), *([doubtful] if feedback.unconfirmed else []))


def _level(feedback: LearnerFeedback, translations: Translations) -> tuple[str, ...]:
    scale = feedback.scale
    if scale is None:
        few = translations.gettext("There is no score: that takes at least %(fewest)d questions.")
        return (few % {"fewest": FEWEST_SCORED},)
    if scale.open_below:
        sentence = translations.gettext("The score is %(score)d; the level is very likely below %(high)d.")
    elif scale.open_above:
        sentence = translations.gettext("The score is %(score)d; the level is very likely above %(low)d.")
    else:
        sentence = translations.gettext(
            "The score is %(score)d; the level is very likely between %(low)d and %(high)d."
        )
    return (sentence % {"score": scale.score, "low": scale.low, "high": scale.high},)


def _beside_others(feedback: LearnerFeedback, language: str, translations: Translations) -> tuple[str, ...]:
    told = list(_expected(feedback, translations))
    if feedback.normed is not None:
        told.append(normed_messages(feedback.normed, translations).lead)
    if feedback.progress is not None:
        told.append(progress_messages(feedback.progress, language, translations).lead)
    return tuple(told)


def _expected(feedback: LearnerFeedback, translations: Translations) -> tuple[str, ...]:
    """Where half of the year group is expected, and on which side of it the score is."""
    half = feedback.year_range
    if half is None or feedback.scale is None:
        return ()
    sentence = translations.gettext(
        "Half of all children in Year %(year)d are expected between %(low)d and %(high)d. %(side)s"
    )
    side = _side(beside(feedback.scale, half), translations)
    return (sentence % {"year": half.year, "low": half.low, "high": half.high, "side": side},)


def _side(side: Beside, translations: Translations) -> str:
    return {
        Beside.BELOW: translations.gettext("The score is below that range."),
        Beside.JUST_BELOW: translations.gettext("The score is below that range, but the level may lie within it."),
        Beside.WITHIN: translations.gettext("The score is within that range."),
        Beside.JUST_ABOVE: translations.gettext("The score is above that range, but the level may lie within it."),
        Beside.ABOVE: translations.gettext("The score is above that range."),
    }[side]


def _topics(feedback: LearnerFeedback, language: str, translations: Translations) -> tuple[str, ...]:
    if feedback.scale is None:
        return ()
    well = _named(feedback.strengths, language)
    return (
        *([translations.gettext("What is going well: %(topics)s.") % {"topics": well}] if well else []),
        *(area_sentence_to_parents(each, feedback.subject, translations) for each in feedback.areas),
        *([] if well or feedback.areas else _without_claim(feedback, language, translations)),
        *_what_comes_next(feedback.next_steps, language, translations),
    )


def _without_claim(feedback: LearnerFeedback, language: str, translations: Translations) -> tuple[str, ...]:
    """Something that went well where nothing is claimed, or kindly that nothing did."""
    if feedback.range_status is RangeStatus.NONE_RIGHT:
        return (translations.gettext("The questions were too hard this time. The teacher now knows where to begin."),)
    if feedback.right is None:
        return ()
    counted = count_to_parents(feedback.right, translations)
    named = topics_right(feedback.right, language, translations)
    return (" ".join(part for part in (counted, named) if part),)


def _what_comes_next(steps: Sequence[TopicEvidence], language: str, translations: Translations) -> tuple[str, ...]:
    """The next steps; topics that were not asked about are no weaknesses, and are told as what they are."""
    if not steps:
        return ()
    if steps[0].asked:
        sentence = translations.gettext("What comes next: %(topics)s.")
    else:
        sentence = translations.gettext("Not asked about yet: %(topics)s.")
    return (sentence % {"topics": _named(steps, language)},)


def _named(topics: Sequence[TopicEvidence], language: str) -> str:
    return "; ".join(each.topic.label[language] for each in topics)
