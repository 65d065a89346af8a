"""The refusal that every check of a bank makes."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from itembank.errors import InvalidBank


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


def decimal(item: str, field: str, digits: str) -> Decimal:
    """The number that is written in digits."""
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise InvalidBank(item, field, "a decimal number", digits) from None
    require(number.is_finite(), item, field, "a decimal number", digits)
    return number
