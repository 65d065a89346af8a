"""The exceptions of the engine. Each message names what was refused, what was expected and what was received."""

from collections.abc import Iterable


class EngineError(ValueError):
    """Base class: input that the engine refuses."""


class InvalidParameters(EngineError):
    """Item parameters outside their model's range, or arrays of unequal length."""

    @classmethod
    def for_item(cls, item: int, name: str, expected: str, received: object) -> "InvalidParameters":
        """The error for one parameter of one item."""
        return cls(f"item {item} (counting from 0): {name} must be {expected}; received {received}")


class InvalidTheta(EngineError):
    """Abilities whose shape does not say which item they belong to."""

    def __init__(self, items: int, received: str) -> None:
        super().__init__(
            "theta must be numbers: a scalar, nodes of shape (Q,) or (1, Q) for every item, or"
            f" ({items}, Q) for each of the {items} items its own; received {received}"
        )


class InvalidGrid(EngineError):
    """An ability grid that is not finite, increasing and evenly spaced, or that needs too many nodes."""


class InvalidPool(EngineError):
    """Item ids or content that do not match the parameters."""


class InvalidTest(EngineError):
    """A strategy whose settings contradict each other or the pool."""


class InvalidLearner(EngineError):
    """An impossible learner context, such as a negative time limit or a prior with SD 0."""


class InvalidSeed(EngineError):
    """A seed that is not a 64-bit integer."""

    def __init__(self, seed: object) -> None:
        super().__init__(f"a seed must be a whole number of at most 64 bits; received {seed!r}")


class InvalidElapsed(EngineError):
    """A response time that is negative or not finite."""

    def __init__(self, elapsed: object) -> None:
        super().__init__(f"elapsed must be finite seconds, 0 or more; received {elapsed!r}")


class InvalidEvent(EngineError):
    """A log entry that is neither an answer nor a change, or a change of something that the test does not have."""

    def __init__(
        self, event: object, expected: str = "an event must be Answered, Withdrawn, Relaxed or Extended"
    ) -> None:
        super().__init__(f"{expected}; received {event!r}")


class UnknownItem(EngineError):
    """An item that is not in the pool."""

    @classmethod
    def with_index(cls, item: object, size: int) -> "UnknownItem":
        """The error for a pool index."""
        return cls(f"item must be an index into the pool, 0 to {size - 1}; received {item!r}")

    @classmethod
    def with_id(cls, item: object, size: int) -> "UnknownItem":
        """The error for an item-version id."""
        return cls(f"item id must be one of the pool's {size} ids; received {item!r}")


class UnknownAttribute(EngineError):
    """A content attribute that the pool does not have."""

    def __init__(self, attribute: str, known: Iterable[str]) -> None:
        super().__init__(f"content attribute must be one of {sorted(known)}; received {attribute!r}")


class AlreadyAdministered(EngineError):
    """An item that was already answered in the same sitting."""

    def __init__(self, item: int, position: int) -> None:
        super().__init__(f"item {item} must not have been answered before; it was answered at position {position}")


class ScoreOutOfRange(EngineError):
    """A score that is not one of the item's categories."""

    def __init__(self, item: int, score: object, categories: int) -> None:
        super().__init__(f"score of item {item} must be a whole number from 0 to {categories - 1}; received {score!r}")
