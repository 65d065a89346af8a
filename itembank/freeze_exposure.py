"""Script: `python -m itembank.freeze_exposure reading-en` solves the exposure of a built-in bank and keeps it.

It solves the year groups whose items, difficulties or design have changed, from what the file has for them; `--anew`
solves all of them from nothing, which takes eight times as long and is for a bank that has changed a great deal. A run
that is broken off goes on, when it is begun again, after the last year group that was done.

Options: `--sittings`, `--iterations`, `--checks` and `--processes`; fewer sittings leave more chance in the rates.
`--years 2,3,4` solves these year groups alone. The others keep what they have, and their new items an eligibility of 1:
so it is for a change of items that the other year groups may not be asked, and is refused for any other.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from dataclasses import astuple, replace
from pathlib import Path

from rich.progress import Progress

from itembank.builtin_banks import builtin_bank
from itembank.canonical_json import canonical_json, sha256
from itembank.design.adaptive_test_design import TestDesign
from itembank.exposure.exposure_solving import ExposureSolvingOptions
from itembank.exposure.frozen_exposure import (
    frozen_path,
    frozen_probabilities,
    frozen_settings,
    settings_that_stay,
    write_frozen_exposure,
)
from itembank.exposure.solved_years import Cell, SolvedYear, read_solved_years, write_solved_years
from itembank.exposure.solving_messages import outcome
from itembank.exposure.years_at_once import YearToSolve, solve_years
from itembank.versions.bank_version import BankVersion


def solve_bank(
    bank: BankVersion,
    effort: ExposureSolvingOptions,
    processes: int | None = None,
    years: Collection[int] = (),
    *,
    anew: bool = False,
    keep_in: Path | None = None,
) -> list[SolvedYear]:
    """Solve each design and year group of a bank that has changed, ``processes`` at once, by default one a processor.

    Parameters
    ----------
    years : the year groups to solve, the others keeping what they have; all where there are none
    anew : whether all are solved from nothing
    keep_in : a file for the year groups that are done, with which a run that is broken off goes on

    Raises
    ------
    InvalidBank : a year group that is not to be solved may be asked an item that is new
    """
    cells = {(design.hash, year): design for design in bank.designs for year in design.years}
    done = _done_before(bank, cells, years, anew=anew)
    key = sha256(canonical_json((bank.hash, astuple(effort), anew)))
    if keep_in is not None:
        done |= {each.cell: each for each in read_solved_years(keep_in, key)}
    for each in done.values():
        _tell(each)
    todo = [
        YearToSolve(design, year, {} if anew else frozen_probabilities(bank, design, year))
        for (hash_, year), design in cells.items()
        if (hash_, year) not in done
    ]
    with Progress() as bar:
        task = bar.add_task(bank.subject, total=len(todo) * effort.simulations)
        at_once = processes or os.cpu_count() or 1
        for each in solve_years(bank, todo, effort, at_once, lambda so_far: bar.update(task, completed=so_far)):
            done[each.cell] = each
            _tell(each)
            if keep_in is not None:
                write_solved_years(keep_in, key, list(done.values()))
    return [done[cell] for cell in cells]


def _done_before(
    bank: BankVersion, cells: dict[Cell, TestDesign], years: Collection[int], *, anew: bool
) -> dict[Cell, SolvedYear]:
    done = {}
    for (hash_, year), design in cells.items():
        if years and year not in years:
            done[hash_, year] = SolvedYear(settings_that_stay(bank, design, year), kept=True)
        elif not anew and (found := frozen_settings(bank, design, year)):
            done[hash_, year] = SolvedYear(found, kept=True)
    return done


def _tell(solved: SolvedYear) -> None:
    sys.stdout.write(f"Year {solved.settings.year}: {outcome(solved, 'en')}\n")


def _options() -> Namespace:
    options = ArgumentParser()
    options.add_argument("subject")
    options.add_argument("--anew", action="store_true")
    options.add_argument("--processes", type=int)
    options.add_argument("--years", type=lambda given: [int(year) for year in given.split(",")], default=[])
    for name in ("sittings", "iterations", "checks"):
        options.add_argument(f"--{name}", type=int)
    return options.parse_args()


def _freeze(given: Namespace) -> None:
    unsolved = replace(builtin_bank(given.subject), solved=())
    usual = ExposureSolvingOptions() if given.anew else ExposureSolvingOptions.from_earlier()
    chosen = {name: getattr(given, name) for name in ("sittings", "iterations", "checks") if getattr(given, name)}
    effort = replace(usual, **chosen)
    beside = frozen_path(unsolved).with_suffix(".solving.json")
    found = solve_bank(unsolved, effort, given.processes, given.years, anew=given.anew, keep_in=beside)
    stayed = {
        each.settings.year for each in found if each.kept and given.years and each.settings.year not in given.years
    }
    sys.stdout.write(f"{write_frozen_exposure(unsolved, [each.settings for each in found], stayed)}\n")
    beside.unlink(missing_ok=True)
    if not all(each.holds for each in found):
        sys.exit("not every rate is kept: solve anew (--anew), or see what the content needs")


if __name__ == "__main__":
    _freeze(_options())
