"""Items that could be written for a bank: single items by strand, or passages and scenarios with their questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

import numpy as np

from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.subjects import SUBJECTS, Subject
from itembank.versions.bank_version import BankVersion

LEVEL_STEP = 0.25  # logits between the difficulties of requests
LEVEL_MARGIN = 0.5  # logits by which a request may lie outside the difficulties that its year and strand have
MOST_STRUCTURES = 4  # number of passage or scenario structures taken from each strand, the most common first


@dataclass(frozen=True)
class RequestedItem:
    """One item of a request, with parameters typical of its strand and process."""

    strand: str
    topic: str
    process: str
    parameters: LogisticParameters | PartialCreditParameters


@dataclass(frozen=True)
class ItemRequest:
    """A request to write one item, or the questions of one passage or scenario.

    Parameters
    ----------
    year : lowest year group that may be given it
    level : difficulty, logits. For a passage or scenario this is the level of the text itself; each question adds the
        offset of its process
    parts : the items to write
    together : whether the parts share one passage or scenario
    """

    year: int
    level: float
    parts: tuple[RequestedItem, ...]
    together: bool

    @property
    def difficulty(self) -> float:
        """Mean difficulty of the parts, logits."""
        return fmean(part.parameters.difficulty for part in self.parts)

    @property
    def strand(self) -> str:
        """The most common strand among the parts."""
        return _main_strand(self.parts)


class _TypicalItem(NamedTuple):
    """Slope, asymptotes, step offsets from the difficulty, and floors of a typical item."""

    a: float
    c: float
    d: float
    steps: tuple[float, ...]
    floors: tuple[float, ...] = ()

    def at_difficulty(self, b: float) -> LogisticParameters | PartialCreditParameters:
        if len(self.steps) == 1:
            return LogisticParameters(self.a, b, self.c, self.d, provisional=True)
        return PartialCreditParameters(self.a, tuple(b + step for step in self.steps), True, self.floors)


_Category = tuple[str, str, str]  # strand, topic, process


def item_requests(
    bank: BankVersion, *, sets: bool, constrained: frozenset[str], years: Sequence[int]
) -> tuple[ItemRequest, ...]:
    """List every request, at each difficulty possible for its year and strand.

    Parameters
    ----------
    sets : whether sittings present items in sets (passages or scenarios)
    constrained : content attributes that the design constrains
    years : year groups in which an item may be introduced
    """
    structures = _structures(bank, constrained) if sets else tuple((kind,) for kind in _categories(bank, constrained))
    offsets = _process_offsets(bank) if sets else {}
    held = {year: _existing_levels(bank, year, offsets) for year in years}
    made = []
    for structure in structures:
        shapes = [_typical_item(bank.items, strand, process) for strand, _, process in structure]
        off = [offsets.get(process, 0.0) for _, _, process in structure]
        main = Counter(strand for strand, _, _ in structure).most_common(1)[0][0]
        for year in years:
            for level in _requested_levels(held, year, main) if _taught(bank, structure, constrained, year) else ():
                parts = [
                    RequestedItem(*kind, shape.at_difficulty(round(level + own, 2)))
                    for kind, shape, own in zip(structure, shapes, off, strict=True)
                ]
                made.append(ItemRequest(year, level, tuple(parts), sets))
    return tuple(made)


def subject_of(bank: BankVersion) -> Subject:
    """The bank's subject; that of a bank of parameters alone has the strands and processes of its items."""
    strands = dict.fromkeys(topic.strand for topic in bank.topics)
    return SUBJECTS.get(bank.subject) or Subject(tuple(strands), (), bank.languages, read_aloud=False)


def _taught(bank: BankVersion, structure: Sequence[_Category], constrained: frozenset[str], year: int) -> bool:
    """Whether a year has been taught every topic of a structure, or, if topics are unconstrained, every strand."""

    def introduced(strand: str, topic: str) -> int:
        own = (
            each for each in bank.topics if each.strand == strand and ("topic" not in constrained or each.id == topic)
        )
        return min(each.introduced_year for each in own)

    return all(introduced(strand, topic) <= year for strand, topic, _ in structure)


def _categories(bank: BankVersion, constrained: frozenset[str]) -> Iterator[_Category]:
    """Item categories that the design distinguishes: one topic and process per strand unless it constrains these."""
    for strand in subject_of(bank).strands:
        topics = [topic.id for topic in bank.topics if topic.strand == strand]
        if not topics:
            continue
        own = [item for item in bank.items if item.strand == strand] or list(bank.items)
        processes = subject_of(bank).processes if "process" in constrained else ()
        usual = Counter(item.process for item in own).most_common(1)
        for topic in topics if "topic" in constrained else topics[:1]:
            for process in processes or [usual[0][0] if usual else ""]:
                yield strand, topic, process


