"""The fictitious schools and people of the demonstration."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from delivery_api.dates.school_calendar import school_year, school_year_end
from delivery_api.demo.names import made_up_names
from itembank import Language


@dataclass(frozen=True)
class DemoLearner:
    """A learner.

    Parameters
    ----------
    ability : in logits above the mean of the year group
    waits : whether an assessment of this year waits for whoever signs in under the name
    stopped_after : after how many answers staff ended this year's first assessment; 0 if they let it end
    """

    sign_in: str
    name: str
    year_group: int
    ability: float
    waits: bool = False
    stopped_after: int = 0


@dataclass(frozen=True)
class DemoClass:
    """A class and its learners.

    Parameters
    ----------
    weak_topic : id of a topic in which all of them are weaker than in the others, so that reports have one to name
    """

    name: str
    learners: tuple[DemoLearner, ...]
    weak_topic: str = ""


@dataclass(frozen=True)
class DemoSchool:
    """A school with its number, one teacher and their classes, its head and a governor as (sign-in name, name).

    Parameters
    ----------
    language : in which its learners sit
    """

    name: str
    code: str
    language: Language
    teacher_sign_in: str
    teacher: str
    head: tuple[str, str]
    governor: tuple[str, str]
    classes: tuple[DemoClass, ...]


def _class(name: str, years: tuple[int, ...], size: int, *known: DemoLearner, weak_topic: str = "") -> DemoClass:
    """A class of a size: who is known by name, and others, their abilities about those of their year group."""
    names, rng = made_up_names(name), random.Random(name)  # noqa: S311 - simulated abilities, not secrets
    others = (
        DemoLearner(
            _sign_in_name(forename, surname, name),
            f"{forename} {surname}",
            years[number % len(years)],
            rng.gauss(0, 1.1),
        )
        for number, (forename, surname) in zip(range(size - len(known)), names, strict=False)
    )
    return DemoClass(name, (*known, *others), weak_topic)


def _sign_in_name(forename: str, surname: str, class_name: str) -> str:
    plain = unicodedata.normalize("NFKD", f"{forename}.{surname}.{class_name}").encode("ascii", "ignore").decode()
    return plain.replace(" ", "").lower()


SCHOOLS = (
    DemoSchool(
        "Ysgol Gynradd y Bryn",
        "6812001",
        "cy",
        "athro.evans",
        "Gareth Evans",
        ("pennaeth.rhys", "Catrin Rhys"),
        ("llywodraethwr.lloyd", "Huw Lloyd"),
        (
            _class(
                "Bedwen",
                (2, 3),
                6,
                DemoLearner("tomos.year2", "Tomos Huws", 2, 0.2, waits=True),
                DemoLearner("aisha.year2", "Aisha Rahman", 2, 0.4),
                DemoLearner("osian.year3", "Osian Prys", 3, -0.6, stopped_after=6),
            ),
            _class(
                "Derwen",
                (4, 5),
                28,
                DemoLearner("cadi.year4", "Cadi Morgan", 4, 0.6, waits=True),
                DemoLearner("joe.year4", "Joe Bennett", 4, -0.2, waits=True),
                DemoLearner("nia.year4", "Nia Tudor", 4, 2.2),
                DemoLearner("dylan.year4", "Dylan Rees", 4, -2.4),
                DemoLearner("efa.year5", "Efa Llwyd", 5, 1.4),
            ),
            _class("Onnen", (6,), 28, weak_topic="fractions"),
        ),
    ),
    DemoSchool(
        "Ysgol Gyfun y Bryn",
        "6814002",
        "en",
        "athrawes.khan",
        "Samira Khan",
        ("pennaeth.adams", "Owain Adams"),
        ("llywodraethwr.patel", "Anita Patel"),
        (
            _class("7M", (7,), 28),
            _class(
                "9C",
                (9,),
                28,
                DemoLearner("mali.year9", "Mali Jenkins", 9, 0.3, waits=True),
                DemoLearner("ben.year9", "Ben Okafor", 9, 0.2),
            ),
        ),
    ),
)

_AGE_OF_YEAR_0 = 5
"""Whoever is in Year 2 turns seven in their school year."""

_FEW = 3

SMALL_SCHOOLS = tuple(
    replace(school, classes=tuple(replace(each, learners=each.learners[:_FEW]) for each in school.classes))
    for school in SCHOOLS
)
"""The same schools with three learners a class, simulated within seconds."""


@dataclass(frozen=True)
class DemoOutsider:
    """A person outside schools: a role of `access.roles`, and an organisation as (kind, code, name)."""

    sign_in: str
    name: str
    role: str
    organisation: tuple[str, str | None, str]


_OFFICE = ("office", None, "Mesur")

OUTSIDERS = (
    DemoOutsider("awdurdod.prys", "Angharad Prys", "stakeholder", ("authority", "681", "Cyngor Caerdydd")),
    DemoOutsider("llywodraeth.ali", "Omar Ali", "stakeholder", ("government", None, "Llywodraeth Cymru")),
    DemoOutsider("seicometregydd.gwyn", "Non Gwyn", "psychometrician", _OFFICE),
    DemoOutsider("swyddog.data", "Rhun Daniel", "officer", _OFFICE),
    DemoOutsider("gweithredwr.olsen", "Maja Olsen", "operator", _OFFICE),
)


def birth_date(learner: DemoLearner, today: date) -> date:
    """Return a day of the twelve months in which those of the learner's year group were born."""
    first = date(school_year_end(school_year(today)).year - 1 - learner.year_group - _AGE_OF_YEAR_0, 9, 1)
    return first + timedelta(days=random.Random(f"{learner.sign_in} born").randrange(365))  # noqa: S311 - made up


def demo_learners() -> tuple[str, ...]:
    """Return the sign-in names of the learners."""
    return tuple(learner.sign_in for school in SCHOOLS for each in school.classes for learner in each.learners)


def demo_sign_in_names() -> tuple[str, ...]:
    """Return the sign-in names that the provider offers: learners who have not sat yet, then staff, then outsiders."""
    learners = (
        learner.sign_in for school in SCHOOLS for each in school.classes for learner in each.learners if learner.waits
    )
    staff = (name for each in SCHOOLS for name in (each.teacher_sign_in, each.head[0], each.governor[0]))
    return (*learners, *staff, *(each.sign_in for each in OUTSIDERS))
