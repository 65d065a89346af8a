"""What a line of the monitor says, and what staff can do, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from gettext import NullTranslations

from delivery_api.dates.school_calendar import LONDON
from delivery_api.sittings.conducting.monitor import Line, Standing
from delivery_api.sittings.record.response_time_effort import FEW, Pace
from delivery_api.sittings.scheduling.booking_windows import MoreTime
from delivery_api.sittings.values import Booking
from delivery_api.web.reader_language import Language
from reports.feedback.translations import long_date

_PLAIN: dict[Standing, Callable[[NullTranslations], str]] = {
    Standing.NOT_STARTED: lambda say: say.gettext("Not started"),
    Standing.MISSED: lambda say: say.gettext("Not started, and the days for it are over"),
    Standing.ABSENT: lambda say: say.gettext("Absent"),
    Standing.DISAPPLIED: lambda say: say.gettext("Does not take this assessment"),
    Standing.EXPIRED: lambda say: say.gettext("The window closed before it was finished"),
    Standing.FINISHED: lambda say: say.gettext("Finished"),
    Standing.DISCARDED: lambda say: say.gettext("Discarded"),
    Standing.UNASSIGNED: lambda say: say.gettext("Not assigned"),
}


def line_words(line: Line, say: NullTranslations, now: datetime) -> str:
    """How a learner stands, as a sentence or a few words."""
    if line.standing in _PLAIN:
        return _PLAIN[line.standing](say)
    facts = {"number": line.question, "unsent": line.unsent, "time": _time(line.seen_at)}
    if line.standing is Standing.UNSENT:
        return (
            say.ngettext(
                "On question %(number)d: %(unsent)d answer has not come through yet",
                "On question %(number)d: %(unsent)d answers have not come through yet",
                line.unsent,
            )
            % facts
        )
    if line.standing is Standing.OFFLINE and line.seen_at is None:
        return say.gettext("On question %(number)d; nothing heard from their computer") % facts
    words = {
        Standing.OFFLINE: say.gettext("On question %(number)d; nothing heard from their computer since %(time)s"),
        Standing.IDLE: say.gettext("On question %(number)d; nothing touched for two minutes or more"),
        Standing.PAUSED: say.gettext("Paused at question %(number)d"),
        Standing.WORKING: say.gettext("On question %(number)d"),
    }
    return words[line.standing] % facts


def beside_words(
    more: MoreTime | None,
    elsewhere: Booking | None,
    say: NullTranslations,
    language: Language,
    *,
    out_of_time: bool = False,
) -> str:
    """Whose days and how much more time a learner has than the class, and if it is over; "" for nothing of it."""
    said = [say.gettext("The time is over: the answer to this question is the last")] if out_of_time else []
    if elsewhere:
        facts = {"day": long_date(elsewhere.closes_on, language), "minutes": elsewhere.minutes}
        plain, limited = (
            say.gettext("Booked in another class, until %(day)s"),
            say.gettext("Booked in another class, until %(day)s and with a time limit of %(minutes)d minutes"),
        )
        said.append((plain if elsewhere.minutes is None else limited) % facts)
    if more and more.minutes:
        said.append(
            say.ngettext(
                "%(minutes)d extra minute: %(in_all)d minutes in all",
                "%(minutes)d extra minutes: %(in_all)d minutes in all",
                more.minutes,
            )
            % {"minutes": more.minutes, "in_all": more.in_all}
        )
    if more and more.until:
        said.append(say.gettext("May start until %(day)s") % {"day": long_date(more.until, language)})
    return "; ".join(said)


def given_words(name: str, more: MoreTime | None, say: NullTranslations, language: Language) -> str:
    """What has just been given to a learner, in a sentence or two; "" where it was nothing."""
    said = []
    if more and more.latest:
        said.append(
            say.ngettext(
                "%(name)s has %(latest)d more minute: %(in_all)d in all.",
                "%(name)s has %(latest)d more minutes: %(in_all)d in all.",
                more.latest,
            )
            % {"name": name, "latest": more.latest, "in_all": more.in_all}
        )
    if more and more.until:
        day = long_date(more.until, language)
        said.append(say.gettext("%(name)s may start until %(day)s.") % {"name": name, "day": day})
    return " ".join(said)


def gone_words(count: int, say: NullTranslations) -> str:
    """What became of the sittings of those who left the class, in a sentence or two; "" where nobody did."""
    sentence = say.ngettext(
        "%(num)d learner has left this class in this school year and has an assessment to do or under way. Whoever"
        " teaches them now sees it.",
        "%(num)d learners have left this class in this school year and have an assessment to do or under way. Whoever"
        " teaches them now sees it.",
        count,
    )
    return sentence % {"num": count} if count else ""


def effort_words(answers: Sequence[Pace], say: NullTranslations) -> list[str]:
    """How an assessment is taken, as sentences that accuse nobody; none of too few answers."""
    said = []
    if len(answers) >= FEW:
        facts = {"rapid": sum(each.rapid for each in answers), "count": len(answers)}
        said.append(say.gettext("%(rapid)d of %(count)d answers came within three seconds.") % facts)
    if idle := sum(each.idle for each in answers):
        said.append(
            say.ngettext(
                "There was %(idle)d stretch of five minutes or more before an answer came.",
                "There were %(idle)d stretches of five minutes or more before an answer came.",
                idle,
            )
            % {"idle": idle}
        )
    return said


def booking_words(booking: Booking, say: NullTranslations, language: Language) -> str:
    """What was booked for a class, in a sentence or a few."""
    first, last = long_date(booking.opens_on, language), long_date(booking.closes_on, language)
    said = [say.gettext("Learners may start from %(first)s to %(last)s.") % {"first": first, "last": last}]
    if booking.opens_on == booking.closes_on:
        said = [say.gettext("Learners may start on %(day)s.") % {"day": first}]
    if booking.minutes is not None:
        said.append(say.gettext("The time limit is %(minutes)d minutes.") % {"minutes": booking.minutes})
    if booking.starting_year is not None:
        year = {"year": booking.starting_year}
        said.append(say.gettext("The first questions are chosen for Year %(year)d.") % year)
    return " ".join(said)


def act_words(say: NullTranslations) -> dict[str, str]:
    """What the button of each act says."""
    return {
        "pause": say.gettext("Pause"),
        "resume": say.gettext("Let them go on"),
        "finish": say.gettext("Finish here: the answers so far count"),
        "discard": say.gettext("Discard: nothing of it counts"),
        "absent": say.gettext("Mark as absent"),
        "disapply": say.gettext("Does not take this assessment"),
        "reinstate": say.gettext("Takes it after all"),
        "extend": say.gettext("Give more time"),
        "move": say.gettext("It was somebody else"),
    }


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%H:%M}" if at else ""
