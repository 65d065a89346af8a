"""What reports need to know of a topic, so that any bank's topics will do."""

from typing import Protocol


class Said(Protocol):
    """The same thing in each language."""

    def __getitem__(self, language: str, /) -> str: ...


class Topic(Protocol):
    """A topic as feedback reads it; texts by language code (``cy``, ``en``).

    ``label`` is a noun phrase for staff; ``can`` and ``practise`` are whole sentences to the learner.
    """

    @property
    def id(self) -> str: ...
    @property
    def strand(self) -> str: ...
    @property
    def introduced_year(self) -> int: ...
    @property
    def label(self) -> Said: ...
    @property
    def can(self) -> Said: ...
    @property
    def practise(self) -> Said: ...


class UnknownTopic(LookupError):
    """An answered item names a topic that the bank version does not hold."""

    def __init__(self, position: int, topic: str) -> None:
        self.position, self.topic = position, topic
        super().__init__(f"item at position {position}: expected a topic of the bank version, got {topic!r}")
