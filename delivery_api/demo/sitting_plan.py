"""What the learners of the demonstration have sat: in May of the last school year, and in this one up to today."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.demo.people import DemoClass, DemoLearner, DemoSchool

PROCEDURAL, REASONING, READING = "numeracy-procedural", "numeracy-reasoning", "reading"
FIRST_YEAR = 2
"""The year group of the first assessments."""

LONGEST_SITTING = timedelta(hours=1)
"""More than a sitting of a simulated learner takes."""

_SUBJECT_SD = 0.35
"""By how much a learner is better or worse in one subject than in general, in logits."""

_ABSENT = 0.08
"""The share of a class who have not sat a subject."""


@dataclass(frozen=True)
class PlannedSitting:
    """A sitting of a simulated learner.

    Parameters
    ----------
    ability : in this subject, in logits above the mean of the year group
    at : when it begins
    sat : whether they have sat it, or it waits
    stopped_after : after how many answers staff ended it; 0 if they let it end
    weak_topic : id of a topic in which they are weaker; "" for none
    """

    learner: DemoLearner
    subject: str
    year_group: int
    ability: float
    at: datetime
    sat: bool = True
    stopped_after: int = 0
    weak_topic: str = ""


def last_may(now: datetime) -> datetime:
    """Return a morning in May of the school year before this one."""
    end = school_year_end(school_year(london_date(now)))
    return datetime(end.year - 1, 5, 12, 9, tzinfo=UTC)


def sittings_of_last_year(school: DemoSchool, each: DemoClass, now: datetime) -> Iterator[PlannedSitting]:
    """Yield what a class sat last year, in the subjects of this one; who is in Year 2 now sat nothing."""
    for days, subject in enumerate(_subjects_of(school, each)[:-1]):
        for learner in each.learners:
            if learner.year_group > FIRST_YEAR:
                ability = learner.ability + _deviation(learner, subject) + _deviation(learner, "last year") / 2
                at = last_may(now) + timedelta(days=days)
                yield PlannedSitting(learner, subject, learner.year_group - 1, ability, at)


def sittings_of_this_year(school: DemoSchool, each: DemoClass, now: datetime) -> Iterator[PlannedSitting]:
    """Yield what a class has sat this year, or what waits; the first subject today, others in the weeks before."""
    for days, subject in enumerate(_subjects_of(school, each)):
        at = max(now - LONGEST_SITTING - timedelta(days=7 * days), _first_morning(now))
        for learner in each.learners:
            if learner.waits and days:
                continue  # one assessment waits for them: whoever signs in under the name need not choose
            sat = not learner.waits and random.Random(f"{learner.sign_in} {subject}").random() > _ABSENT  # noqa: S311
            ability = learner.ability + _deviation(learner, subject)
            begins, stopped = min(at, now - LONGEST_SITTING), 0 if days else learner.stopped_after
            yield PlannedSitting(learner, subject, learner.year_group, ability, begins, sat, stopped, each.weak_topic)


def _subjects_of(school: DemoSchool, each: DemoClass) -> tuple[str, ...]:
    """Every class sits numeracy and reading; one of each school reasoning, too."""
    youngest = min(learner.year_group for learner in each.learners)
    return (PROCEDURAL, _reading(school), REASONING) if youngest in (4, 9) else (PROCEDURAL, _reading(school))


def _reading(school: DemoSchool) -> str:
    return f"{READING}-{school.language}"


def _deviation(learner: DemoLearner, what: str) -> float:
    return random.Random(f"{learner.sign_in} {what} deviation").gauss(0, _SUBJECT_SD)  # noqa: S311 - simulated


def _first_morning(now: datetime) -> datetime:
    return datetime(school_year_end(school_year(london_date(now))).year - 1, 9, 1, 8, tzinfo=UTC)
