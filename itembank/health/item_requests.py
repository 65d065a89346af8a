"""What could be written for a bank: an item of each strand, or a passage or scenario with its questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

import numpy as np

from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.subjects import SUBJECTS
from itembank.versions.bank_version import BankVersion

STEP = 0.25  # logits between the difficulties that may be asked for
BEYOND = 0.5  # logits that a request may be easier or harder than what its year and strand have
STRUCTURES = 4  # of passages or scenarios of one strand, the most common


@dataclass(frozen=True)
class Part:
    """A question that could be written, typical of its strand and process."""

    strand: str
    topic: str
    process: str
    parameters: LogisticParameters | PartialCreditParameters


@dataclass(frozen=True)
class Request:
    """What could be written next: one item, or the questions of one passage or scenario.

    Parameters
    ----------
    year : the first year group that may be asked it
    level : how hard it is, logits: of a passage or scenario whatever is asked about it; each process adds its own
    together : whether its parts are about one passage or scenario
    """

    year: int
    level: float
    parts: tuple[Part, ...]
    together: bool

    @property
    def difficulty(self) -> float:
        """The mean difficulty of its parts, logits."""
        return fmean(part.parameters.difficulty for part in self.parts)

    @property
    def strand(self) -> str:
        """The strand that most of its parts are of."""
        return _main(self.parts)


class _Shape(NamedTuple):
    """A typical item: its slope and asymptotes, and how far its steps lie from its difficulty."""

    a: float
    c: float
    d: float
    steps: tuple[float, ...]

    def at(self, b: float) -> LogisticParameters | PartialCreditParameters:
        if len(self.steps) == 1:
            return LogisticParameters(self.a, b, self.c, self.d, provisional=True)
        return PartialCreditParameters(self.a, tuple(b + step for step in self.steps), provisional=True)


_Kind = tuple[str, str, str]  # strand, topic, process


def requests(bank: BankVersion, *, sets: bool, by: frozenset[str], years: Sequence[int]) -> tuple[Request, ...]:
    """Everything that could be written, at each difficulty that its year and strand can have.

    Parameters
    ----------
    sets : whether sittings take questions by passages or scenarios
    by : the content attributes that sittings are bounded by
    years : the years that something may be introduced in
    """
    structures = _structures(bank, by) if sets else tuple((kind,) for kind in _kinds(bank, by))
    lean = _leanings(bank) if sets else {}
    held = {year: _levels_held(bank, year, lean) for year in years}
    made = []
    for structure in structures:
        shapes = [_shape(bank.items, strand, process) for strand, _, process in structure]
        off = [lean.get(process, 0.0) for _, _, process in structure]
        main = Counter(strand for strand, _, _ in structure).most_common(1)[0][0]
        for year in years:
            for level in _levels(held, year, main) if _taught(bank, structure, by, year) else ():
                parts = [
                    Part(*kind, shape.at(round(level + own, 2)))
                    for kind, shape, own in zip(structure, shapes, off, strict=True)
                ]
                made.append(Request(year, level, tuple(parts), sets))
    return tuple(made)


def _taught(bank: BankVersion, structure: Sequence[_Kind], by: frozenset[str], year: int) -> bool:
    """Whether a year has been taught each topic of a structure; where topics are not bounded, any of its strands."""

    def introduced(strand: str, topic: str) -> int:
        own = (each for each in bank.topics if each.strand == strand and ("topic" not in by or each.id == topic))
        return min(each.introduced_year for each in own)

    return all(introduced(strand, topic) <= year for strand, topic, _ in structure)


def _kinds(bank: BankVersion, by: frozenset[str]) -> Iterator[_Kind]:
    """The kinds of item that sittings tell apart, one topic and process for each strand unless they bound these."""
    for strand in SUBJECTS[bank.subject].strands:
        topics = [topic.id for topic in bank.topics if topic.strand == strand]
        if not topics:
            continue
        own = [item for item in bank.items if item.strand == strand] or list(bank.items)
        processes = SUBJECTS[bank.subject].processes if "process" in by else ()
        usual = Counter(item.process for item in own).most_common(1)
        for topic in topics if "topic" in by else topics[:1]:
            for process in processes or [usual[0][0] if usual else ""]:
                yield strand, topic, process


def _structures(bank: BankVersion, by: frozenset[str]) -> tuple[tuple[_Kind, ...], ...]:
    """What the passages or scenarios of each strand are made of, the most common first.

    None whose processes come together only once in the bank: it need not be a pattern to follow. Those of a strand
    without any are as those of all.
    """
    topics = {strand: topic for strand, topic, _ in _kinds(bank, by - {"process"})}
    held: dict[str, Counter[tuple[tuple[str, str], ...]]] = defaultdict(Counter)
    usual: Counter[tuple[str, ...]] = Counter()
    for items in _sets(bank.items):
        usual[tuple(sorted(item.process for item in items))] += 1
        held[_main(items)][tuple(sorted((item.strand, item.process) for item in items))] += 1
    common = {processes for processes, times in usual.items() if times > 1} or set(usual)
    made = []
    for main in topics:
        own = [each for each, _ in held[main].most_common() if tuple(sorted(process for _, process in each)) in common]
        others = [tuple((main, process) for process in processes) for processes, _ in usual.most_common()]
        made += [
            tuple((strand, topics[strand], process) for strand, process in structure)
            for structure in (own or others)[:STRUCTURES]
        ]
    return tuple(made)


def _main(parts: Iterable[ItemVersion | Part]) -> str:
    """The strand that most are of."""
    return Counter(part.strand for part in parts).most_common(1)[0][0]


def _sets(items: Iterable[ItemVersion]) -> Iterator[list[ItemVersion]]:
    held: dict[str, list[ItemVersion]] = defaultdict(list)
    for item in items:
        if item.stimulus is not None:
            held[item.stimulus].append(item)
    yield from held.values()


def _leanings(bank: BankVersion) -> dict[str, float]:
    """How much harder a question of each process is than its passage or scenario, the median in logits."""
    off: dict[str, list[float]] = defaultdict(list)
    for items in _sets(bank.items):
        mean = fmean(item.parameters.difficulty for item in items)
        for item in items:
            off[item.process].append(item.parameters.difficulty - mean)
    return {process: median(values) for process, values in off.items()}


def _shape(items: Sequence[ItemVersion], strand: str, process: str) -> _Shape:
    """The typical item of a process, or of the strand where there are none, of the bank's most common highest score."""
    most = Counter(item.most for item in items).most_common(1)[0][0] if items else 1
    usual = [item for item in items if item.most == most]
    for own in (
        [item for item in usual if process and item.process == process],
        [item for item in usual if item.strand == strand],
        usual,
    ):
        if own:
            return _median_shape([item.parameters for item in own])
    return _Shape(1.0, 0.0, 1.0, (0.0,))


