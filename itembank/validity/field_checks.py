"""Checks of single fields of a bank."""

import re
from collections.abc import Iterable
from decimal import Decimal

from itembank.errors import InvalidBank

_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9-]{1,40}")


def require(condition: bool, item: str, field: str, expected: str, received: object) -> None:
    """Check a condition on a field of an item.

    Raises
    ------
    InvalidBank : the condition is false
    """
    if not condition:
        raise InvalidBank(item, field, expected, received)


def require_distinct(item: str, field: str, names: Iterable[str]) -> None:
    """Check that no name occurs twice.

    Raises
    ------
    InvalidBank
    """
    seen: set[str] = set()
    for name in names:
        require(name not in seen, item, field, "each id once", name)
        seen.add(name)


def require_decimal(item: str, field: str, digits: str) -> Decimal:
    """Check and convert a decimal number in digits.

    Raises
    ------
    InvalidBank
    """
    require(_DIGITS.fullmatch(digits) is not None, item, field, "a decimal number", digits)
    return Decimal(digits)


def require_id(item: str, field: str, name: str) -> None:
    """Check that an id has 1 to 40 letters, figures and hyphens.

    Raises
    ------
    InvalidBank
    """
    require(_WORD.fullmatch(name) is not None, item, field, "letters, figures and hyphens, 1 to 40", name)
