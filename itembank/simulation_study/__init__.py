"""Simulation studies: what a test design does on a bank, found out on simulees of known ability."""

from itembank.compilation.eligible_items import attainable_standard_errors
from itembank.simulation_study.bank_gaps import Lack, Supply, Wanted
from itembank.simulation_study.conditional_results import BIAS_ALLOWED, MONTE_CARLO_ERRORS, REACH, Point
from itembank.simulation_study.study import Study
from itembank.simulation_study.year_study import POINTS, POINTS_NEEDED, YearStudy, study_year

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
    "attainable_standard_errors",
    "study_year",
]
