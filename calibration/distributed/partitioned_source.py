"""E-step statistics of responses in partitions, computed by a runner and summed in a fixed order.

The order of the sums depends on the partitions only, not on the worker or on the time a result is ready. A result that
is lost with a worker is computed again from the file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np

from calibration.marginal.e_step import WORKERS, EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.missing_information import MissingInformation, missing_information
from calibration.marginal.observed_information import CompleteDataScores
from calibration.marginal.response_blocks import ResponseBlocks

Answer = TypeVar("Answer")
Sums = TypeVar("Sums", ExpectedStatistics, MissingInformation)
Future: TypeAlias = Any
"""The handle of a submitted call; its type is the runner's."""

MAX_PENDING_BYTES = 1 << 31
"""Most bytes of partial sums, over all machines."""
SUMS_PER_CALL = 8
"""Number of partial sums added in one call."""


class Runner(Protocol):
    """Runs calls in this process or on other machines. Futures may be arguments of further calls."""

    @property
    def threads(self) -> int:
        """Number of threads for one call."""

    def submit(self, name: str, call: Callable[..., object], *arguments: object, place: float | None = None) -> Future:
        """Submit a call; calls with near values of ``place``, from 0 to 1, should run on one machine."""

    def result(self, future: Future) -> Future:
        """Wait for the result of a call."""


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """Runs calls at once in this process; a future is the value itself."""

    threads: int = WORKERS

    def submit(self, name: str, call: Callable[..., object], *arguments: object, place: float | None = None) -> Future:
        return call(*arguments)

    def result(self, future: Future) -> Future:
        return future


@dataclass(frozen=True, slots=True, eq=False)
class PartitionedSource:
    """Partitions laid out in blocks: a `calibration.marginal.statistics_source.StatisticsSource`.

    Parameters
    ----------
    names : of the parts, for messages
    parts : futures of a ``ResponseBlocks`` each
    """

    runner: Runner
    names: tuple[str, ...]
    parts: tuple[Future, ...]

    def expected_statistics(self, at: EStepTables) -> ExpectedStatistics:
        items, categories, nodes = at.log_prob.shape
        return self._summed("expected", add_expected_statistics, (at,), 8 * items * (categories + 1) * nodes)

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        matrices = 2 if squares else 1
        onto = add_missing_information_and_squares if squares else add_missing_information
        return self._summed("missing", onto, (at, scores), 8 * matrices * scores.size**2)

    def _summed(self, name: str, onto: Callable[..., Sums], arguments: Sequence[object], size: int) -> Sums:
        """Sum along lanes of adjacent parts, then over lanes.

        ``size`` is the bytes of one sum; a lane has one part unless the sums would exceed ``MAX_PENDING_BYTES``.
        """
        run = self.runner
        # the result of a call can be recomputed; data that were only sent are lost with the worker
        tables = [run.submit(f"{name} tables", identity, each) for each in arguments]
        sums = []
        for lane in lanes(len(self.parts), size):
            total = None
            for at in lane:
                total = run.submit(f"{name} {self.names[at]}", onto, total, self.parts[at], run.threads, *tables)
            sums.append(total)
        while len(sums) > 1:
            sums = [
                run.submit(f"{name} sum", sum_in_order, *sums[at : at + SUMS_PER_CALL])
                for at in range(0, len(sums), SUMS_PER_CALL)
            ]
        total_sum: Sums = run.result(sums[0])
        return total_sum


def lanes(parts: int, size: int) -> Iterator[range]:
    """Runs of adjacent parts; their number is limited by ``MAX_PENDING_BYTES`` for sums of ``size`` bytes."""
    count = min(parts, max(1, MAX_PENDING_BYTES // max(1, size)))
    ends = np.linspace(0, parts, count + 1).round().astype(int).tolist()
    return (range(first, end) for first, end in pairwise(ends))


def identity(value: Answer) -> Answer:
    return value


def sum_in_order(*sums: Sums) -> Sums:
    """The total, added from the first to the last."""
    return reduce(add, sums)


def add_expected_statistics(
    total: ExpectedStatistics | None, part: ResponseBlocks, threads: int, at: EStepTables
) -> ExpectedStatistics:
    """The expected statistics of a part, added to the sum of earlier parts."""
    found = expected_statistics(part, at, workers=threads)
    return found if total is None else total + found


def add_missing_information(
    total: MissingInformation | None, part: ResponseBlocks, threads: int, at: EStepTables, scores: CompleteDataScores
) -> MissingInformation:
    """The missing information of a part, added to the sum of earlier parts."""
    found = missing_information(part, at, scores, squares=False, workers=threads)
    return found if total is None else total + found


def add_missing_information_and_squares(
    total: MissingInformation | None, part: ResponseBlocks, threads: int, at: EStepTables, scores: CompleteDataScores
) -> MissingInformation:
    """The same with outer products of the persons' scores."""
    found = missing_information(part, at, scores, squares=True, workers=threads)
    return found if total is None else total + found
