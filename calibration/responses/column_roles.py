"""The roles of the columns of a table: from the names that delivery systems use, or as given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from calibration.errors import CalibrationError, ErrorCode


class ColumnRole(StrEnum):
    """The role of a column."""

    PERSON = "person"
    ITEM = "item"
    SCORE = "score"
    RESPONSE = "response"
    STATUS = "status"
    WEIGHT = "weight"
    LANGUAGE = "language"
    POSITION = "position"


ROLE_NAMES = {
    ColumnRole.PERSON: "person personid learner learnerid student studentid pupil pupilid candidate candidateid"
    " respondent"
    " respondentid examinee examineeid dysgwr disgybl",
    ColumnRole.ITEM: "item itemid question questionid eitem cwestiwn",
    ColumnRole.SCORE: "score itemscore mark points sgor sgôr marc",
    ColumnRole.RESPONSE: "response rawresponse answer reply ymateb ateb",
    ColumnRole.STATUS: "status responsestatus statws",
    ColumnRole.WEIGHT: "weight weights caseweight personweight pwysau",
    ColumnRole.LANGUAGE: "language lang iaith",
    ColumnRole.POSITION: "position itemposition safle",
}
"""Known names in lower case, without spaces, hyphens and underscores."""
WEAK_PERSON_NAMES = (
    *("upn", "uniquepupilnumber", "uln", "uniquelearnernumber", "id", "ids", "userid", "user", "username", "caseid"),
    *("case", "participant", "participantid", "subjectid", "studentno", "studentnumber", "pupilno", "pupilnumber"),
    *("candidateno", "candidatenumber", "rhifdisgybl", "rhif"),
)
"""Names of a column of persons where no other has a better one, the first of them first."""
ROLE_BY_NAME = {name: role for role, names in ROLE_NAMES.items() for name in names.split()}
UNREAD_NAMES = (
    "seconds elapsed duration time timestamp sex gender year yeargroup school class grade age rhyw blwyddyn ysgol"
    " dosbarth hints awgrymiadau rapid cyflym idle segur indexlevel0 name fullname forename firstname surname lastname"
    " enw cyfenw enwcyntaf dob dateofbirth dyddiadgeni date dyddiad form email ebost comments sylwadau notes nodiadau"
    " ethnicity ethnigrwydd fsm sen ain eal total sum cyfanswm stratum samplingweight medium device booklet"
    " face1 face2 face3"
)
"""Known names of columns that are read only where they are named as groups."""
WIDE_ROLES = (ColumnRole.PERSON, ColumnRole.WEIGHT, ColumnRole.LANGUAGE)
"""Roles of columns beside the items in a table with one row for each person."""


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """Roles of columns as given by the analyst.

    Parameters
    ----------
    columns : by role, the name of the column, where it is not a known one
    groups : columns to read as groups, with one value for each person
    ignored : columns to leave unread
    """

    columns: Mapping[ColumnRole | str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """The columns of a table by role.

    Parameters
    ----------
    is_long : whether the table has one row for each response, not for each person
    roles : by role, the name of the column
    groups : the columns of the groups
    unread : columns with known names, or with none, that are not read
    items : the columns of the items in a table with one row for each person
    """

    is_long: bool
    roles: Mapping[ColumnRole, str]
    groups: tuple[str, ...]
    unread: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def is_long(header: Sequence[str], choices: ColumnChoices) -> bool:
    """Whether the header is that of a table with one row for each response."""
    found = set(_candidates(header, choices))
    return {ColumnRole.PERSON, ColumnRole.ITEM} <= found or {ColumnRole.ITEM, ColumnRole.SCORE} <= found


def long_columns(header: Sequence[str], choices: ColumnChoices) -> ColumnLayout:
    """The columns of a table with one row for each response.

    Raises
    ------
    CalibrationError
        ``header`` where person, item, or score and response are missing; ``column`` for a name that does not occur;
        ``column_twice`` for two columns of one role; ``column_unknown`` for a column without a role
    """
    roles = _roles(header, choices, tuple(ColumnRole))
    score_roles = {ColumnRole.SCORE, ColumnRole.RESPONSE} & set(roles)
    if not {ColumnRole.PERSON, ColumnRole.ITEM} <= set(roles) or not score_roles or len(set(header)) != len(header):
        raise header_error(header)
    assigned = {*roles.values(), *choices.groups, *choices.ignored}
    remaining = [name for name in header if name not in assigned]
    unknown = [name for name in remaining if not _is_unread(name)]
    if unknown:
        raise CalibrationError(ErrorCode.COLUMN_UNKNOWN, got=", ".join(map(repr, unknown)))
    return ColumnLayout(True, roles, choices.groups, tuple(remaining))


def wide_columns(header: Sequence[str], choices: ColumnChoices) -> ColumnLayout:
    """The columns of a table with one row for each person; a column without another role is an item.

    Raises
    ------
    CalibrationError
        ``header`` where no item is left or one has no name; ``column`` for a name that does not occur;
        ``column_twice`` for two columns of one role
    """
    roles = _roles(header, choices, WIDE_ROLES)
    assigned = {*roles.values(), *choices.groups, *choices.ignored}
    remaining = [name for name in header if name not in assigned]
    unread = tuple(
        name for name in remaining if _is_unread(name) or ROLE_BY_NAME.get(normalised_name(name)) in WIDE_ROLES
    )
    items = tuple(name for name in remaining if name not in unread)
    _require_distinct(items, header)
    # a header of scores alone is a first row of data
    if not items or set(items) <= {"0", "1", "NA"}:
        raise header_error(header)
    return ColumnLayout(False, roles, choices.groups, unread, items)


def _require_distinct(items: Sequence[str], header: Sequence[str]) -> None:
    for name in items:
        first, *again = (place for place, each in enumerate(header, 1) if each == name)
        if again:
            raise CalibrationError(ErrorCode.ITEM_COLUMN_TWICE, item=name, first=first, second=again[0])


def header_error(header: Sequence[str]) -> CalibrationError:
    """The error for a header of neither layout."""
    shown = ",".join(header[:8]) + (",…" if len(header) > 8 else "")
    return CalibrationError(ErrorCode.HEADER, got=repr(shown))


def normalised_name(name: str) -> str:
    """A name in lower case, letters and digits only."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _roles(header: Sequence[str], choices: ColumnChoices, allowed: Collection[ColumnRole]) -> dict[ColumnRole, str]:
    _require_columns(header, choices)
    candidates = {role: names for role, names in _candidates(header, choices).items() if role in allowed}
    for role, names in candidates.items():
        if len(names) > 1:
            raise CalibrationError(ErrorCode.COLUMN_TWICE, name=role.value, got=", ".join(names))
    return {role: names[0] for role, names in candidates.items()}


