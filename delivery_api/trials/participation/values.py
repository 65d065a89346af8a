"""The values of a trial's sample."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class SchoolState(StrEnum):
    """Whether a school of a sample takes part."""

    RESERVE = "reserve"  # stands by, and was not asked
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # had accepted
    SILENT = "silent"  # did not answer, and another was asked in its place
    CLASSES = "classes"  # of no sample, and never stored: classes of it were named when the trial was created


TAKING_PART = frozenset({SchoolState.ACCEPTED, SchoolState.CLASSES})
"""The states in which learners of a school find the trial."""


@dataclass(frozen=True)
class SampledSchool:
    """A school of a trial's sample, or one that stands by for it.

    Parameters
    ----------
    stratum : the values of its explicit strata, with " · " between them
    replaces : the school of the sample that it stands by for; None for one of the sample
    turn : 0 for the sample, 1 or 2 for the first or the second replacement
    weight : the inverse of the probability with which it was drawn
    """

    programme: str
    school: UUID
    stratum: str
    replaces: UUID | None
    turn: int
    weight: float
    state: SchoolState
    invited_on: date | None = None
    answered_on: date | None = None
    withdrawn_on: date | None = None
