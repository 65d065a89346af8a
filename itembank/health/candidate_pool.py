"""A bank with what could be written beside it, and an empty place of every kind, as one pool under a design's rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Blueprint, Counts, ItemPool, ItemSets, Shadow, tabulate
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.numerics.array_types import Bools, Ints
from engine.sitting.strategy_protocols import Mask
from itembank.compilation.design_compilation import item_parameters
from itembank.compilation.eligible_items import ceiling_violations
from itembank.content.item_versions import YEARS, ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.subjects import SUBJECTS
from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.design.length_consistency import require_consistent_length
from itembank.design.strategy_building import CompilationContext, build_strategy, require_known_strategies
from itembank.health.item_requests import Request, requests
from itembank.health.optimal_mix import Rules
from itembank.versions.bank_version import BankVersion

_ATTRIBUTES = ("strand", "topic", "introduced_year", "process", "stimulus", "difficulty")
_EASY = -99.0  # an empty place is no easy start's fault
_NOWHERE = np.linspace(-1.0, 1.0, 3)  # a grid that nobody reads: of the pool only content and parameters are asked


@dataclass(frozen=True, eq=False)
class Ground:
    """What sittings could be made of.

    Parameters
    ----------
    pool : the bank's items, the parts of the requests, then empty places, which tell nothing and may be asked any
        number of times: a sitting that has none of a kind left has one of them
    held : how many of the pool's items are the bank's
    requests : what could be written
    places : of each request the pool indices of its parts
    empty : shape (n,), which are empty places
    by : the content attributes that sittings are bounded by
    """

    bank: BankVersion
    design: TestDesign
    pool: ItemPool
    held: int
    requests: tuple[Request, ...]
    places: tuple[Ints, ...]
    empty: Bools
    by: frozenset[str]

    @property
    def strands(self) -> tuple[str, ...]:
        """The subject's strands that something is in, or could be written for."""
        there = set(self.pool.attribute("strand")[~self.empty].tolist())
        return tuple(strand for strand in SUBJECTS[self.bank.subject].strands if strand in there)

    def rules(self, year: int) -> Rules:
        """What the design's sittings of a year group hold.

        Raises
        ------
        InvalidBank, UnknownYear
        """
        masks, blueprint, unscored = _built(self.bank, self.design, year)
        barred = ceiling_violations(self.pool, masks, blueprint)
        barred[list(unscored)] = True
        rows = [row for mask in masks if isinstance(mask, Counts) for row in _counted(mask, self.pool)]
        passages = None
        if blueprint is not None:
            for row in blueprint.rows(self.pool):
                if row.low <= 0 == row.high:
                    barred |= row.coefficients > 0
                else:
                    rows.append(row)
            passages = item_set_bounds(blueprint, self.pool)
        return Rules(self.design.name, self.design.for_year(year).length, tuple(rows), barred, passages)


def ground(bank: BankVersion, design: TestDesign) -> Ground:
    """The pool of a bank and of what could be written for it.

    Raises
    ------
    InvalidBank : a design that names what the engine does not know
    """
    every = [_built(bank, design, year) for year in design.years]
    constraints = [each for _, blueprint, _ in every if blueprint is not None for each in blueprint.constraints]
    sets = next((each for each in constraints if isinstance(each, ItemSets)), None)
    bounding = [*constraints, *(mask for masks, _, _ in every for mask in masks)]
    by = frozenset(str(getattr(each, "attribute", "")) for each in bounding)
    wanted = requests(bank, sets=sets is not None, by=by, years=list(YEARS))
    rows = [*_of_items(bank.items), *_of_requests(wanted), *_empty_places(wanted, sets)]
    held, parts = len(bank.items), sum(len(request.parts) for request in wanted)
    ends = held + np.cumsum([len(request.parts) for request in wanted], dtype=np.intp)
    return Ground(
        bank,
        design,
        _pool(bank, rows),
        held,
        wanted,
        tuple(np.arange(end - len(request.parts), end) for end, request in zip(ends, wanted, strict=True)),
        np.arange(len(rows)) >= held + parts,
        by,
    )


@dataclass(frozen=True)
class _Row:
    """An item as the rules see it."""

    strand: str
    topic: str
    introduced_year: int
    process: str
    stimulus: str
    parameters: LogisticParameters | PartialCreditParameters

    @property
    def difficulty(self) -> float:
        return self.parameters.difficulty


def _of_items(items: Sequence[ItemVersion]) -> Iterator[_Row]:
    for item in items:
        yield _Row(item.strand, item.topic, item.introduced_year, item.process, item.stimulus or "", item.parameters)


def _of_requests(wanted: Sequence[Request]) -> Iterator[_Row]:
    for number, request in enumerate(wanted):
        about = f"request {number}" if request.together else ""
        for part in request.parts:
            yield _Row(part.strand, part.topic, request.year, part.process, about, part.parameters)


def _empty_places(wanted: Sequence[Request], sets: ItemSets | None) -> Iterator[_Row]:
    """Of each kind that could be written and each year; where items come in sets, enough for a set of one kind."""
    kinds = dict.fromkeys((part.strand, part.topic, part.process) for request in wanted for part in request.parts)
    nothing = LogisticParameters(1.0, _EASY, 0.0, 1.0, provisional=True)
    for number, (strand, topic, process) in enumerate(kinds):
        for year in YEARS:
            about = "" if sets is None else f"empty {number}, {year}"
            for _ in range(1 if sets is None else sets.maximum):
                yield _Row(strand, topic, year, process, about, nothing)


def _pool(bank: BankVersion, rows: Sequence[_Row]) -> ItemPool:
    ids = (*(item.id for item in bank.items), *(f"+{number}" for number in range(len(rows) - len(bank.items))))
    held = {name: np.array([getattr(row, name) for row in rows]) for name in _ATTRIBUTES}
    return tabulate(item_parameters(rows), ids=ids, content=held, grid=_NOWHERE)


def _built(
    bank: BankVersion, design: TestDesign, year: int
) -> tuple[tuple[Mask, ...], Blueprint | None, tuple[int, ...]]:
    """The design's masks, its blueprint, and the items that it tries out unscored, for one year group."""
    plan = design.for_year(year)
    require_known_strategies(plan)
    require_consistent_length(plan)
    given = CompilationContext(design.name, year, design.population(year), tuple(item.id for item in bank.items))

    def built(strategy: Strategy | None) -> Any:  # noqa: ANN401 - the slot says what it is
        return None if strategy is None else build_strategy(strategy, given)

    shadow, seeding = built(plan.blueprint), built(plan.seeding)
    blueprint = shadow.blueprint if isinstance(shadow, Shadow) else None
    return tuple(map(built, plan.masks)), blueprint, () if seeding is None else tuple(seeding.unscored)


def _counted(counts: Counts, pool: ItemPool) -> Iterator[ConstraintRow]:
    column = pool.attribute(counts.attribute)
    for value, least, most in counts.bounds:
        yield ConstraintRow(f"{counts.attribute} {value}", (column == value).astype(float), least, most)
