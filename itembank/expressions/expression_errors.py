"""Why an expression has no value."""

from itembank.errors import ItemBankError


class InvalidExpression(ItemBankError, ValueError):
    """An expression cannot be read or has no value.

    Parameters
    ----------
    expected : what would have a value, in words
    received : the piece that has none
    """

    def __init__(self, expected: str, received: object) -> None:
        super().__init__(f"expected {expected}, received {received!r}")
        self.expected = expected
        self.received = received
