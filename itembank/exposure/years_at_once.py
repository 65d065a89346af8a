"""The year groups of a bank solved in several processes, with their progress."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized

from itembank.design.adaptive_test_design import TestDesign
from itembank.exposure.earlier_exposure import Probabilities
from itembank.exposure.exposure_solving import ExposureSolvingOptions, solve_exposure
from itembank.exposure.solved_years import SolvedYear, solved_year
from itembank.versions.bank_version import BankVersion

_LOOK = 0.3
"""Seconds between two looks at what is done."""

_done: "Synchronized[int]"


@dataclass(frozen=True)
class YearToSolve:
    """A design and year group, and the probabilities by item from which its solving starts; none to start anew."""

    design: TestDesign
    year: int
    earlier: Mapping[str, Probabilities] = field(default_factory=dict)


def solve_years(
    bank: BankVersion,
    years: Sequence[YearToSolve],
    effort: ExposureSolvingOptions,
    processes: int,
    on_progress: Callable[[int], None],
) -> Iterator[SolvedYear]:
    """Solve year groups, ``processes`` at once.

    Parameters
    ----------
    on_progress : called with the number of simulations that are done

    Yields
    ------
    each year group when it is done

    Raises
    ------
    InvalidBank : as `solve_exposure` raises it
    """
    done = multiprocessing.Value("i", 0)
    if processes == 1 or len(years) < 2:
        _begin(done)
        for each in years:
            yield _solved(bank, each, effort, lambda: on_progress(done.value))
        return
    with ProcessPoolExecutor(processes, initializer=_begin_process, initargs=(done, os.getpid())) as pool:
        try:
            yield from _as_completed([pool.submit(_solved, bank, each, effort) for each in years], done, on_progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _as_completed(
    waiting: Sequence[Future[SolvedYear]], done: "Synchronized[int]", on_progress: Callable[[int], None]
) -> Iterator[SolvedYear]:
    left = set(waiting)
    while left:
        finished, left = wait(left, _LOOK, FIRST_COMPLETED)
        on_progress(done.value)
        yield from (each.result() for each in finished)


def _solved(
    bank: BankVersion,
    each: YearToSolve,
    effort: ExposureSolvingOptions,
    on_iteration: Callable[[], None] = lambda: None,
) -> SolvedYear:
    def one_more() -> None:
        with _done.get_lock():
            _done.value += 1
        on_iteration()

    return solved_year(*solve_exposure(bank, each.design, each.year, effort, one_more, earlier=each.earlier))


def _begin(done: "Synchronized[int]") -> None:
    global _done
    _done = done


def _begin_process(done: "Synchronized[int]", parent: int) -> None:
    _begin(done)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that began it was killed, which tells nobody."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
