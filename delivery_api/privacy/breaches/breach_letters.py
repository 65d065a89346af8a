"""Letters about a breach: to a school, to a parent, and to a child in a child's words, made from its record.

A letter has what Article 34(2) asks for: what happened, what may follow, what is done, and whom to ask. It names nobody
and gives no number under ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from gettext import NullTranslations
from uuid import UUID

from delivery_api.dates.school_calendar import london_date
from delivery_api.privacy.breaches.affected_people import AffectedPeople
from delivery_api.privacy.breaches.breach_messages import number_told
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, Step, StepKind, taken
from delivery_api.privacy.notice.notice_versions import notice_on
from delivery_api.storage.data_declaration import Purpose
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import jinja_environment
from delivery_api.web.reader_language import Language
from reports.translations import long_date


class LetterReader(StrEnum):
    """Whom a letter is for."""

    SCHOOL = "school"
    PARENT = "parent"
    CHILD = "child"


@dataclass(frozen=True)
class Letter:
    """A letter.

    Parameters
    ----------
    paragraphs : in order, without the list of the data
    data : what it is about, one line each
    contact : where to ask and to complain, by name, as the privacy notice has it
    """

    reader: LetterReader
    title: str
    on: str
    paragraphs: tuple[str, ...]
    data: tuple[str, ...]
    contact: Mapping[str, str]


def letter(
    breach: Breach,
    steps: tuple[Step, ...],
    affected: AffectedPeople,
    reader: LetterReader,
    today: date,
    language: Language,
    school: UUID | None = None,
) -> Letter:
    """Make a letter.

    Parameters
    ----------
    school : the one that it is for, whose number of people it tells; None for a letter to any
    """
    say = translations(language)
    happened = long_date(london_date(breach.began_at), language)
    until = long_date(london_date(breach.ended_at), language)
    when = happened if happened == until else say.gettext("%(first)s to %(last)s") % {"first": happened, "last": until}
    told = {
        LetterReader.SCHOOL: _to_school,
        LetterReader.PARENT: _to_parent,
        LetterReader.CHILD: _to_child,
    }[reader](breach, when, say)
    numbers = _numbers(affected, school, say) if reader is LetterReader.SCHOOL else ()
    contact = {name: text[language] for name, text in notice_on(today).contact.items()}
    paragraphs = (*told, *numbers, *_done(steps, reader, say))
    data = tuple(_data(purpose, reader, say) for purpose in breach.scope.purposes)
    return Letter(reader, _title(reader, say), long_date(today, language), paragraphs, data, contact)


def letter_page(made: Letter, language: Language) -> str:
    """Return a letter as a page that stands by itself and can be printed."""
    return jinja_environment(language).get_template("breach_letter.html").render(language=language, letter=made)


def _title(reader: LetterReader, say: NullTranslations) -> str:
    if reader is LetterReader.CHILD:
        return say.gettext("Something went wrong with information about you")
    if reader is LetterReader.PARENT:
        return say.gettext("Something went wrong with information about your child")
    return say.gettext("Something went wrong with information about people at your school")


def _to_school(breach: Breach, when: str, say: NullTranslations) -> tuple[str, ...]:
    sentence = say.gettext("On %(when)s this happened in the service for the personalised assessments: %(what)s")
    return (
        sentence % {"when": when, "what": _happened(breach.kind, say)},
        _may_follow(breach.kind, say),
        say.gettext("Please tell us at once if a learner, a parent or a member of staff reports something unusual."),
    )


def _to_parent(breach: Breach, when: str, say: NullTranslations) -> tuple[str, ...]:
    sentence = say.gettext("On %(when)s this happened in the service for the personalised assessments: %(what)s")
    return (
        sentence % {"when": when, "what": _happened(breach.kind, say)},
        say.gettext("It concerns information about your child. We are sorry that this happened."),
        _may_follow(breach.kind, say),
    )


def _to_child(breach: Breach, when: str, say: NullTranslations) -> tuple[str, ...]:
    sentences = {
        BreachKind.SEEN: say.gettext("On %(when)s somebody saw information about you who should not have seen it."),
        BreachKind.SENT: say.gettext("On %(when)s information about you was sent to the wrong place."),
        BreachKind.TAKEN: say.gettext("On %(when)s somebody took information about you without being allowed to."),
        BreachKind.CHANGED: say.gettext("On %(when)s somebody changed information about you who should not have."),
        BreachKind.LOST: say.gettext("On %(when)s information about you was lost."),
        BreachKind.AWAY: say.gettext("On %(when)s information about you could not be found when it was needed."),
    }
    return (
        sentences[breach.kind] % {"when": when},
        say.gettext("It is not your fault, and you have done nothing wrong. We are sorry."),
        say.gettext("You do not have to do anything. If something worries you, tell an adult whom you trust."),
    )


def _happened(kind: BreachKind, say: NullTranslations) -> str:
    return {
        BreachKind.SEEN: say.gettext("somebody saw data who was not allowed to."),
        BreachKind.SENT: say.gettext("data were sent to the wrong place."),
        BreachKind.TAKEN: say.gettext("data were taken by somebody who was not allowed to."),
        BreachKind.CHANGED: say.gettext("data were changed by somebody who was not allowed to."),
        BreachKind.LOST: say.gettext("data were lost."),
        BreachKind.AWAY: say.gettext("data could not be reached when they were needed."),
    }[kind]


def _may_follow(kind: BreachKind, say: NullTranslations) -> str:
    match kind:
        case BreachKind.CHANGED:
            return say.gettext("What is shown may have been wrong for a time. Nothing is decided from it alone.")
        case BreachKind.LOST | BreachKind.AWAY:
            return say.gettext("An assessment may have to be sat again, or feedback may come later.")
        case _:
            return say.gettext(
                "Somebody may know things about a child that they should not, and may use them to seem trustworthy. Be "
                "careful with messages that you do not expect."
            )


def _numbers(affected: AffectedPeople, school: UUID | None, say: NullTranslations) -> tuple[str, ...]:
    if school is None:
        return ()
    count = next((each.count for each in affected.schools if each.school == school), 0)
    return (say.gettext("At your school it concerns %(number)s.") % {"number": number_told(count, say)},)


def _done(steps: tuple[Step, ...], reader: LetterReader, say: NullTranslations) -> tuple[str, ...]:
    done = taken(steps)
    is_child = reader is LetterReader.CHILD
    stopped = StepKind.CONTAINED in done
    sentences = {
        (True, True): say.gettext("We have stopped it."),
        (True, False): say.gettext("We are working to stop it."),
        (False, True): say.gettext("It has been stopped, so that nothing more can get out."),
        (False, False): say.gettext("We are working to stop it, so that nothing more can get out."),
    }
    reported = (say.gettext("We have told the Information Commissioner."),) if StepKind.REPORTED in done else ()
    return (sentences[is_child, stopped], *(() if is_child else reported))


def _data(purpose: Purpose, reader: LetterReader, say: NullTranslations) -> str:
    if reader is LetterReader.CHILD:
        return {
            Purpose.SIGN_IN: say.gettext("your name, your date of birth, and your school and class"),
            Purpose.ASSESSMENT: say.gettext("your assessments and your answers"),
            Purpose.FEEDBACK: say.gettext("your feedback"),
            Purpose.TRIAL: say.gettext("that you took part in trying out new questions"),
            Purpose.ACCOUNTABILITY: say.gettext("who looked at your feedback, and when"),
            Purpose.RIGHTS: say.gettext("what was asked for about your information"),
            Purpose.OPERATION: say.gettext("how the service runs"),
        }[purpose]
    return {
        Purpose.SIGN_IN: say.gettext("names, dates of birth, schools, classes and year groups"),
        Purpose.ASSESSMENT: say.gettext("assessments: answers and results"),
        Purpose.FEEDBACK: say.gettext("feedback"),
        Purpose.TRIAL: say.gettext("who took part in a trial; the answers stand under numbers that lead to nobody"),
        Purpose.ACCOUNTABILITY: say.gettext("who looked at whose results, and when"),
        Purpose.RIGHTS: say.gettext("requests about personal information, and what came of them"),
        Purpose.OPERATION: say.gettext("how the service runs"),
    }[purpose]
