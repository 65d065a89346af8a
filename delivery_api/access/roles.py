"""The roles of people and the rights that a head gives; `access.py` decides what each may see."""

from enum import StrEnum


class Role(StrEnum):
    """The role of a person, as the privacy notice names it."""

    LEARNER = "learner"
    TEACHER = "teacher"
    HEAD = "head"
    GOVERNOR = "governor"
    STAKEHOLDER = "stakeholder"  # of a local authority, or of the government
    PSYCHOMETRICIAN = "psychometrician"
    OFFICER = "officer"  # the data-protection officer
    OPERATOR = "operator"


class Right(StrEnum):
    """A right that a head gives to a member of staff for the whole school."""

    ASSESSMENTS = "assessments"
    REPORTS = "reports"
