"""What the engine refuses. Each message names the thing, what was expected and what came."""

from collections.abc import Iterable


class EngineError(ValueError):
    """Input that the engine refuses."""


class InvalidParameters(EngineError):
    """Item parameters outside their model's range, or of unequal lengths."""

    @classmethod
    def for_item(cls, item: int, name: str, expected: str, received: object) -> "InvalidParameters":
        return cls(f"item {item} (counting from 0): {name} must be {expected}; received {received}")


class InvalidGrid(EngineError):
    """An ability grid that is not finite, increasing and evenly spaced."""


class InvalidPool(EngineError):
    """Item ids or content that do not match the parameters."""


class InvalidTest(EngineError):
    """A strategy whose settings contradict themselves or the pool."""


class InvalidLearner(EngineError):
    """A learner's context that cannot be: a negative time limit, a prior without spread."""


class InvalidSeed(EngineError):
    """A seed that is not a 64-bit integer."""

    def __init__(self, seed: object) -> None:
        super().__init__(f"a seed must be a whole number of at most 64 bits; received {seed!r}")


class InvalidElapsed(EngineError):
    """A response time that is negative or not finite."""

    def __init__(self, elapsed: object) -> None:
        super().__init__(f"elapsed must be finite seconds, 0 or more; received {elapsed!r}")


class InvalidEvent(EngineError):
    """Something in a log that is neither an answer nor a change, or a change of what the test does not have."""

    def __init__(
        self, event: object, expected: str = "an event must be Answered, Withdrawn, Relaxed or Extended"
    ) -> None:
        super().__init__(f"{expected}; received {event!r}")


class UnknownItem(EngineError):
    """An item that the pool does not hold."""

    @classmethod
    def with_index(cls, item: object, size: int) -> "UnknownItem":
        return cls(f"item must be an index into the pool, 0 to {size - 1}; received {item!r}")

    @classmethod
    def with_id(cls, item: object, size: int) -> "UnknownItem":
        return cls(f"item id must be one of the pool's {size} ids; received {item!r}")


class UnknownAttribute(EngineError):
    """A content attribute that the pool does not hold."""

    def __init__(self, attribute: str, known: Iterable[str]) -> None:
        super().__init__(f"content attribute must be one of {sorted(known)}; received {attribute!r}")


class AlreadyAdministered(EngineError):
    """An item that was answered before in the same sitting."""

    def __init__(self, item: int, position: int) -> None:
        super().__init__(f"item {item} must not have been answered before; it was answered at position {position}")


class ScoreOutOfRange(EngineError):
    """A score that is not one of the item's categories."""

    def __init__(self, item: int, score: object, categories: int) -> None:
        super().__init__(f"score of item {item} must be a whole number from 0 to {categories - 1}; received {score!r}")
