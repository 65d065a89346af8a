"""The fewest learners that a figure may describe, wherever a figure of a group is given."""

FEWEST = 10
"""Fewest learners that a figure may describe, and by how many values an attacker must be left in doubt."""


def is_small(count: int) -> bool:
    """Whether a group has somebody and too few to be described; nobody is described by an empty one."""
    return 0 < count < FEWEST
