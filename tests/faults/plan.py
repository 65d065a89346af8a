"""What is to go wrong, how often, and what the seed fixes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

LEARNERS = 50
OF_THE_LINE = (
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
FIRST_KILL, LAST_KILL = 20, 1200
"""Acknowledged answers between which kills come; fifty sittings have some 1,500."""


@dataclass(frozen=True)
class Plan:
    """How many faults over fifty sittings.

    The seed fixes who answers what, who meets which fault at which question, and after how many acknowledged answers
    what is killed; where each process is at that moment, it does not.

    Attributes
    ----------
    of_the_line : faults of requests and of the clock, of the kinds in `OF_THE_LINE`; at most 20 a learner
    kills : what is killed, one of `KILLS` → how often
    """

    seed: int
    of_the_line: int
    kills: Mapping[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """How many in all."""
        return self.of_the_line + sum(self.kills.values())

    def dealt(self) -> list[list[str]]:
        """Each learner's faults; every kind comes as often as any other, give or take one."""
        drawn = [OF_THE_LINE[number % len(OF_THE_LINE)] for number in range(self.of_the_line)]
        random.Random(f"{self.seed} line").shuffle(drawn)
        return [drawn[number::LEARNERS] for number in range(LEARNERS)]

    def killed_at(self) -> dict[int, str]:
        """After how many acknowledged answers what is killed."""
        chance = random.Random(f"{self.seed} kills")
        drawn = [name for name, times in self.kills.items() for _ in range(times)]
        chance.shuffle(drawn)
        return dict(zip(chance.sample(range(FIRST_KILL, LAST_KILL), len(drawn)), drawn, strict=True))
