"""The candidate pool: a bank's items, the items that could be written, and placeholders, under a design's constraints.

A placeholder has no information and may be presented any number of times. It stands in for an item of a category that
the bank has run out of, so that the constraints stay feasible.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Blueprint, Counts, ItemPool, ItemSets, Shadow, tabulate
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.numerics.array_types import Bools, Ints
from engine.sitting.strategy_protocols import Mask, gives_way
from itembank.compilation.eligible_items import ceiling_violations
from itembank.compilation.item_pool import CONSTRAINT_ATTRIBUTES, item_parameters
from itembank.content.item_versions import YEARS, ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.design.length_consistency import require_consistent_length
from itembank.design.strategy_building import CompilationContext, build_strategy, require_known_strategies
from itembank.health.item_requests import ItemRequest, item_requests, subject_of
from itembank.health.optimal_mix import AssemblyConstraints
from itembank.versions.bank_version import BankVersion

_PLACEHOLDER_DIFFICULTY = -99.0  # low enough to satisfy every easy-start constraint
_UNUSED_GRID = np.linspace(-1.0, 1.0, 3)  # tabulation needs a grid, but only content and parameters are used here


@dataclass(frozen=True, eq=False)
class CandidatePool:
    """Items that a sitting could be assembled from.

    Parameters
    ----------
    pool : n items: those of the bank, then those of the requests, then the placeholders
    bank_size : number of items of the bank
    requests : what could be written
    request_items : pool indices of the items of each request
    is_placeholder : shape (n,)
    constrained_attributes : content attributes that the design constrains
    """

    bank: BankVersion
    design: TestDesign
    pool: ItemPool
    bank_size: int
    requests: tuple[ItemRequest, ...]
    request_items: tuple[Ints, ...]
    is_placeholder: Bools
    constrained_attributes: frozenset[str]

    @property
    def strands(self) -> tuple[str, ...]:
        """The subject's strands that have an item or a request."""
        there = set(self.pool.attribute("strand")[~self.is_placeholder].tolist())
        return tuple(strand for strand in subject_of(self.bank).strands if strand in there)

    def constraints(self, year: int) -> AssemblyConstraints:
        """The design's constraints on the sittings of a year group.

        Raises
        ------
        InvalidBank, UnknownYear
        """
        masks, blueprint, unscored = _built_strategies(self.bank, self.design, year)
        barred = ceiling_violations(self.pool, masks, blueprint)
        barred[list(unscored)] = True
        rows = [row for mask in masks if isinstance(mask, Counts) for row in _count_rows(mask, self.pool)]
        passages = None
        if blueprint is not None:
            for row in blueprint.rows(self.pool):
                if row.low <= 0 == row.high:
                    barred |= row.coefficients > 0
                else:
                    rows.append(row)
            passages = item_set_bounds(blueprint, self.pool)
        return AssemblyConstraints(self.design.name, self.design.for_year(year).length, tuple(rows), barred, passages)


def candidate_pool(bank: BankVersion, design: TestDesign) -> CandidatePool:
    """Build the candidate pool of a bank under one of its designs.

    Raises
    ------
    InvalidBank : the design names a strategy that the engine does not have
    """
    every = [_built_strategies(bank, design, year) for year in design.years]
    constraints = [each for _, blueprint, _ in every if blueprint is not None for each in blueprint.constraints]
    sets = next((each for each in constraints if isinstance(each, ItemSets)), None)
    bounding = [*constraints, *(mask for masks, _, _ in every for mask in masks if not gives_way(mask))]
    constrained = frozenset(str(getattr(each, "attribute", "")) for each in bounding)
    wanted = item_requests(bank, sets=sets is not None, constrained=constrained, years=list(YEARS))
    rows = [*_bank_candidates(bank.items), *_request_candidates(wanted), *_placeholders(wanted, sets)]
    held, parts = len(bank.items), sum(len(request.parts) for request in wanted)
    ends = held + np.cumsum([len(request.parts) for request in wanted], dtype=np.intp)
    return CandidatePool(
        bank,
        design,
        _tabulated(bank, rows),
        held,
        wanted,
        tuple(np.arange(end - len(request.parts), end) for end, request in zip(ends, wanted, strict=True)),
        np.arange(len(rows)) >= held + parts,
        constrained,
    )


@dataclass(frozen=True)
class _Candidate:
    """The content attributes and parameters of one candidate item."""

    strand: str
    topic: str
    introduced_year: int
    process: str
    stimulus: str
    parameters: LogisticParameters | PartialCreditParameters
    template: str = ""
    family: str = ""
    context: str = ""
    person: str = ""

    @property
    def difficulty(self) -> float:
        return self.parameters.difficulty


def _bank_candidates(items: Sequence[ItemVersion]) -> Iterator[_Candidate]:
    for item in items:
        yield _Candidate(
            item.strand,
            item.topic,
            item.introduced_year,
            item.process,
            item.stimulus or "",
            item.parameters,
            item.template,
            item.family,
            item.context,
            item.person,
        )


def _request_candidates(wanted: Sequence[ItemRequest]) -> Iterator[_Candidate]:
    for number, request in enumerate(wanted):
        about = f"request {number}" if request.together else ""
        for part in request.parts:
            yield _Candidate(part.strand, part.topic, request.year, part.process, about, part.parameters)


def _placeholders(wanted: Sequence[ItemRequest], sets: ItemSets | None) -> Iterator[_Candidate]:
    """Placeholders for each category and year; if items come in sets, enough of each to fill one set."""
    kinds = dict.fromkeys((part.strand, part.topic, part.process) for request in wanted for part in request.parts)
    nothing = LogisticParameters(1.0, _PLACEHOLDER_DIFFICULTY, 0.0, 1.0, provisional=True)
    for number, (strand, topic, process) in enumerate(kinds):
        for year in YEARS:
            about = "" if sets is None else f"empty {number}, {year}"
            for _ in range(1 if sets is None else sets.maximum):
                yield _Candidate(strand, topic, year, process, about, nothing)


def _tabulated(bank: BankVersion, rows: Sequence[_Candidate]) -> ItemPool:
    ids = (*(item.id for item in bank.items), *(f"+{number}" for number in range(len(rows) - len(bank.items))))
    held = {name: np.array([getattr(row, name) for row in rows]) for name in CONSTRAINT_ATTRIBUTES}
    return tabulate(item_parameters(rows), ids=ids, content=held, grid=_UNUSED_GRID)


def _built_strategies(
    bank: BankVersion, design: TestDesign, year: int
) -> tuple[tuple[Mask, ...], Blueprint | None, tuple[int, ...]]:
    """The masks, the blueprint, and the indices of unscored (seeded) items of the design for one year group."""
    plan = design.for_year(year)
    require_known_strategies(plan)
    require_consistent_length(plan)
    given = CompilationContext(design.name, year, design.population(year), tuple(item.id for item in bank.items))

    def built(strategy: Strategy | None) -> Any:  # noqa: ANN401 - its type depends on the slot
        return None if strategy is None else build_strategy(strategy, given)

    shadow, seeding = built(plan.blueprint), built(plan.seeding)
    blueprint = shadow.blueprint if isinstance(shadow, Shadow) else None
    return tuple(map(built, plan.masks)), blueprint, () if seeding is None else tuple(seeding.unscored)


def _count_rows(counts: Counts, pool: ItemPool) -> Iterator[ConstraintRow]:
    column = pool.attribute(counts.attribute)
    for value, least, most in counts.bounds:
        yield ConstraintRow(f"{counts.attribute} {value}", (column == value).astype(float), least, most)
