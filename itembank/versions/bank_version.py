from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from itembank.canonical_json import OMIT_DEFAULT, canonical_json, sha256
from itembank.content.item_versions import ItemVersion
from itembank.content.stimulus import Stimulus
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import Setting, TestDesign
from itembank.errors import UnknownDesign, UnknownItem
from itembank.language import LANGUAGES, Language

FIRST_FORMAT = "mesur-bank-1"
FORMAT = "mesur-bank-2"
"""A bank of the first format is one of the second as it stands, but for the name; it keeps that, and so its hash."""


@dataclass(frozen=True)
class SolvedSettings:
    """What was solved by simulation for a design and a year group when the bank was published, such as for exposure.

    Parameters
    ----------
    design : the design's hash
    settings : what "@solved" stands for in the design's settings of these names
    """

    design: str
    year: int
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class BankVersion:
    """An item bank that never changes again; `hash` is its name.

    Whoever builds one by hand calls `check_bank` on it; `read_bank` does.

    Parameters
    ----------
    subject : one of `SUBJECTS`
    languages : those that its content is worded in; a `Text` of its content holds "" for the other
    format : the name of the format it is written in
    """

    subject: str
    items: tuple[ItemVersion, ...]
    topics: tuple[Topic, ...]
    designs: tuple[TestDesign, ...]
    solved: tuple[SolvedSettings, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES
    stimuli: tuple[Stimulus, ...] = ()
    format: str = FORMAT

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        return sha256(write_bank(self))

    @cached_property
    def _by_id(self) -> Mapping[str, ItemVersion]:
        return {item.id: item for item in self.items}

    def item(self, item_id: str) -> ItemVersion:
        """The item version of that id.

        Raises
        ------
        UnknownItem
        """
        try:
            return self._by_id[item_id]
        except KeyError:
            raise UnknownItem(item_id) from None

    @cached_property
    def _stimuli(self) -> Mapping[str, Stimulus]:
        return {stimulus.id: stimulus for stimulus in self.stimuli}

    def stimulus_of(self, item: ItemVersion) -> Stimulus | None:
        """What an item of this bank asks about, None for nothing beside itself; a valid bank holds it."""
        return None if item.stimulus is None else self._stimuli[item.stimulus]

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id; a valid bank holds the topic of each of its items."""
        return next(topic for topic in self.topics if topic.id == topic_id)

    def design(self, name: str) -> TestDesign:
        """The test design of that name.

        Raises
        ------
        UnknownDesign
        """
        for design in self.designs:
            if design.name == name:
                return design
        raise UnknownDesign(name, tuple(design.name for design in self.designs))

    def solved_for(self, design: TestDesign, year: int) -> tuple[Setting, ...]:
        """What was solved for a design and a year group; empty where nothing was."""
        key = (design.hash, year)
        return next((each.settings for each in self.solved if (each.design, each.year) == key), ())


@dataclass(frozen=True)
class _Document:
    format: str
    subject: str
    items: tuple[ItemVersion, ...]
    topics: tuple[Topic, ...]
    designs: tuple[TestDesign, ...]
    solved: tuple[SolvedSettings, ...] = field(default=(), metadata=OMIT_DEFAULT)
    languages: tuple[Language, ...] = field(default=LANGUAGES, metadata=OMIT_DEFAULT)
    stimuli: tuple[Stimulus, ...] = field(default=(), metadata=OMIT_DEFAULT)


def write_bank(bank: BankVersion) -> bytes:
    """The bank as canonical JSON; the same bank always gives the same bytes."""
    parts = (bank.subject, bank.items, bank.topics, bank.designs, bank.solved, bank.languages, bank.stimuli)
    return canonical_json(_Document(bank.format, *parts))
