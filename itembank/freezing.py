"""`python -m itembank.freezing reading-en`: solve the exposure of a bank of Mesur's own, and keep it."""

import sys
from dataclasses import replace

from rich.progress import Progress

from itembank.bank import BankVersion, Solved
from itembank.builtin import builtin_bank
from itembank.exposure.frozen import freeze
from itembank.exposure.solving import Effort, solved_year


def solved_bank(bank: BankVersion, effort: Effort) -> tuple[Solved, ...]:
    """What is solved for each design and year group of a bank, with a bar of progress."""
    cells = [(design, year) for design in bank.designs for year in design.years]
    found = []
    with Progress() as progress:
        task = progress.add_task(bank.subject, total=len(cells) * effort.simulations)
        for place, (design, year) in enumerate(cells, 1):
            solved, exposure = solved_year(bank, design, year, effort, lambda: progress.advance(task))
            told = exposure.status if exposure else "nothing to control"
            progress.console.print(f"{design.name}, Year {year}: {told}")
            progress.update(task, completed=place * effort.simulations)
            found.append(solved)
    return tuple(found)


if __name__ == "__main__":
    (subject,) = sys.argv[1:]
    unsolved = replace(builtin_bank(subject), solved=())
    sys.stdout.write(f"{freeze(unsolved, solved_bank(unsolved, Effort()))}\n")
