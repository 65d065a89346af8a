"""The fictitious schools and people of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoLearner:
    """A learner.

    Parameters
    ----------
    ability : of a simulated finished sitting, in logits above the mean of the year group; None for no such sitting
    """

    sign_in: str
    name: str
    year_group: int
    ability: float | None = None


@dataclass(frozen=True)
class DemoClass:
    """A class and its learners."""

    name: str
    learners: tuple[DemoLearner, ...]


@dataclass(frozen=True)
class DemoSchool:
    """A school with its number, one teacher and their classes, its head and a governor as (sign-in name, name)."""

    name: str
    code: str
    teacher_sign_in: str
    teacher: str
    head: tuple[str, str]
    governor: tuple[str, str]
    classes: tuple[DemoClass, ...]


SCHOOLS = (
    DemoSchool(
        "Ysgol Gynradd y Bryn",
        "6812001",
        "athro.evans",
        "Gareth Evans",
        ("pennaeth.rhys", "Catrin Rhys"),
        ("llywodraethwr.lloyd", "Huw Lloyd"),
        (
            DemoClass(
                "Bedwen",
                (
                    DemoLearner("tomos.year2", "Tomos Huws", 2),
                    DemoLearner("aisha.year2", "Aisha Rahman", 2, 0.4),
                    DemoLearner("osian.year3", "Osian Prys", 3, -0.6),
                ),
            ),
            DemoClass(
                "Derwen",
                (
                    DemoLearner("cadi.year4", "Cadi Morgan", 4),
                    DemoLearner("joe.year4", "Joe Bennett", 4),
                    DemoLearner("nia.year4", "Nia Tudor", 4, 0.9),
                    DemoLearner("dylan.year4", "Dylan Rees", 4, -1.2),
                    DemoLearner("zofia.year5", "Zofia Nowak", 5, 0.1),
                    DemoLearner("gwion.year5", "Gwion Parri", 5, -0.3),
                    DemoLearner("efa.year5", "Efa Lewis", 5, 1.4),
                    DemoLearner("harri.year5", "Harri Pugh", 5, -0.8),
                ),
            ),
        ),
    ),
    DemoSchool(
        "Ysgol Gyfun y Bryn",
        "6814002",
        "athrawes.khan",
        "Samira Khan",
        ("pennaeth.adams", "Owain Adams"),
        ("llywodraethwr.patel", "Anita Patel"),
        (
            DemoClass(
                "9C",
                (
                    DemoLearner("mali.year9", "Mali Jenkins", 9),
                    DemoLearner("ben.year9", "Ben Okafor", 9, 0.2),
                    DemoLearner("lleucu.year9", "Lleucu Wyn", 9, 1.1),
                ),
            ),
        ),
    ),
)


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


def demo_learners() -> tuple[str, ...]:
    """Return the sign-in names of the learners."""
    return tuple(learner.sign_in for school in SCHOOLS for each in school.classes for learner in each.learners)


def demo_sign_in_names() -> tuple[str, ...]:
    """Return the sign-in names that the provider offers: learners without a sitting, then staff, then outsiders."""
    learners = (
        learner.sign_in
        for school in SCHOOLS
        for each in school.classes
        for learner in each.learners
        if learner.ability is None
    )
    staff = (name for each in SCHOOLS for name in (each.teacher_sign_in, each.head[0], each.governor[0]))
    return (*learners, *staff, *(each.sign_in for each in OUTSIDERS))
