"""The names of kinds, risks and steps of breaches, for people to read; and numbers that single nobody out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from gettext import NullTranslations

from delivery_api.privacy.breaches.breaches import BreachKind, Risk, StepKind

SMALLEST_NUMBER = 10
"""A number of people below this is not given out: somebody could be told by it."""

Label = Callable[[NullTranslations], str]

LABELS: Mapping[str, Label] = {
    BreachKind.SEEN: lambda say: say.gettext("Somebody saw data who may not"),
    BreachKind.SENT: lambda say: say.gettext("Data were sent to the wrong place"),
    BreachKind.TAKEN: lambda say: say.gettext("Data were taken: by theft, or by breaking in"),
    BreachKind.CHANGED: lambda say: say.gettext("Data were changed by somebody who may not"),
    BreachKind.LOST: lambda say: say.gettext("Data were lost"),
    BreachKind.AWAY: lambda say: say.gettext("Data could not be reached when they were needed"),
    Risk.UNLIKELY: lambda say: say.gettext("Harm unlikely: only record it"),
    Risk.RISK: lambda say: say.gettext("Harm possible: tell the Information Commissioner"),
    Risk.HIGH: lambda say: say.gettext("Harm likely or grave: tell the people too"),
    StepKind.RECORDED: lambda say: say.gettext("Written down"),
    StepKind.CONTAINED: lambda say: say.gettext("Stopped: nothing more can get out"),
    StepKind.ASSESSED: lambda say: say.gettext("How grave it is, looked at again"),
    StepKind.REPORTED: lambda say: say.gettext("Reported to the Information Commissioner"),
    StepKind.SCHOOLS_TOLD: lambda say: say.gettext("Schools told"),
    StepKind.PEOPLE_TOLD: lambda say: say.gettext("Parents and children told"),
    StepKind.CLOSED: lambda say: say.gettext("Closed"),
}
"""The name of each value of each list. Values of two lists never stand for each other."""


def label(value: StrEnum | str, say: NullTranslations) -> str:
    """Return the name of a value of a list."""
    return LABELS[value](say)


def number_told(count: int, say: NullTranslations) -> str:
    """Return how many people there are, as it may be given out."""
    if count < SMALLEST_NUMBER:
        return say.gettext("fewer than ten people")
    return say.ngettext("%(count)d person", "%(count)d people", count) % {"count": count}