def _median_shape(held: Sequence[LogisticParameters | PartialCreditParameters]) -> _Shape:
    logistic = [each for each in held if isinstance(each, LogisticParameters)]
    if logistic:
        a, c, d = (median(getattr(each, name) for each in logistic) for name in "acd")
        return _Shape(a, c, d, (0.0,))
    off = [[step - each.difficulty for step in each.b] for each in held if isinstance(each, PartialCreditParameters)]
    return _Shape(median(each.a for each in held), 0.0, 1.0, tuple(map(median, zip(*off, strict=True))))


def _levels_held(bank: BankVersion, year: int, lean: Mapping[str, float]) -> dict[str, list[float]]:
    """How hard the year's items are, strand by strand; or its passages or scenarios, whatever is asked about them."""
    own = [item for item in bank.items if item.introduced_year == year]
    held: dict[str, list[float]] = defaultdict(list)
    for items in _sets(own) if lean else ([item] for item in own):
        held[_main(items)].append(fmean(item.parameters.difficulty - lean.get(item.process, 0.0) for item in items))
    return held


def _levels(held: Mapping[int, Mapping[str, list[float]]], year: int, strand: str) -> Iterator[float]:
    """The difficulties that can be asked for: a little beyond those that the year has, of the strand or else of all.

    A year without any item has those of the year before it and after it.
    """
    of_year = held.get(year, {})
    found = of_year.get(strand) or [level for levels in of_year.values() for level in levels]
    beside = (held.get(other, {}).values() for other in (year - 1, year + 1))
    found = found or [level for strands in beside for levels in strands for level in levels]
    if found:
        first, last = np.ceil((min(found) - BEYOND) / STEP), np.floor((max(found) + BEYOND) / STEP)
        yield from (np.arange(first, last + 1) * STEP).tolist()
