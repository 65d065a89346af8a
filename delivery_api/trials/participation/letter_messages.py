"""The letter that invites a school to a trial, and the instructions for its teachers, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from gettext import NullTranslations

from delivery_api.trials.trial_plans import REPLACED_AFTER
from delivery_api.web.reader_language import Language
from reports.feedback.subject_names import subject_name
from reports.formats.letter import Letter, LetterSection
from reports.translations import long_date


@dataclass(frozen=True)
class TrialFacts:
    """What schools are told of a trial.

    Parameters
    ----------
    first, last : its first day, and the day on which it is completed at the latest
    destroyed_by : the latest day on which its answers are destroyed
    years : the year groups that it asks
    replaced_after : days after which another school may be asked in the place of one that has not answered
    reply_by : the day by which the reader's school is asked to answer; None where nobody reads them for a school
    """

    programme: str
    name: str
    subject: str
    first: date
    last: date
    destroyed_by: date
    years: tuple[int, ...]
    replaced_after: int = REPLACED_AFTER
    reply_by: date | None = None

    def asked_on(self, day: date) -> TrialFacts:
        """The facts as a school reads them that was invited on a day: it answers before another may be asked."""
        return replace(self, reply_by=min(day + timedelta(days=self.replaced_after), self.last))

    def words(self, language: Language, say: NullTranslations) -> dict[str, str]:
        """The facts as they stand in sentences."""
        return {
            "name": self.name,
            "subject": subject_name(self.subject, say),
            "years": years_told(self.years, say),
            "first": long_date(self.first, language),
            "last": long_date(self.last, language),
            "destroyed": long_date(self.destroyed_by, language),
            "days": f"{self.replaced_after}",
            "reply_by": long_date(self.reply_by, language) if self.reply_by else "–",
        }


def years_told(years: Sequence[int], say: NullTranslations) -> str:
    """Year groups in words: "Years 3 to 6" where three or more follow each other, "Year 5", "Years 3, 5 and 7".

    Parameters
    ----------
    years : in their order, one at least
    """
    first, last = years[0], years[-1]
    if len(years) > 2 and tuple(years) == tuple(range(first, last + 1)):
        return say.gettext("Years %(first)d to %(last)d") % {"first": first, "last": last}
    if len(years) == 1:
        return say.gettext("Year %(year)d") % {"year": first}
    return say.gettext("Years %(others)s and %(last)d") % {"others": ", ".join(map(str, years[:-1])), "last": last}


def invitation(facts: TrialFacts, language: Language, say: NullTranslations) -> Letter:
    """The letter to the head of a school that is asked."""
    words = facts.words(language, say)
    opening = (
        say.gettext("Dear head teacher,"),
        say.gettext(
            "Your school is invited to take part in a trial of questions for the personalised assessments: "
            "%(subject)s, %(years)s."
        )
        % words,
        say.gettext("The trial runs from %(first)s. It is completed on %(last)s at the latest.") % words,
    )
    return Letter(
        say.gettext("Invitation to a trial: %(name)s") % words,
        opening,
        (_asked(words, say), _answers(words, say), _saying_no(words, say)),
    )


def _asked(words: dict[str, str], say: NullTranslations) -> LetterSection:
    return LetterSection(
        say.gettext("What we ask of your school"),
        (
            say.gettext(
                "Say on the page of this invitation by %(reply_by)s whether your school takes part. If it does, all "
                "its learners of %(years)s are invited, also in classes that are formed later."
            )
            % words,
            say.gettext(
                "Each learner sits the trial once, in a lesson, with their own secure log-in. It takes about as "
                "long as an assessment."
            ),
            say.gettext(
                "At the end learners and teachers can answer a few questions about how it went, by choosing. "
                "Nobody has to."
            ),
        ),
    )


def _answers(words: dict[str, str], say: NullTranslations) -> LetterSection:
    return LetterSection(
        say.gettext("What happens to the answers"),
        (
            say.gettext(
                "They are confidential, and used only to evaluate the assessments. Nobody at your school sees "
                "them, nor does any governor or authority. There is no feedback."
            ),
            say.gettext("They are stored under numbers that lead to no learner without the trial’s own key."),
            say.gettext(
                "They are kept for 18 months after the trial is completed, until %(destroyed)s at the latest. Then the "
                "answers and the key are destroyed, and a certificate is published."
            )
            % words,
        ),
    )


def _saying_no(words: dict[str, str], say: NullTranslations) -> LetterSection:
    return LetterSection(
        say.gettext("You can say no"),
        (
            say.gettext("You can decline. Then another school is invited in your school’s place."),
            say.gettext(
                "If your school has not answered by %(reply_by)s, %(days)s days after this invitation at the latest, "
                "another one may be invited in its place."
            )
            % words,
            say.gettext(
                "You can withdraw until the trial is completed. From their next sign-in on, none of your learners is "
                "offered the trial."
            ),
            say.gettext(
                "What was sat before you withdraw stays in the trial, because nothing outside it tells which school a "
                "sitting is of. It stays confidential, and is destroyed with the rest."
            ),
            say.gettext(
                "A learner, or their parent, can object without giving a reason. Your staff record it: the learner is "
                "not offered the trial. What they have answered is left out at once if staff give the learner’s UPN, "
                "which is not kept, and otherwise from the learner’s next sign-in on."
            ),
        ),
    )


def instructions(facts: TrialFacts, language: Language, say: NullTranslations) -> Letter:
    """The instructions for teachers."""
    words = facts.words(language, say)
    opening = (
        say.gettext("%(subject)s, %(years)s, from %(first)s to %(last)s at the latest.") % words,
        say.gettext("Thank you for helping to make the assessments better."),
    )
    return Letter(
        say.gettext("For teachers: how to hold the trial “%(name)s”") % words,
        opening,
        (_before(say), _on_the_day(say), _afterwards(say)),
    )


def _before(say: NullTranslations) -> LetterSection:
    return LetterSection(
        say.gettext("Before"),
        (
            say.gettext(
                "Tell learners and parents that this is a trial: the answers help to make the questions better, "
                "nobody at school sees them, and there is no feedback."
            ),
            say.gettext("If a learner or a parent objects, record it. Do not ask why, and note no reason."),
            say.gettext("Check that each learner can sign in, and that there are headphones for those who use them."),
        ),
    )


def _on_the_day(say: NullTranslations) -> LetterSection:
    return LetterSection(
        say.gettext("On the day"),
        (
            say.gettext("Learners sign in with their own log-in and choose the card that says that it is a trial."),
            say.gettext("Learners get different questions, some easy and some hard. That is how it is meant to be."),
            say.gettext(
                "Help with the device, and read out what is not the question itself. Do not help with an answer."
            ),
            say.gettext("Every answer is saved. Whoever stops goes on later from the same question."),
        ),
    )


def _afterwards(say: NullTranslations) -> LetterSection:
    return LetterSection(
        say.gettext("Afterwards"),
        (
            say.gettext(
                "Learners can choose pictures that say how it was. Please answer the questions for teachers too."
            ),
            say.gettext("Do not copy questions or write them down: they may count one day."),
        ),
    )
