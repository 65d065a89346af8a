"""Who somebody is, and what a head may give them; what each may see is decided in access.py."""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is, as the privacy notice names them. What each may see is decided in access.py alone."""

    LEARNER = "learner"
    TEACHER = "teacher"
    HEAD = "head"
    GOVERNOR = "governor"
    STAKEHOLDER = "stakeholder"  # of a local authority, or of the government
    PSYCHOMETRICIAN = "psychometrician"
    OFFICER = "officer"  # the data-protection officer
    OPERATOR = "operator"


class Right(StrEnum):
    """What a head gives a member of staff for the whole school."""

    ASSESSMENTS = "assessments"
    REPORTS = "reports"
