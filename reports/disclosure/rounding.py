"""Figures as they are given: a number of learners to the nearest five."""

ROUNDING = 5


def rounded_count(count: int) -> int:
    """A number of learners to the nearest five; halves cannot occur."""
    return round(count / ROUNDING) * ROUNDING
