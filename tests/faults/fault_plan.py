"""The plan of a fault run: which faults happen, how often, and what its seed fixes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

LEARNERS = 50
REQUEST_FAULTS = (
    "request cut off",
    "acknowledgement lost",
    "request doubled",
    "requests reordered",
    "answered in two tabs",
    "clock set forward",
    "clock set back",
)
WORKER, DATABASE = "SIGKILL of a worker", "SIGKILL of PostgreSQL, every process"
POSTMASTER, PROCESS = "SIGKILL of PostgreSQL's postmaster alone", "SIGKILL of a process of PostgreSQL"
KILLS = (WORKER, DATABASE, POSTMASTER, PROCESS)
FIRST_KILL, LAST_KILL_OF_A_LEARNER = 20, 24
"""Kills come after so many acknowledged answers, and before so many for each sitting, which has some 30."""


@dataclass(frozen=True)
class FaultPlan:
    """The number of faults of each kind over all sittings.

    The seed fixes each learner's answers and faults, and after how many acknowledged answers which process is killed.
    It does not fix what each process is doing at that moment.

    Attributes
    ----------
    request_faults : number of faults of requests and of the clock, drawn from `REQUEST_FAULTS`; at most 20 a learner
    kills : process, one of `KILLS` → number of kills
    learners : each has one sitting
    """

    seed: int
    request_faults: int
    kills: Mapping[str, int] = field(default_factory=dict)
    learners: int = LEARNERS

    @property
    def faults(self) -> int:
        """The total number of faults."""
        return self.request_faults + sum(self.kills.values())

    def faults_by_learner(self) -> list[list[str]]:
        """Each learner's faults; the kinds are equally frequent, give or take one."""
        drawn = [REQUEST_FAULTS[number % len(REQUEST_FAULTS)] for number in range(self.request_faults)]
        random.Random(f"{self.seed} line").shuffle(drawn)
        return [drawn[number :: self.learners] for number in range(self.learners)]

    def killed_at(self) -> dict[int, str]:
        """Number of acknowledged answers → the process that is killed after them."""
        chance = random.Random(f"{self.seed} kills")
        drawn = [name for name, times in self.kills.items() for _ in range(times)]
        chance.shuffle(drawn)
        acknowledged = range(FIRST_KILL, LAST_KILL_OF_A_LEARNER * self.learners)
        return dict(zip(chance.sample(acknowledged, len(drawn)), drawn, strict=True))