def _structures(bank: BankVersion, constrained: frozenset[str]) -> tuple[tuple[_Category, ...], ...]:
    """The categories in the passages or scenarios of each strand, most common combination first.

    A combination of processes that occurs only once in the bank is left out unless all do. A strand without passages
    or scenarios takes the combinations of the whole bank.
    """
    topics = {strand: topic for strand, topic, _ in _categories(bank, constrained - {"process"})}
    held: dict[str, Counter[tuple[tuple[str, str], ...]]] = defaultdict(Counter)
    usual: Counter[tuple[str, ...]] = Counter()
    for items in _item_sets(bank.items):
        usual[tuple(sorted(item.process for item in items))] += 1
        held[_main_strand(items)][tuple(sorted((item.strand, item.process) for item in items))] += 1
    common = {processes for processes, times in usual.items() if times > 1} or set(usual)
    made = []
    for main in topics:
        own = [each for each, _ in held[main].most_common() if tuple(sorted(process for _, process in each)) in common]
        others = [tuple((main, process) for process in processes) for processes, _ in usual.most_common()]
        made += [
            tuple((strand, topics[strand], process) for strand, process in structure)
            for structure in (own or others)[:MOST_STRUCTURES]
        ]
    return tuple(made)


def _main_strand(parts: Iterable[ItemVersion | RequestedItem]) -> str:
    """The most common strand."""
    return Counter(part.strand for part in parts).most_common(1)[0][0]


def _item_sets(items: Iterable[ItemVersion]) -> Iterator[list[ItemVersion]]:
    held: dict[str, list[ItemVersion]] = defaultdict(list)
    for item in items:
        if item.stimulus is not None:
            held[item.stimulus].append(item)
    yield from held.values()


def _process_offsets(bank: BankVersion) -> dict[str, float]:
    """Median difference between the difficulty of a process and the mean of its passage or scenario, logits."""
    off: dict[str, list[float]] = defaultdict(list)
    for items in _item_sets(bank.items):
        mean = fmean(item.parameters.difficulty for item in items)
        for item in items:
            off[item.process].append(item.parameters.difficulty - mean)
    return {process: median(values) for process, values in off.items()}


def _typical_item(items: Sequence[ItemVersion], strand: str, process: str) -> _TypicalItem:
    """The typical item of a process, or of the strand if it has none, among items of the most common maximum score."""
    most = Counter(item.most for item in items).most_common(1)[0][0] if items else 1
    usual = [item for item in items if item.most == most]
    for own in (
        [item for item in usual if process and item.process == process],
        [item for item in usual if item.strand == strand],
        usual,
    ):
        if own:
            return _median_item([item.parameters for item in own])
    return _TypicalItem(1.0, 0.0, 1.0, (0.0,))


def _median_item(held: Sequence[LogisticParameters | PartialCreditParameters]) -> _TypicalItem:
    logistic = [each for each in held if isinstance(each, LogisticParameters)]
    if logistic:
        a, c, d = (median(getattr(each, name) for each in logistic) for name in "acd")
        return _TypicalItem(a, c, d, (0.0,))
    off = [[step - each.difficulty for step in each.b] for each in held if isinstance(each, PartialCreditParameters)]
    steps, slope = tuple(map(median, zip(*off, strict=True))), median(each.a for each in held)
    chance = [each.floors or (0.0,) * len(steps) for each in held if isinstance(each, PartialCreditParameters)]
    floors = tuple(map(median, zip(*chance, strict=True)))
    return _TypicalItem(slope, 0.0, 1.0, steps, floors if floors[0] > 0 else ())


def _existing_levels(bank: BankVersion, year: int, offsets: Mapping[str, float]) -> dict[str, list[float]]:
    """Difficulties of the year's items by strand, or levels of its passages or scenarios if ``offsets`` is given."""
    own = [item for item in bank.items if item.introduced_year == year]
    held: dict[str, list[float]] = defaultdict(list)
    for items in _item_sets(own) if offsets else ([item] for item in own):
        held[_main_strand(items)].append(
            fmean(item.parameters.difficulty - offsets.get(item.process, 0.0) for item in items)
        )
    return held


def _requested_levels(held: Mapping[int, Mapping[str, list[float]]], year: int, strand: str) -> Iterator[float]:
    """The grid of difficulties that may be requested for a year and strand.

    It spans the difficulties of the strand's items in that year, or of all strands if it has none, plus a margin. A
    year without items takes the difficulties of the years before and after it.
    """
    of_year = held.get(year, {})
    found = of_year.get(strand) or [level for levels in of_year.values() for level in levels]
    beside = (held.get(other, {}).values() for other in (year - 1, year + 1))
    found = found or [level for strands in beside for levels in strands for level in levels]
    if found:
        first, last = (
            np.ceil((min(found) - LEVEL_MARGIN) / LEVEL_STEP),
            np.floor((max(found) + LEVEL_MARGIN) / LEVEL_STEP),
        )
        yield from (np.arange(first, last + 1) * LEVEL_STEP).tolist()
