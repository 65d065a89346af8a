"""A chart as SVG, with what it shows in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart; whatever shows it gives the same numbers as a table.

    Parameters
    ----------
    svg : an SVG element that carries its words as title and label, and takes its colours from the page
    told : the same words, as an alternative text
    """

    svg: str
    told: str
