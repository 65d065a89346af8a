"""Script: `python -m itembank.freeze_exposure reading-en` solves the exposure of a built-in bank and keeps it.

Options: `--sittings`, `--iterations`, `--checks` and `--processes`; fewer sittings leave more chance in the rates.
`--years 2,3,4` solves these year groups alone. The others keep what they have, and their new items an eligibility of 1:
so it is for a change of items that the other year groups may not be asked, and is refused for any other.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

from rich.progress import track

from itembank.builtin_banks import builtin_bank
from itembank.exposure.exposure_solving import ExposureSolvingOptions, solve_exposure
from itembank.exposure.frozen_exposure import settings_that_stay, write_frozen_exposure
from itembank.versions.bank_version import BankVersion, SolvedSettings


def solve_bank(
    bank: BankVersion, effort: ExposureSolvingOptions, processes: int | None = None, years: Collection[int] = ()
) -> Iterator[tuple[str, SolvedSettings]]:
    """Solve each design and year group of a bank, ``processes`` at once, by default one a processor.

    Parameters
    ----------
    years : the year groups to solve, the others keeping what they have; all where there are none

    Yields
    ------
    a line on how solving ended, and the settings

    Raises
    ------
    InvalidBank : a year group that is not to be solved may be asked an item that is new
    """
    cells = [(design, year) for design in bank.designs for year in design.years]
    stay = {
        (design.hash, year): settings_that_stay(bank, design, year)
        for design, year in cells
        if years and year not in years
    }
    with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        solving = {
            (design.hash, year): pool.submit(partial(solve_exposure, bank, design, year, effort))
            for design, year in cells
            if (design.hash, year) not in stay
        }
        for design, year in cells:
            if kept := stay.get((design.hash, year)):
                yield f"{design.name}, Year {year}: as before", kept
                continue
            solved, exposure = solving[design.hash, year].result()
            told = exposure.status if exposure else "nothing to control"
            yield f"{design.name}, Year {year}: {told}", solved


def _options() -> ArgumentParser:
    usual = ExposureSolvingOptions()
    options = ArgumentParser()
    options.add_argument("subject")
    options.add_argument("--processes", type=int)
    options.add_argument("--years", type=lambda given: [int(year) for year in given.split(",")], default=[])
    for name in ("sittings", "iterations", "checks"):
        options.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    return options


if __name__ == "__main__":
    given = _options().parse_args()
    unsolved = replace(builtin_bank(given.subject), solved=())
    effort = ExposureSolvingOptions(sittings=given.sittings, iterations=given.iterations, checks=given.checks)
    total = sum(len(design.years) for design in unsolved.designs)
    found = []
    for told, solved in track(solve_bank(unsolved, effort, given.processes, given.years), given.subject, total):
        sys.stdout.write(f"{told}\n")
        found.append(solved)
    sys.stdout.write(f"{write_frozen_exposure(unsolved, tuple(found))}\n")
