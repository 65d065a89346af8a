"""The sentences of the monitor: statuses, extra time, bookings, effort and the buttons of actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from gettext import NullTranslations

from delivery_api.dates.school_calendar import LONDON
from delivery_api.sittings.conducting.monitor import MonitorRow, MonitorStatus
from delivery_api.sittings.conducting.monitor_totals import Progress
from delivery_api.sittings.record.response_time_effort import MIN_RESPONSES, ResponseTime
from delivery_api.sittings.scheduling.booking_windows import ExtraTime
from delivery_api.sittings.values import Booking
from delivery_api.web.reader_language import Language
from reports.translations import long_date

_PLAIN: dict[MonitorStatus, Callable[[NullTranslations], str]] = {
    MonitorStatus.NOT_STARTED: lambda say: say.gettext("Not started"),
    MonitorStatus.MISSED: lambda say: say.gettext("Not started, and the days for it are over"),
    MonitorStatus.ABSENT: lambda say: say.gettext("Absent"),
    MonitorStatus.DISAPPLIED: lambda say: say.gettext("Does not take this assessment"),
    MonitorStatus.EXPIRED: lambda say: say.gettext("The window closed before it was finished"),
    MonitorStatus.FINISHED: lambda say: say.gettext("Finished"),
    MonitorStatus.ENDED: lambda say: say.gettext("Ended early by staff"),
    MonitorStatus.DISCARDED: lambda say: say.gettext("Set aside"),
    MonitorStatus.CANCELLED: lambda say: say.gettext("Cancelled before it was started"),
    MonitorStatus.UNASSIGNED: lambda say: say.gettext("Not assigned"),
}


def status_words(row: MonitorRow, say: NullTranslations, now: datetime) -> str:
    """The status of a learner, as a sentence or a few words."""
    if row.standing in _PLAIN:
        return _PLAIN[row.standing](say)
    facts = {"number": row.question, "unsent": row.unsent, "time": _time(row.on_break_since or row.seen_at)}
    if row.standing is MonitorStatus.UNSENT:
        return (
            say.ngettext(
                "On question %(number)d: %(unsent)d answer has not come through yet",
                "On question %(number)d: %(unsent)d answers have not come through yet",
                row.unsent,
            )
            % facts
        )
    if row.standing is MonitorStatus.OFFLINE and row.seen_at is None:
        return say.gettext("On question %(number)d; nothing heard from their computer") % facts
    words = {
        MonitorStatus.OFFLINE: say.gettext("On question %(number)d; nothing heard from their computer since %(time)s"),
        MonitorStatus.IDLE: say.gettext("On question %(number)d; nothing touched for two minutes or more"),
        MonitorStatus.PAUSED: say.gettext("Paused at question %(number)d"),
        MonitorStatus.ON_BREAK: say.gettext("On a break at question %(number)d, since %(time)s"),
        MonitorStatus.WORKING: say.gettext("On question %(number)d"),
    }
    return words[row.standing] % facts


_PROGRESS: dict[Progress, Callable[[NullTranslations], str]] = {
    Progress.NOT_STARTED: lambda say: say.gettext("Not started"),
    Progress.WORKING: lambda say: say.gettext("Working"),
    Progress.PAUSED: lambda say: say.gettext("Paused"),
    Progress.FINISHED: lambda say: say.gettext("Finished"),
    Progress.ENDED: lambda say: say.gettext("Ended early by staff"),
    Progress.ABSENT: lambda say: say.gettext("Absent"),
    Progress.NOTHING: lambda say: say.gettext("Nothing to do"),
}


def progress_words(say: NullTranslations) -> dict[str, str]:
    """The heading of each column of the totals."""
    return {each.value: _PROGRESS[each](say) for each in Progress}


def exception_words(
    extra: ExtraTime | None,
    elsewhere: Booking | None,
    say: NullTranslations,
    language: Language,
    *,
    out_of_time: bool = False,
) -> str:
    """What differs for a learner from the class: another booking, extra time, time over; "" for nothing."""
    sentences = [say.gettext("The time is over: the answer to this question is the last")] if out_of_time else []
    if elsewhere:
        facts = {"day": long_date(elsewhere.closes_on, language), "minutes": elsewhere.minutes}
        plain, limited = (
            say.gettext("Booked in another class, until %(day)s"),
            say.gettext("Booked in another class, until %(day)s and with a time limit of %(minutes)d minutes"),
        )
        sentences.append((plain if elsewhere.minutes is None else limited) % facts)
    if extra and extra.minutes:
        sentences.append(
            say.ngettext(
                "%(minutes)d extra minute: %(in_all)d minutes in all",
                "%(minutes)d extra minutes: %(in_all)d minutes in all",
                extra.minutes,
            )
            % {"minutes": extra.minutes, "in_all": extra.in_all}
        )
    if extra and extra.until:
        sentences.append(say.gettext("May start until %(day)s") % {"day": long_date(extra.until, language)})
    return "; ".join(sentences)


def extension_words(name: str, extra: ExtraTime | None, say: NullTranslations, language: Language) -> str:
    """The extra time just given to a learner, in a sentence or two; "" for none."""
    sentences = []
    if extra and extra.latest:
        sentences.append(
            say.ngettext(
                "%(name)s has %(latest)d more minute: %(in_all)d in all.",
                "%(name)s has %(latest)d more minutes: %(in_all)d in all.",
                extra.latest,
            )
            % {"name": name, "latest": extra.latest, "in_all": extra.in_all}
        )
    if extra and extra.until:
        day = long_date(extra.until, language)
        sentences.append(say.gettext("%(name)s may start until %(day)s.") % {"name": name, "day": day})
    return " ".join(sentences)


def unmoved_words(name: str, acts: Sequence[str], say: NullTranslations) -> str:
    """Who stayed as they were when the class was paused or went on, and what to do; "" if that is past.

    Parameters
    ----------
    acts : the actions that staff can take on their sitting now
    """
    sentences = {
        "pause": say.gettext(
            "%(name)s could not be paused, because their assessment was changed where it is kept. Ask them to stop; "
            "what to do after that stands on this page."
        ),
        "resume": say.gettext(
            "%(name)s could not go on, because their assessment was changed where it is kept. What to do stands on "
            "this page."
        ),
    }
    return next((sentence % {"name": name} for act, sentence in sentences.items() if act in acts), "")


def departure_words(count: int, say: NullTranslations) -> str:
    """The learners who left the class with an open sitting, in a sentence or two; "" for none."""
    sentence = say.ngettext(
        "%(num)d learner has left this class in this school year and has an assessment to do or under way. Whoever"
        " teaches them now sees it.",
        "%(num)d learners have left this class in this school year and have an assessment to do or under way. Whoever"
        " teaches them now sees it.",
        count,
    )
    return sentence % {"num": count} if count else ""


def effort_words(answers: Sequence[ResponseTime], say: NullTranslations) -> list[str]:
    """Signs of low effort, as sentences without an accusation; none if there are too few answers."""
    sentences = []
    if len(answers) >= MIN_RESPONSES:
        facts = {"rapid": sum(each.rapid for each in answers), "count": len(answers)}
        sentences.append(say.gettext("%(rapid)d of %(count)d answers came within three seconds.") % facts)
    if idle := sum(each.idle for each in answers):
        sentences.append(
            say.ngettext(
                "There was %(idle)d stretch of five minutes or more before an answer came.",
                "There were %(idle)d stretches of five minutes or more before an answer came.",
                idle,
            )
            % {"idle": idle}
        )
    return sentences


def booking_words(booking: Booking, say: NullTranslations, language: Language) -> str:
    """The booking of a class, in a few sentences."""
    first, last = long_date(booking.opens_on, language), long_date(booking.closes_on, language)
    sentences = [say.gettext("Learners may start from %(first)s to %(last)s.") % {"first": first, "last": last}]
    if booking.opens_on == booking.closes_on:
        sentences = [say.gettext("Learners may start on %(day)s.") % {"day": first}]
    if booking.minutes is not None:
        sentences.append(say.gettext("The time limit is %(minutes)d minutes.") % {"minutes": booking.minutes})
    if booking.starting_year is not None:
        year = {"year": booking.starting_year}
        sentences.append(say.gettext("The first questions are chosen for Year %(year)d.") % year)
    return " ".join(sentences)


def action_words(say: NullTranslations) -> dict[str, str]:
    """The button of each action."""
    return {
        "pause": say.gettext("Pause"),
        "resume": say.gettext("Let them go on"),
        "recall": say.gettext("End the break"),
        "finish": say.gettext("Finish here: the answers so far count"),
        "discard": say.gettext("Set aside: nothing of it counts"),
        "absent": say.gettext("Mark as absent"),
        "disapply": say.gettext("Does not take this assessment"),
        "reinstate": say.gettext("Takes it after all"),
        "extend": say.gettext("Give more time"),
        "move": say.gettext("It was somebody else"),
    }


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%H:%M}" if at else ""
