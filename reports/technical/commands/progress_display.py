"""Progress on the terminal while a command works."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from calibration.marginal.em_algorithm import Cycle, OnCycle
from calibration.sentences.sentences import translate


@contextmanager
def progress_stage(english: str, language: str) -> Iterator[None]:
    """Show the name of a stage, translated from English, while it lasts."""
    with Console(stderr=True).status(translate(english, language)):
        yield


@contextmanager
def cycle_progress(language: str, tol: float) -> Iterator[OnCycle]:
    """Show EM cycles as a bar that fills, on a log scale, as the largest change falls from 1 to the tolerance."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(translate("Cycle", language), total=1.0)

        def show(cycle: Cycle) -> None:
            done = math.log(min(cycle.change, 1.0)) / math.log(min(tol, 0.5))
            description = f"{translate('Cycle', language)} {cycle.number}   log L {cycle.log_likelihood:.3f}"
            bar.update(task, completed=min(done, 1.0), description=description)

        yield show
