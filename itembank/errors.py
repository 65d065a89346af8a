from enum import StrEnum


class ItemBankError(Exception):
    """Anything this package refuses."""


class InvalidBank(ItemBankError):
    """A bank that breaks a rule; names the item (or ``bank``) and the field."""

    def __init__(self, item: str, field: str, expected: str, received: object) -> None:
        super().__init__(f"{item}: {field}: expected {expected}, received {received!r}")
        self.item = item
        self.field = field
        self.expected = expected
        self.received = received


class UnknownItem(ItemBankError, LookupError):
    """An item version that the bank does not hold."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f"no item version {item_id!r} in this bank")
        self.item_id = item_id


class UnknownDesign(ItemBankError, LookupError):
    """A test design that the bank does not hold."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no test design {name!r} in this bank; it holds {', '.join(known) or 'none'}")
        self.name = name
        self.known = known


class UnknownYear(ItemBankError, LookupError):
    """A year group for which a test design names no population."""

    def __init__(self, design: str, year: int, known: tuple[int, ...]) -> None:
        super().__init__(f"design {design!r} has no Year {year}; it has {', '.join(map(str, known)) or 'none'}")
        self.design = design
        self.year = year
        self.known = known


class UnknownHint(ItemBankError, LookupError):
    """A hint that an item does not have."""

    def __init__(self, item: str, hint: int, hints: int) -> None:
        super().__init__(f"{item}: hint: expected at most {hints}, received {hint}")
        self.item = item
        self.hint = hint
        self.hints = hints


class IllegalTransition(ItemBankError):
    """A status that an item version cannot go to from where it is."""

    def __init__(self, item: str, before: str, after: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{item}: a move from {before} to {after}: expected {', '.join(allowed) or 'none'}")
        self.item = item
        self.before = before
        self.after = after
        self.allowed = allowed


class ReplyProblem(StrEnum):
    """Why a reply cannot be stored as an answer: the stable codes a page turns into a sentence."""

    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_OPTION = "unknown_option"
    REPEATED_OPTION = "repeated_option"
    WRONG_LENGTH = "wrong_length"
    OUT_OF_RANGE = "out_of_range"


class InvalidReply(ItemBankError, ValueError):
    """A reply of the wrong form for its item; it is neither right nor wrong, and is not stored."""

    def __init__(self, code: ReplyProblem, expected: str, received: object) -> None:
        super().__init__(f"{code}: expected {expected}, received {received!r}")
        self.code: str = code.value
        self.expected = expected
        self.received = received
