"""Which column of a table is which: by the names that delivery systems give them, or as the analyst says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from calibration.errors import CalibrationError, ErrorCode


class ColumnRole(StrEnum):
    """What a column holds."""

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
"""Names that are known, without spaces, hyphens and underscores, in small letters."""
ROLE_BY_NAME = {name: role for role, names in ROLE_NAMES.items() for name in names.split()}
UNREAD_NAMES = (
    "seconds elapsed duration time timestamp sex gender year yeargroup school class grade age rhyw blwyddyn ysgol"
    " dosbarth hints awgrymiadau rapid cyflym idle segur indexlevel0"
)
"""Columns that a table may well have, and that are read only if they are asked for as groups."""
WIDE_ROLES = (ColumnRole.PERSON, ColumnRole.WEIGHT, ColumnRole.LANGUAGE)
"""What a column beside those of the items may be, in a table with a row for each person."""


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """What an analyst says of the columns.

    Parameters
    ----------
    columns : by role, the name of the column, where it has a name of its own
    groups : columns to be read as groups, one value for each person
    ignored : columns to leave unread
    """

    columns: Mapping[ColumnRole | str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """Which column is which.

    Parameters
    ----------
    is_long : a row for each response, not for each person
    roles : by role, the name of the column
    groups : the columns of the groups
    unread : columns of known names that nobody asked for
    items : the columns of the items, in a table with a row for each person
    """

    is_long: bool
    roles: Mapping[ColumnRole, str]
    groups: tuple[str, ...]
    unread: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def is_long(header: Sequence[str], choices: ColumnChoices) -> bool:
    """Whether the header is one of a row for each response."""
    found = set(_candidates(header, choices))
    return {ColumnRole.PERSON, ColumnRole.ITEM} <= found or {ColumnRole.ITEM, ColumnRole.SCORE} <= found


def long_columns(header: Sequence[str], choices: ColumnChoices) -> ColumnLayout:
    """The columns of a table with a row for each response.

    Raises
    ------
    CalibrationError
        ``header`` where person, item, or score and response are missing; ``column`` for a name that is not there;
        ``column_twice`` for two that may be meant; ``column_unknown`` for one that is neither known nor spoken of
    """
    roles = _roles(header, choices, tuple(ColumnRole))
    told = {ColumnRole.SCORE, ColumnRole.RESPONSE} & set(roles)
    if not {ColumnRole.PERSON, ColumnRole.ITEM} <= set(roles) or not told or len(set(header)) != len(header):
        raise header_error(header)
    spoken = {*roles.values(), *choices.groups, *choices.ignored}
    rest = [name for name in header if name not in spoken]
    unknown = [name for name in rest if normalised_name(name) not in UNREAD_NAMES.split()]
    if unknown:
        raise CalibrationError(ErrorCode.COLUMN_UNKNOWN, got=", ".join(map(repr, unknown)))
    return ColumnLayout(True, roles, choices.groups, tuple(rest))


def wide_columns(header: Sequence[str], choices: ColumnChoices) -> ColumnLayout:
    """The columns of a table with a row for each person; what is not spoken of is an item.

    Raises
    ------
    CalibrationError
        ``header`` where no item is left or one has no name; ``column`` for a name that is not there; ``column_twice``
        for two that may be meant
    """
    roles = _roles(header, choices, WIDE_ROLES)
    spoken = {*roles.values(), *choices.groups, *choices.ignored}
    rest = [name for name in header if name not in spoken]
    unread = tuple(
        name
        for name in rest
        if normalised_name(name) in UNREAD_NAMES.split() or ROLE_BY_NAME.get(normalised_name(name)) in WIDE_ROLES
    )
    items = tuple(name for name in rest if name not in unread)
    # a header of scores alone is a first row of data
    if not all(items) or set(items) <= {"0", "1", "NA"}:
        raise header_error(header)
    return ColumnLayout(False, roles, choices.groups, unread, items)


def header_error(header: Sequence[str]) -> CalibrationError:
    """The fault of a header that is of neither shape."""
    shown = ",".join(header[:8]) + (",…" if len(header) > 8 else "")
    return CalibrationError(ErrorCode.HEADER, got=repr(shown))


def normalised_name(name: str) -> str:
    """A name without what spellings of it differ in."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _roles(header: Sequence[str], choices: ColumnChoices, allowed: Collection[ColumnRole]) -> dict[ColumnRole, str]:
    _require_columns(header, choices)
    candidates = {role: names for role, names in _candidates(header, choices).items() if role in allowed}
    for role, names in candidates.items():
        if len(names) > 1:
            raise CalibrationError(ErrorCode.COLUMN_TWICE, name=role.value, got=", ".join(names))
    return {role: names[0] for role, names in candidates.items()}


def _candidates(header: Sequence[str], choices: ColumnChoices) -> dict[ColumnRole, list[str]]:
    """By role, the columns that may be meant: the one the analyst names, else those of a known name."""
    said = {ColumnRole(role): name for role, name in choices.columns.items()}
    taken = {*said.values(), *choices.ignored}
    found: dict[ColumnRole, list[str]] = {}
    for name in header:
        role = ROLE_BY_NAME.get(normalised_name(name))
        if role is not None and role not in said and name not in taken:
            found.setdefault(role, []).append(name)
    return found | {role: [name] for role, name in said.items()}


def _require_columns(header: Sequence[str], choices: ColumnChoices) -> None:
    named = [*choices.columns.items(), *(("group", group) for group in choices.groups)]
    for role, name in named:
        if name not in header:
            raise CalibrationError(
                ErrorCode.COLUMN, name=str(role), expected=repr(name), got=repr(",".join(header[:8]))
            )
