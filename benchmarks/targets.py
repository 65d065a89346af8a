"""Targets that a study must reach: each is printed beside what was found; a missed one makes the exit code 1."""

import sys
from dataclasses import dataclass, field


@dataclass
class Targets:
    """What was found beside what must be, and what was missed."""

    missed: list[str] = field(default_factory=list)

    def within(self, name: str, value: float, low: float, high: float) -> None:
        """Print a value and its bounds; outside them, or NaN, it is missed."""
        holds = low <= value <= high
        print(f"  {name:<52} {value:8.3f}   {low:g} to {high:g}{'' if holds else '   MISSED'}", flush=True)
        if not holds:
            self.missed.append(name)

    def exit(self) -> None:
        """Leave with code 1 where a target was missed."""
        if self.missed:
            sys.exit(f"missed: {'; '.join(self.missed)}")
