"""Which cells of a release are published: the fewest learners are lost, and no suppressed cell can be worked out.

Cell suppression by optimisation (Fischetti & Salazar-González, 2001). Of a 0–1 variable for each cell, 1 if it is
suppressed, Σ w·x is least, where w is the cell's learners plus one. It is solved by cuts: the attacker's linear
programmes find the bounds of each suppressed cell; where they lie too close, one of the published cells that the
bounds rest on has to go. By duality that is necessary, so the last solution is optimal. The number of a group can be
worked out by sums and differences only if its bounds meet, so a differencing attack finds nothing either.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds as VariableBounds
from scipy.optimize import LinearConstraint, milp

from engine.numerics.array_types import Floats
from reports.disclosure.frequency_table import Cell, FrequencyTable, Microcell, PlacedCell
from reports.disclosure.interval_bounds import attack_on
from reports.disclosure.primary_suppression import primary_cells
from reports.disclosure.smallest_group import FEWEST, is_small

_TOLERANCE = 1e-6


class AlreadyTold(ValueError):
    """Earlier releases alone tell a group of too few: no new release can hide it."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """What of a release is published.

    Parameters
    ----------
    published : its cells
    primary : cells that describe too few
    secondary : further cells, by which those could be worked out
    """

    published: tuple[Cell, ...]
    primary: tuple[Cell, ...]
    secondary: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One of some cells has to go, as long as another is suppressed.

    Parameters
    ----------
    beside : what would be told otherwise; it binds always where it is no cell that could be published
    """

    one_of: frozenset[PlacedCell]
    beside: PlacedCell | Microcell


@dataclass(frozen=True)
class Releases:
    """The cells that can be published now, and what was published before.

    Parameters
    ----------
    candidates : the cells of this release
    published, suppressed : the cells of earlier releases
    """

    candidates: tuple[PlacedCell, ...]
    published: tuple[PlacedCell, ...] = ()
    suppressed: tuple[PlacedCell, ...] = ()


def suppress(
    table: FrequencyTable,
    family: Sequence[Collection[str]],
    release: str,
    published: Sequence[PlacedCell] = (),
    suppressed: Sequence[PlacedCell] = (),
) -> Suppression:
    """Choose the cells of a release that are published.

    Parameters
    ----------
    table : the learners of this release and of earlier ones
    family : the dimensions of each of its tables
    release : which one it is
    published, suppressed : the cells of earlier releases

    Raises
    ------
    AlreadyTold
    """
    there = Releases(
        tuple(PlacedCell(release, cell) for cell in table.cells(family)), tuple(published), tuple(suppressed)
    )
    primary = primary_cells(table, there.candidates, there.published)
    cuts: list[Cut] = []
    while True:
        hidden = _cheapest(table, there.candidates, primary, cuts)
        broken = list(_broken(table, there, hidden))
        if not broken:
            return Suppression(
                tuple(each.cell for each in there.candidates if each not in hidden),
                tuple(each.cell for each in there.candidates if each in primary),
                tuple(each.cell for each in there.candidates if each in hidden - primary),
            )
        cuts += broken


def _cheapest(
    table: FrequencyTable,
    candidates: Sequence[PlacedCell],
    primary: frozenset[PlacedCell],
    cuts: Sequence[Cut],
) -> frozenset[PlacedCell]:
    """The cells that go: the primary ones and what each cut asks for, with the fewest learners in all."""
    if not cuts:
        return primary
    costs = np.array([table.count(each) + 1.0 for each in candidates])
    rows = np.array([[(each in cut.one_of) - (each == cut.beside) for each in candidates] for cut in cuts], dtype=float)
    lowest = np.array([0.0 if cut.beside in candidates else 1.0 for cut in cuts])
    least = np.array([each in primary for each in candidates], dtype=float)
    done = milp(
        costs,
        integrality=np.ones(len(candidates)),
        bounds=VariableBounds(least, np.ones(len(candidates))),
        constraints=LinearConstraint(rows, lb=lowest),
    )
    if done.x is None:
        msg = f"suppression: expected an optimum, got {done.message}"
        raise ArithmeticError(msg)
    return frozenset(each for each, gone in zip(candidates, done.x, strict=True) if gone > 0.5)


def _broken(table: FrequencyTable, there: Releases, hidden: frozenset[PlacedCell]) -> Iterator[Cut]:
    """A cut for each group that can still be told to less than `FEWEST` values."""
    shown = [each for each in there.candidates if each not in hidden]
    attack = attack_on(table, [*there.published, *shown])
    for target, group in _targets(table, [*there.suppressed, *sorted(hidden)]):
        bounds = attack.bounds(group)
        if bounds.span >= FEWEST - _TOLERANCE:
            continue
        ours = bounds.rests_on & frozenset(shown)
        if not ours:
            msg = f"{target}: expected bounds {FEWEST} apart or more, got {bounds.low:.0f} to {bounds.high:.0f} already"
            raise AlreadyTold(msg)
        yield Cut(ours, target)


def _targets(
    table: FrequencyTable, suppressed: Sequence[PlacedCell]
) -> Iterator[tuple[PlacedCell | Microcell, Floats]]:
    """What must not be told: each suppressed cell, and each smallest group of too few."""
    for placed in suppressed:
        yield placed, table.membership(placed)
    for place, count in enumerate(table.truth):
        if is_small(int(count)):
            yield table.microcells[place], np.eye(1, len(table.truth), place)[0]
