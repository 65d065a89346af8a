"""Messages of an age-standardised score, for staff and parents."""

from dataclasses import dataclass

from reports.feedback.sitting_results import NormedScore
from reports.norms.standardised_scores import HIGHEST, LOWEST, OutsideNorms, StandardisedScore
from reports.translations import Translations


@dataclass(frozen=True, slots=True)
class NormedMessages:
    """What is said of an age-standardised score.

    Parameters
    ----------
    heading : heading of the part
    lead : the score with its band, or why there is none
    meaning : what such a score is; empty without one
    made_up : note that the norms are made up, empty if they are not
    name : what a table calls the score
    score : the score with its band as table text; empty without one
    """

    heading: str
    lead: str
    meaning: str
    made_up: str
    name: str
    score: str


def normed_messages(normed: NormedScore, translations: Translations) -> NormedMessages:
    """Build the messages of what norms say of a score."""
    score = normed.score
    heading = translations.gettext("Age-standardised score")
    if isinstance(score, OutsideNorms):
        return NormedMessages(heading, _why_none(score, translations), "", "", heading, "")
    return NormedMessages(
        heading=heading,
        lead=_lead(score, translations),
        meaning=translations.gettext(
            "It compares the learner with others of the same age who had been taught for as long. Their average is 100,"
            " and about two in three of them are between 85 and 115."
        ),
        made_up=translations.gettext("These norms are made up, for a demonstration. The score means nothing.")
        if normed.made_up
        else "",
        name=translations.gettext("Age-standardised score, with its band"),
        score=_with_band(score, translations),
    )


def _with_band(score: StandardisedScore, translations: Translations) -> str:
    """The score and its band as table text: where no score is told, only the end that is."""
    if score.below:
        return translations.gettext("below %(lowest)d (up to %(high)d)") % {"lowest": LOWEST, "high": score.high}
    if score.above:
        return translations.gettext("above %(highest)d (from %(low)d)") % {"highest": HIGHEST, "low": score.low}
    return f"{score.score} ({score.low}–{score.high})"


def _lead(score: StandardisedScore, translations: Translations) -> str:
    if score.below:
        sentence = translations.gettext(
            "The age-standardised score is below %(lowest)d, the lowest that is told; very likely not above %(high)d."
        )
    elif score.above:
        sentence = translations.gettext(
            "The age-standardised score is above %(highest)d, the highest that is told; very likely not below %(low)d."
        )
    else:
        sentence = translations.gettext(
            "The age-standardised score is %(score)d, very likely between %(low)d and %(high)d."
        )
    numbers = {"score": score.score, "low": score.low, "high": score.high}
    return sentence % (numbers | {"lowest": LOWEST, "highest": HIGHEST})


def _why_none(reason: OutsideNorms, translations: Translations) -> str:
    return {
        OutsideNorms.LEARNING_TIME: translations.gettext(
            "There is no age-standardised score: the norms have no learners who had been taught for as long."
        ),
        OutsideNorms.AGE: translations.gettext(
            "There is no age-standardised score: the learner’s age is far from that of the year group."
        ),
        OutsideNorms.NO_BIRTH_DATE: translations.gettext(
            "There is no age-standardised score: the learner’s date of birth is not known."
        ),
    }[reason]
