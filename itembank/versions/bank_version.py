"""Immutable bank versions and their canonical JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from itembank.canonical_json import OMIT_DEFAULT, canonical_json, sha256
from itembank.content.item_versions import ItemVersion
from itembank.content.stimulus import Stimulus
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import Setting, TestDesign
from itembank.errors import NOTHING, InvalidBank, UnknownDesign, UnknownItem
from itembank.language import LANGUAGES, Language
from itembank.versions.adopted_parameters import AdoptedParameters

FIRST_FORMAT = "mesur-bank-1"
FORMAT = "mesur-bank-2"
"""Banks of the first format are read as they are; they keep the name of their format, and so their hash."""


@dataclass(frozen=True)
class SolvedSettings:
    """Settings of a design and year group that were solved by simulation, such as exposure parameters.

    Parameters
    ----------
    design : hash of the design
    settings : values of the settings that are "@solved" in the design, by name
    """

    design: str
    year: int
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class BankVersion:
    """An immutable version of an item bank, named by its `hash`.

    Code that builds one has to call `check_bank`; `read_bank` does so itself.

    Parameters
    ----------
    subject : a key of `SUBJECTS`
    items : what a design gives in sittings that count
    languages : languages of its content; a `Text` holds "" for any other
    stimuli : those of the practice items too
    format : name of its JSON format
    practice : items of practice sittings alone; no design, exposure, gate of simulation or fit sees them
    adopted : trials that parameters were adopted from, with their errors; None before the first adoption
    """

    subject: str
    items: tuple[ItemVersion, ...]
    topics: tuple[Topic, ...]
    designs: tuple[TestDesign, ...]
    solved: tuple[SolvedSettings, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES
    stimuli: tuple[Stimulus, ...] = ()
    format: str = FORMAT
    practice: tuple[ItemVersion, ...] = ()
    adopted: AdoptedParameters | None = None

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal digits."""
        return sha256(write_bank(self))

    @cached_property
    def _by_id(self) -> Mapping[str, ItemVersion]:
        return {item.id: item for item in self.all_items}

    @property
    def all_items(self) -> tuple[ItemVersion, ...]:
        """The items that count, then the practice items."""
        return (*self.items, *self.practice)

    @cached_property
    def practice_ids(self) -> frozenset[str]:
        """Ids of the practice items."""
        return frozenset(item.id for item in self.practice)

    def item(self, item_id: str) -> ItemVersion:
        """The item version with that id, for practice or not.

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

    @cached_property
    def most_hints(self) -> int:
        """The most hints that any item offers."""
        return max((len(item.hints) for item in self.all_items), default=0)

    def stimulus_of(self, item: ItemVersion) -> Stimulus | None:
        """The stimulus of an item; None if it has none."""
        return None if item.stimulus is None else self._stimuli[item.stimulus]

    def topic(self, topic_id: str) -> Topic:
        """The topic with that id; a valid bank has the topic of each of its items."""
        return next(topic for topic in self.topics if topic.id == topic_id)

    @property
    def first_design(self) -> TestDesign:
        """The first of its designs.

        Raises
        ------
        InvalidBank : it has none, as a draft of an author
        """
        if not self.designs:
            raise InvalidBank(self.subject, "designs", "at least one test design (--design)", NOTHING)
        return self.designs[0]

    def design(self, name: str) -> TestDesign:
        """The test design with that name.

        Raises
        ------
        UnknownDesign
        """
        for design in self.designs:
            if design.name == name:
                return design
        raise UnknownDesign(name, tuple(design.name for design in self.designs))

    def solved_for(self, design: TestDesign, year: int) -> tuple[Setting, ...]:
        """Settings solved for a design and year group; empty if there are none."""
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
    practice: tuple[ItemVersion, ...] = field(default=(), metadata=OMIT_DEFAULT)
    adopted: AdoptedParameters | None = field(default=None, metadata=OMIT_DEFAULT)


def write_bank(bank: BankVersion) -> bytes:
    """Write a bank as canonical JSON; equal banks give equal bytes."""
    content = (bank.subject, bank.items, bank.topics, bank.designs, bank.solved, bank.languages, bank.stimuli)
    return canonical_json(_Document(bank.format, *content, bank.practice, bank.adopted))
