"""Which column of a table is which: by the names that delivery systems give them, or as the analyst says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from calibration.errors import CalibrationError, Fault


class Role(StrEnum):
    """What a column holds."""

    PERSON = "person"
    ITEM = "item"
    SCORE = "score"
    RESPONSE = "response"
    STATUS = "status"
    WEIGHT = "weight"
    LANGUAGE = "language"
    POSITION = "position"


NAMES = {
    Role.PERSON: "person personid learner learnerid student studentid pupil pupilid candidate candidateid respondent"
    " respondentid examinee examineeid dysgwr disgybl",
    Role.ITEM: "item itemid question questionid eitem cwestiwn",
    Role.SCORE: "score itemscore mark points sgor sgôr marc",
    Role.RESPONSE: "response rawresponse answer reply ymateb ateb",
    Role.STATUS: "status responsestatus statws",
    Role.WEIGHT: "weight weights caseweight personweight pwysau",
    Role.LANGUAGE: "language lang iaith",
    Role.POSITION: "position itemposition safle",
}
"""Names that are known, without spaces, hyphens and underscores, in small letters."""
KNOWN = {name: role for role, names in NAMES.items() for name in names.split()}
UNREAD = (
    "seconds elapsed duration time timestamp sex gender year yeargroup school class grade age rhyw blwyddyn ysgol"
    " dosbarth hints awgrymiadau rapid cyflym idle segur indexlevel0"
)
"""Columns that a table may well have, and that are read only if they are asked for as groups."""
WIDE = (Role.PERSON, Role.WEIGHT, Role.LANGUAGE)
"""What a column beside those of the items may be, in a table with a row for each person."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What an analyst says of the columns.

    Parameters
    ----------
    columns : by role, the name of the column, where it has a name of its own
    groups : columns to be read as groups, one value for each person
    ignored : columns to leave unread
    """

    columns: Mapping[Role | str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is which.

    Parameters
    ----------
    long : a row for each response, not for each person
    roles : by role, the name of the column
    groups : the columns of the groups
    unread : columns of known names that nobody asked for
    items : the columns of the items, in a table with a row for each person
    """

    long: bool
    roles: Mapping[Role, str]
    groups: tuple[str, ...]
    unread: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def is_long(header: Sequence[str], choices: Choices) -> bool:
    """Whether the header is one of a row for each response."""
    found = set(_candidates(header, choices))
    return {Role.PERSON, Role.ITEM} <= found or {Role.ITEM, Role.SCORE} <= found


def long_columns(header: Sequence[str], choices: Choices) -> Columns:
    """The columns of a table with a row for each response.

    Raises
    ------
    CalibrationError
        ``header`` where person, item, or score and response are missing; ``column`` for a name that is not there;
        ``column_twice`` for two that may be meant; ``column_unknown`` for one that is neither known nor spoken of
    """
    roles = _roles(header, choices, tuple(Role))
    told = {Role.SCORE, Role.RESPONSE} & set(roles)
    if not {Role.PERSON, Role.ITEM} <= set(roles) or not told or len(set(header)) != len(header):
        raise wrong_header(header)
    spoken = {*roles.values(), *choices.groups, *choices.ignored}
    rest = [name for name in header if name not in spoken]
    unknown = [name for name in rest if plain(name) not in UNREAD.split()]
    if unknown:
        raise CalibrationError(Fault.COLUMN_UNKNOWN, got=", ".join(map(repr, unknown)))
    return Columns(True, roles, choices.groups, tuple(rest))


def wide_columns(header: Sequence[str], choices: Choices) -> Columns:
    """The columns of a table with a row for each person; what is not spoken of is an item.

    Raises
    ------
    CalibrationError
        ``header`` where no item is left or one has no name; ``column`` for a name that is not there; ``column_twice``
        for two that may be meant
    """
    roles = _roles(header, choices, WIDE)
    spoken = {*roles.values(), *choices.groups, *choices.ignored}
    rest = [name for name in header if name not in spoken]
    unread = tuple(name for name in rest if plain(name) in UNREAD.split() or KNOWN.get(plain(name)) in WIDE)
    items = tuple(name for name in rest if name not in unread)
    # a header of scores alone is a first row of data
    if not all(items) or set(items) <= {"0", "1", "NA"}:
        raise wrong_header(header)
    return Columns(False, roles, choices.groups, unread, items)


def wrong_header(header: Sequence[str]) -> CalibrationError:
    """The fault of a header that is of neither shape."""
    shown = ",".join(header[:8]) + (",…" if len(header) > 8 else "")
    return CalibrationError(Fault.HEADER, got=repr(shown))


def plain(name: str) -> str:
    """A name without what spellings of it differ in."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _roles(header: Sequence[str], choices: Choices, allowed: Collection[Role]) -> dict[Role, str]:
    _require_columns(header, choices)
    candidates = {role: names for role, names in _candidates(header, choices).items() if role in allowed}
    for role, names in candidates.items():
        if len(names) > 1:
            raise CalibrationError(Fault.COLUMN_TWICE, name=role.value, got=", ".join(names))
    return {role: names[0] for role, names in candidates.items()}


def _candidates(header: Sequence[str], choices: Choices) -> dict[Role, list[str]]:
    """By role, the columns that may be meant: the one the analyst names, else those of a known name."""
    said = {Role(role): name for role, name in choices.columns.items()}
    taken = {*said.values(), *choices.ignored}
    found: dict[Role, list[str]] = {}
    for name in header:
        role = KNOWN.get(plain(name))
        if role is not None and role not in said and name not in taken:
            found.setdefault(role, []).append(name)
    return found | {role: [name] for role, name in said.items()}


def _require_columns(header: Sequence[str], choices: Choices) -> None:
    named = [*choices.columns.items(), *(("group", group) for group in choices.groups)]
    for role, name in named:
        if name not in header:
            raise CalibrationError(Fault.COLUMN, name=str(role), expected=repr(name), got=repr(",".join(header[:8])))
