"""What each table and each kind of file declares about its data, as values that the purge executes.

A declaration says for what purpose rows are held, by which rules they go, and how the rows of one person are found.
Each rule has a clock: what starts the time after which the rows go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Controller(StrEnum):
    """Who decides why and how data are processed."""

    GOVERNMENT = "Welsh Government"
    SCHOOL = "the learner's school"


class LawfulBasis(StrEnum):
    """The lawful basis of a purpose, UK GDPR Article 6(1)."""

    CONSENT = "6(1)(a) consent"
    LEGAL_OBLIGATION = "6(1)(c) legal obligation"
    PUBLIC_TASK = "6(1)(e) public task"


class Purpose(StrEnum):
    """What data are held for; `PURPOSES` has basis and controller of each."""

    SIGN_IN = "sign-in"
    ASSESSMENT = "assessment"
    FEEDBACK = "feedback"
    TRIAL = "trial"
    ACCOUNTABILITY = "accountability"
    RIGHTS = "rights"
    OPERATION = "operation"


@dataclass(frozen=True)
class PurposeTerms:
    """The lawful basis of a purpose and who is its controller."""

    basis: LawfulBasis
    controller: Controller


PURPOSES = {
    Purpose.SIGN_IN: PurposeTerms(LawfulBasis.PUBLIC_TASK, Controller.GOVERNMENT),
    Purpose.ASSESSMENT: PurposeTerms(LawfulBasis.LEGAL_OBLIGATION, Controller.GOVERNMENT),
    Purpose.FEEDBACK: PurposeTerms(LawfulBasis.PUBLIC_TASK, Controller.SCHOOL),
    Purpose.TRIAL: PurposeTerms(LawfulBasis.PUBLIC_TASK, Controller.GOVERNMENT),
    Purpose.ACCOUNTABILITY: PurposeTerms(LawfulBasis.LEGAL_OBLIGATION, Controller.GOVERNMENT),
    Purpose.RIGHTS: PurposeTerms(LawfulBasis.LEGAL_OBLIGATION, Controller.GOVERNMENT),
    Purpose.OPERATION: PurposeTerms(LawfulBasis.PUBLIC_TASK, Controller.GOVERNMENT),
}


@dataclass(frozen=True)
class Term:
    """A length of time: months are calendar months, clamped to the last day of a month."""

    months: int = 0
    days: int = 0


class ProgrammeKind(StrEnum):
    """The kinds of programmes that responses belong to."""

    TRIAL = "trial"
    YEAR = "year"


@dataclass(frozen=True)
class WithProgramme:
    """Rows go with their programme: a trial's 18 months after completion, a school year's as configured.

    Parameters
    ----------
    column : holds the programme's id
    kinds : the kinds of programmes whose rows stand here
    partitioned : whether PostgreSQL drops a partition instead of deleting rows
    """

    column: str = "programme"
    kinds: tuple[ProgrammeKind, ...] = (ProgrammeKind.TRIAL, ProgrammeKind.YEAR)
    partitioned: bool = False


@dataclass(frozen=True)
class AfterColumn:
    """Rows go some time after the date or time in a column; where it is empty, ``unless`` says what bounds it.

    Parameters
    ----------
    column : a date or a time
    term : how long after it
    unless : for a column that may be empty: what fills it, or which other rule removes the row; "" otherwise
    """

    column: str
    term: Term = Term()
    unless: str = ""


@dataclass(frozen=True)
class Blanked:
    """A person's name in a row that is kept goes some time after a date or time: the column becomes "–".

    Parameters
    ----------
    column : the text that names a person
    after : the date or time that starts the time
    term : how long after it
    """

    column: str
    after: str
    term: Term


@dataclass(frozen=True)
class WithPerson:
    """Rows go when the record of the person goes whom a column names."""

    column: str = "person"


@dataclass(frozen=True)
class WithParent:
    """Rows go with the row of another table that a column refers to."""

    column: str
    table: str


@dataclass(frozen=True)
class WithAuditYear:
    """Rows go with the sealed segments of the audit of their school year.

    Parameters
    ----------
    column : the time that decides which school year
    """

    column: str = "at"


@dataclass(frozen=True)
class NoPersonalData:
    """Rows are kept, because nothing in them is about a person.

    Parameters
    ----------
    reason : what they hold instead
    """

    reason: str


Rule = WithProgramme | AfterColumn | Blanked | WithPerson | WithParent | WithAuditYear | NoPersonalData
"""A rule by which rows go, or are kept."""


@dataclass(frozen=True)
class NoPerson:
    """No row is about a person."""


@dataclass(frozen=True)
class PersonColumns:
    """A person's rows are those in which a column holds the person's id.

    Parameters
    ----------
    subjects : columns with the person whom the row is about
    actors : columns with the person who did something
    """

    subjects: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThroughSitting:
    """A person's rows are those of the person's sittings, by programme and sitting."""


@dataclass(frozen=True)
class NamedInText:
    """A person is named in a text that somebody wrote, or by a hash; no id leads there.

    Parameters
    ----------
    column : the text
    """

    column: str


PersonLocator = NoPerson | PersonColumns | ThroughSitting | NamedInText
"""How the rows of one person are found."""


@dataclass(frozen=True)
class DataDeclaration:
    """What a table declares; every table has one under ``info["declaration"]``.

    Parameters
    ----------
    purpose : what the rows are held for
    why : what they hold and why, in a sentence
    rules : when rows go; several where rows of several kinds stand in one table
    person : how the rows of one person are found
    """

    purpose: Purpose
    why: str
    rules: tuple[Rule, ...]
    person: PersonLocator


class UnboundedDeclaration(Exception):
    """A table or a kind of file does not declare a bounded time; the message names it and says what is missing."""


DECISIONS_NAMED = Term(months=84)
"""How long the record of a decision about items or banks names who took it: seven years.

A question is in use for some years, and until then somebody may ask who let it be asked.
"""


def require_bounded(name: str, declaration: DataDeclaration, columns: Mapping[str, bool]) -> None:
    """Refuse a declaration by which data about a person could stay for ever.

    Parameters
    ----------
    name : of the table or kind of file
    declaration : what it declares
    columns : each column → whether it may be empty

    Raises
    ------
    UnboundedDeclaration
    """
    wrong = next(_faults(declaration, columns), None)
    if wrong is not None:
        msg = f"{name}: {wrong}"
        raise UnboundedDeclaration(msg)


def _faults(declaration: DataDeclaration, columns: Mapping[str, bool]) -> Iterator[str]:
    if not declaration.why.strip():
        yield "expected a sentence that says why it is held, got none"
    if not declaration.rules:
        yield "expected a rule by which its rows go, got none"
    kept = [rule for rule in declaration.rules if isinstance(rule, NoPersonalData)]
    if kept and not isinstance(declaration.person, NoPerson):
        yield "its rows are about a person, and a rule keeps them for ever"
    for column in _named_columns(declaration):
        if column not in columns:
            yield f"the declaration names the column {column!r}, which is not there"
    for rule in declaration.rules:
        if isinstance(rule, AfterColumn) and columns.get(rule.column) and not rule.unless:
            yield f"the column {rule.column!r} may be empty; expected `unless` to say what bounds such a row"


def _named_columns(declaration: DataDeclaration) -> Iterator[str]:
    for rule in declaration.rules:
        yield from (value for name, value in vars(rule).items() if name in ("column", "after"))
    match declaration.person:
        case PersonColumns(subjects, actors):
            yield from (*subjects, *actors)
        case NamedInText(column):
            yield column
        case _:
            pass
