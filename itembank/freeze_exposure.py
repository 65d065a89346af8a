"""Script: `python -m itembank.freeze_exposure reading-en` solves the exposure of a built-in bank and keeps it.

Options: `--sittings`, `--iterations`, `--checks` and `--processes`; fewer sittings leave more chance in the rates.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

from rich.progress import track

from itembank.builtin_banks import builtin_bank
from itembank.exposure.exposure_solving import ExposureSolvingOptions, solve_exposure
from itembank.exposure.frozen_exposure import write_frozen_exposure
from itembank.versions.bank_version import BankVersion, SolvedSettings


def solve_bank(
    bank: BankVersion, effort: ExposureSolvingOptions, processes: int | None = None
) -> Iterator[tuple[str, SolvedSettings]]:
    """Solve each design and year group of a bank, ``processes`` at once, by default one a processor.

    Yields
    ------
    a line on how solving ended, and the settings solved
    """
    cells = [(design, year) for design in bank.designs for year in design.years]
    with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        solving = [pool.submit(partial(solve_exposure, bank, *cell, effort)) for cell in cells]
        for (design, year), one in zip(cells, solving, strict=True):
            solved, exposure = one.result()
            told = exposure.status if exposure else "nothing to control"
            yield f"{design.name}, Year {year}: {told}", solved


def _options() -> ArgumentParser:
    usual = ExposureSolvingOptions()
    options = ArgumentParser()
    options.add_argument("subject")
    options.add_argument("--processes", type=int)
    for name in ("sittings", "iterations", "checks"):
        options.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    return options


if __name__ == "__main__":
    given = _options().parse_args()
    unsolved = replace(builtin_bank(given.subject), solved=())
    effort = ExposureSolvingOptions(sittings=given.sittings, iterations=given.iterations, checks=given.checks)
    total = sum(len(design.years) for design in unsolved.designs)
    found = []
    for told, solved in track(solve_bank(unsolved, effort, given.processes), given.subject, total):
        sys.stdout.write(f"{told}\n")
        found.append(solved)
    sys.stdout.write(f"{write_frozen_exposure(unsolved, tuple(found))}\n")
