"""Amounts of money in pounds, as schools print them."""

POUND = "£"


def with_pence(digits: str) -> str:
    """A decimal number of pounds with two figures for the pence where there are any: 12.50, 12."""
    whole, point, pence = digits.partition(".")
    return f"{whole}{point}{pence.ljust(2, '0') if point else ''}"
