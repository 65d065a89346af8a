"""What a learner who uses a screen reader can be asked: items left out, bounds of the blueprint, standard error.

For each built-in bank and year group: the items that the year group may be asked, those that a screen reader leaves
out and why (`itembank.compilation.screen_reader_items`); sittings simulated with the whole pool and, where anything is
left out, of the same learners with the accessible one: the share that keeps every bound of the design, and the mean
reported standard error. The blueprint has to be possible, every bound has to be kept as often as with the whole pool,
and the standard error may be at most a tenth larger, or the study exits with 1.
Arguments: sittings of each year group; subjects, all unless given.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.targets import Targets
from engine import AdaptiveTest, Learner, Simulation, simulate
from itembank import BankVersion, TestDesign, compile_test
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.compilation.eligible_items import eligible_items
from itembank.compilation.screen_reader_items import barriers
from itembank.gates import Gate, feasibility_findings
from itembank.simulation_study.constraint_checks import check_constraints

SITTINGS, SEED, MOST_LOSS = 400, 18, 1.10


@dataclass(frozen=True)
class PoolFigures:
    """Figures of a pool: the share of sittings that keep every bound, and the mean SE with its Monte-Carlo error."""

    kept: float
    se: float
    error: float


@dataclass(frozen=True)
class YearFigures:
    """Figures of a year group with the whole pool and with the accessible one; ``why`` counts the reasons."""

    eligible: int
    why: Counter[str]
    left_out: int
    suffices: bool
    whole: PoolFigures
    accessible: PoolFigures


def figures(bank: BankVersion, design: TestDesign, year: int, sittings: int) -> YearFigures:
    """The figures of one year group."""
    test = compile_test(bank, design, year)
    asked = eligible_items(test)
    why = {place: barriers(bank, item) for place, item in enumerate(bank.items)}
    kept = tuple(place for place, found in why.items() if not found)
    gone = [found for place, found in why.items() if found and asked[place]]
    known = design.population(year)
    theta = np.random.default_rng([SEED, year]).normal(known.mean, known.sd, sittings)
    length = design.for_year(year).max_length
    _, findings = feasibility_findings(bank, design, year)
    whole = _pool(test, simulate(test, theta, SEED), length)
    accessible = Learner(accessible=kept)
    return YearFigures(
        int(asked.sum()),
        Counter(str(each) for found in gone for each in found),
        len(gone),
        next(each.holds for each in findings if each.gate is Gate.SCREEN_READER),
        whole,
        _pool(test, simulate(test, theta, SEED, learners=accessible), length) if gone else whole,
    )


def _pool(test: AdaptiveTest, sat: Simulation, length: int) -> PoolFigures:
    kept = check_constraints(test, sat, length).all
    return PoolFigures(float(kept.mean()), float(sat.se.mean()), float(sat.se.std(ddof=1) / len(sat.se) ** 0.5))


def _rows(subjects: Iterable[str], sittings: int) -> Iterator[tuple[str, int, YearFigures]]:
    for subject in subjects:
        bank = builtin_bank(subject)
        design = bank.designs[0]
        for year in design.years:
            yield subject, year, figures(bank, design, year, sittings)


def main() -> None:
    """Print the table and hold it to its targets."""
    sittings = int(sys.argv[1]) if len(sys.argv) > 1 else SITTINGS
    targets = Targets()
    print(f"{sittings} sittings of each year group; SE (Monte-Carlo error), logits")
    print("subject Year: items, left out (why); every bound kept, whole and accessible; SE whole, accessible, ratio")
    for subject, year, found in _rows(sys.argv[2:] or BUILTIN_BANKS, sittings):
        whole, part = found.whole, found.accessible
        why = ", ".join(f"{reason} {count}" for reason, count in sorted(found.why.items())) or "-"
        print(
            f"{subject} {year}: {found.eligible}, {found.left_out} ({why}); {whole.kept:.1%}, {part.kept:.1%}; "
            f"{whole.se:.3f} ({whole.error:.3f}), {part.se:.3f} ({part.error:.3f}), {part.se / whole.se:.3f}",
            flush=True,
        )
        named = f"{subject}, Year {year}"
        targets.within(f"{named}: blueprint possible", float(found.suffices), 1, 1)
        targets.within(f"{named}: every bound kept", part.kept, whole.kept, 1)
        targets.within(f"{named}: SE, accessible over whole", part.se / whole.se, 0, MOST_LOSS)
    targets.exit()


if __name__ == "__main__":
    main()
