"""Protocols of a topic and its texts, which the topics of any bank satisfy."""

from typing import Protocol


class LocalisedText(Protocol):
    """A text in each language, by language code."""

    def __getitem__(self, language: str, /) -> str: ...


class Topic(Protocol):
    """A topic with its texts by language code (``cy``, ``en``).

    ``label`` is a noun phrase for staff; ``can`` and ``practise`` are whole sentences addressed to the learner.
    """

    @property
    def id(self) -> str: ...
    @property
    def strand(self) -> str: ...
    @property
    def introduced_year(self) -> int: ...
    @property
    def label(self) -> LocalisedText: ...
    @property
    def can(self) -> LocalisedText: ...
    @property
    def practise(self) -> LocalisedText: ...


class UnknownTopic(LookupError):
    """An answered item names a topic that the bank version does not contain."""

    def __init__(self, position: int, topic: str) -> None:
        self.position, self.topic = position, topic
        super().__init__(f"item at position {position}: expected a topic of the bank version, got {topic!r}")
