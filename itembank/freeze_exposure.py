"""Script: `python -m itembank.freeze_exposure reading-en` solves the exposure of a built-in bank and keeps it."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

from rich.progress import track

from itembank.builtin_banks import builtin_bank
from itembank.exposure.exposure_solving import ExposureSolvingOptions, solve_exposure
from itembank.exposure.frozen_exposure import write_frozen_exposure
from itembank.versions.bank_version import BankVersion, SolvedSettings


def solve_bank(bank: BankVersion, effort: ExposureSolvingOptions) -> Iterator[tuple[str, SolvedSettings]]:
    """Solve each design and year group of a bank, as many at once as there are processors.

    Yields
    ------
    a line on how solving ended, and the settings solved
    """
    cells = [(design, year) for design in bank.designs for year in design.years]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        solving = [pool.submit(partial(solve_exposure, bank, *cell, effort)) for cell in cells]
        for (design, year), one in zip(cells, solving, strict=True):
            solved, exposure = one.result()
            told = exposure.status if exposure else "nothing to control"
            yield f"{design.name}, Year {year}: {told}", solved


if __name__ == "__main__":
    (subject,) = sys.argv[1:]
    unsolved = replace(builtin_bank(subject), solved=())
    total = sum(len(design.years) for design in unsolved.designs)
    found = []
    for told, solved in track(solve_bank(unsolved, ExposureSolvingOptions()), subject, total):
        sys.stdout.write(f"{told}\n")
        found.append(solved)
    sys.stdout.write(f"{write_frozen_exposure(unsolved, tuple(found))}\n")