def _candidates(header: Sequence[str], choices: ColumnChoices) -> dict[ColumnRole, list[str]]:
    """By role, the candidate columns: the one given, else those with a known name."""
    given = {ColumnRole(role): name for role, name in choices.columns.items()}
    taken = {*given.values(), *choices.ignored}
    found: dict[ColumnRole, list[str]] = {}
    for name in header:
        role = ROLE_BY_NAME.get(normalised_name(name))
        if role is not None and role not in given and name not in taken:
            found.setdefault(role, []).append(name)
    if ColumnRole.PERSON not in found and ColumnRole.PERSON not in given:
        weak = _weak_person(header, {*taken, *choices.groups})
        found |= {ColumnRole.PERSON: weak} if weak else {}
    return found | {role: [name] for role, name in given.items()}


def _weak_person(header: Sequence[str], taken: Collection[str]) -> list[str]:
    """The column of persons by a name that may mean something else; of several names the most telling."""
    names = {normalised_name(name): name for name in reversed(header) if name not in taken}
    return [names[each] for each in WEAK_PERSON_NAMES if each in names][:1]


def _is_unread(name: str) -> bool:
    """Whether a column without a role is left unread: persons' details, and columns without a name."""
    plain = normalised_name(name)
    return not name or plain in UNREAD_NAMES.split() or plain in WEAK_PERSON_NAMES


def _require_columns(header: Sequence[str], choices: ColumnChoices) -> None:
    named = [*choices.columns.items(), *(("group", group) for group in choices.groups)]
    for role, name in named:
        if name not in header:
            raise CalibrationError(
                ErrorCode.COLUMN, name=str(role), expected=repr(name), got=repr(",".join(header[:8]))
            )
