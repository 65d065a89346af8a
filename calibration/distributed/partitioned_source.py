"""Responses in partitions, as a source of sums: each part is read, counted and laid out where a runner sees fit.

Everything that is added up is added up in an order that the parts alone decide, whoever computes what and whatever is
ready first. Nothing that is asked of a part is lost with who answered: it can be asked again of the file.
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
"""What a runner makes of a call; only it knows the kind."""

MAX_PENDING_BYTES = 1 << 31
"""Bytes of sums, over all machines, that may wait to be added up."""
SUMS_PER_CALL = 8
"""How many sums are added to one at a time."""


class Runner(Protocol):
    """Where calls are made: here, or on other machines. Promises may be given to further calls in place of values."""

    @property
    def threads(self) -> int:
        """How many threads one call is to use."""

    def submit(self, name: str, call: Callable[..., object], *arguments: object, place: float | None = None) -> Future:
        """A promise of what the call returns; ``place``, from 0 to 1, says which calls are to be near each other."""

    def result(self, future: Future) -> Future:
        """What was promised."""


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """Calls made at once, in this process; a promise is the value."""

    threads: int = WORKERS

    def submit(self, name: str, call: Callable[..., object], *arguments: object, place: float | None = None) -> Future:
        return call(*arguments)

    def result(self, future: Future) -> Future:
        return future


@dataclass(frozen=True, slots=True, eq=False)
class PartitionedSource:
    """Laid-out parts, wherever they are: a `calibration.marginal.statistics_source.Source`.

    Parameters
    ----------
    names : of the parts, for messages
    parts : promises of a ``ResponseBlocks`` each
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
        """Sums along lanes of neighbouring parts, then sums of these.

        A lane is as long as memory makes it, ``size`` bytes a sum, and else one part.
        """
        run = self.runner
        # a call that returns what it was given can be made again; data that were only sent are lost with their holder
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
        whole: Sums = run.result(sums[0])
        return whole


def lanes(parts: int, size: int) -> Iterator[range]:
    """Runs of neighbouring parts, as many as may hold a sum of ``size`` bytes at a time."""
    count = min(parts, max(1, MAX_PENDING_BYTES // max(1, size)))
    ends = np.linspace(0, parts, count + 1).round().astype(int).tolist()
    return (range(first, end) for first, end in pairwise(ends))


def identity(value: Answer) -> Answer:
    return value


def sum_in_order(*sums: Sums) -> Sums:
    """Sums added up from the first to the last."""
    return reduce(add, sums)


def add_expected_statistics(
    total: ExpectedStatistics | None, part: ResponseBlocks, threads: int, at: EStepTables
) -> ExpectedStatistics:
    """What the E-step finds in a part, added to the sum of those before it."""
    found = expected_statistics(part, at, workers=threads)
    return found if total is None else total + found


def add_missing_information(
    total: MissingInformation | None, part: ResponseBlocks, threads: int, at: EStepTables, scores: CompleteDataScores
) -> MissingInformation:
    """The missing information of a part, added to the sum of those before it."""
    found = missing_information(part, at, scores, squares=False, workers=threads)
    return found if total is None else total + found


def add_missing_information_and_squares(
    total: MissingInformation | None, part: ResponseBlocks, threads: int, at: EStepTables, scores: CompleteDataScores
) -> MissingInformation:
    """The same with the squares of persons' own scores."""
    found = missing_information(part, at, scores, squares=True, workers=threads)
    return found if total is None else total + found
