"""Simulation studies: what a test design does on a bank, found out on simulees of known ability."""

from itembank.study.conditional import BIAS_ALLOWED, MONTE_CARLO_ERRORS, REACH, Point
from itembank.study.lack import Lack, Supply, Wanted
from itembank.study.supply import best_standard_errors
from itembank.study.whole import Study
from itembank.study.year import POINTS, POINTS_NEEDED, YearStudy, study_year

__all__ = [
    "BIAS_ALLOWED",
    "MONTE_CARLO_ERRORS",
    "POINTS",
    "POINTS_NEEDED",
    "REACH",
    "Lack",
    "Point",
    "Study",
    "Supply",
    "Wanted",
    "YearStudy",
    "best_standard_errors",
    "study_year",
]
