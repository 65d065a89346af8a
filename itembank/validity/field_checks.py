"""The refusal that every check of a bank makes."""

import re
from collections.abc import Iterable
from decimal import Decimal

from itembank.errors import InvalidBank

_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9-]{1,40}")


def require(kept: bool, item: str, field: str, expected: str, received: object) -> None:
    """Refuse what does not hold, by item and field.

    Raises
    ------
    InvalidBank
    """
    if not kept:
        raise InvalidBank(item, field, expected, received)


def require_distinct(item: str, field: str, names: Iterable[str]) -> None:
    """No name comes twice."""
    seen: set[str] = set()
    for name in names:
        require(name not in seen, item, field, "each id once", name)
        seen.add(name)


def require_decimal(item: str, field: str, digits: str) -> Decimal:
    """The number that is written in digits."""
    require(_DIGITS.fullmatch(digits) is not None, item, field, "a decimal number", digits)
    return Decimal(digits)


def require_id(item: str, field: str, name: str) -> None:
    """A name that stays one word wherever it is written: letters, figures and hyphens.

    Raises
    ------
    InvalidBank
    """
    require(_WORD.fullmatch(name) is not None, item, field, "letters, figures and hyphens, 1 to 40", name)
