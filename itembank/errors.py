"""Exceptions of the item bank."""

from enum import StrEnum


class Described(str):
    """What was received, in words of the program: ``the end``, ``a list``; it is shown as it is and has its Welsh.

    Any other text that was received is somebody's own and is shown in quotation marks, in whatever language it is.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


NOTHING = Described("nothing")

_LONGEST = 120
"""Most characters that a fault shows of a value that was received."""


def quoted(value: object) -> str:
    """Somebody's own value in quotation marks, cut where it is long, so that words of the program stay in sight."""
    shown = repr(value)
    return f"{shown[:_LONGEST]}…{shown[-1]}" if len(shown) > _LONGEST else shown


class ItemBankError(Exception):
    """Base class of the exceptions of this package; raised in another process, they arrive as they were."""

    def __reduce__(self) -> tuple[object, ...]:
        return _received, (type(self), self.args, self.__dict__)


def _received(kind: type[ItemBankError], told: tuple[object, ...], values: dict[str, object]) -> ItemBankError:
    """An exception from another process: a class's own arguments are not what an exception keeps, its sentence is."""
    error = kind.__new__(kind, *told)
    error.__dict__.update(values)
    return error


class InvalidBank(ItemBankError):
    """A bank breaks a rule.

    Parameters
    ----------
    item : name of the item, topic or design, or "bank"
    field : path of the field
    expected, received : what the field should hold, in words, and what it holds, or `Described` words for that
    """

    def __init__(self, item: str, field: str, expected: str, received: object) -> None:
        super().__init__(f"{item}: {field}: expected {expected}, received {received!r}")
        self.item = item
        self.field = field
        self.expected = expected
        self.received = received


class UnknownItem(ItemBankError, LookupError):
    """The bank has no item version of that id."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f"no item version {item_id!r} in this bank")
        self.item_id = item_id


class UnknownDesign(ItemBankError, LookupError):
    """The bank has no test design of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no test design {name!r} in this bank; it holds {', '.join(known) or 'none'}")
        self.name = name
        self.known = known


class UnknownYear(ItemBankError, LookupError):
    """The test design has no population for that year group."""

    def __init__(self, design: str, year: int, known: tuple[int, ...]) -> None:
        super().__init__(f"design {design!r} has no Year {year}; it has {', '.join(map(str, known)) or 'none'}")
        self.design = design
        self.year = year
        self.known = known


class UnknownHint(ItemBankError, LookupError):
    """The item has no such hint."""

    def __init__(self, item: str, hint: int, hints: int) -> None:
        super().__init__(f"{item}: hint: expected at most {hints}, received {hint}")
        self.item = item
        self.hint = hint
        self.hints = hints


class IllegalTransition(ItemBankError):
    """An item version's status does not allow that transition."""

    def __init__(self, item: str, before: str, after: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{item}: a move from {before} to {after}: expected {', '.join(allowed) or 'none'}")
        self.item = item
        self.before = before
        self.after = after
        self.allowed = allowed


class ReplyProblem(StrEnum):
    """Why a reply is invalid: stable codes that pages turn into sentences."""

    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    HALF_FILLED = "half_filled"
    ZERO_DENOMINATOR = "zero_denominator"
    NOT_ON_12_HOUR_CLOCK = "not_on_12_hour_clock"
    NOT_ON_24_HOUR_CLOCK = "not_on_24_hour_clock"
    OTHER_UNIT = "other_unit"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_OPTION = "unknown_option"
    REPEATED_OPTION = "repeated_option"
    WRONG_LENGTH = "wrong_length"
    OUT_OF_RANGE = "out_of_range"


class InvalidReply(ItemBankError, ValueError):
    """A reply has the wrong form for its item; it is not scored and not stored."""

    def __init__(self, code: ReplyProblem, expected: str, received: object) -> None:
        super().__init__(f"{code}: expected {expected}, received {received!r}")
        self.code: str = code.value
        self.expected = expected
        self.received = received
