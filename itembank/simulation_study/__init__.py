"""Simulation studies: how a test design performs on a bank, measured on simulees of known ability.

``year_study``: runs the simulations of one year group and summarises them
``study_results``: the results of a whole study
``conditional_results``: bias, SE and coverage at one ability
``requirements``: what a design must satisfy, with limits and verdicts
``exposure_and_content``: exposure of items, overlap of sittings, and counts of their content
``constraint_checks``: whether sittings satisfy the design's constraints
``stopping_reasons``: lengths, stopping reasons and relaxed constraints
``bank_gaps``: the items that a bank lacks for a target SE
``topic_item_counts``: how many items each topic has near a difficulty
``study_files``: a study as CSV, JSON and HTML files
``study_page``: the HTML report of a study
``year_page``: the report's section on one year group
``study_page_messages``: messages of the report, in both languages
``study_messages``: messages of the command line, in both languages
"""

from itembank.compilation.eligible_items import attainable_standard_errors
from itembank.simulation_study.bank_gaps import AttainablePrecision, BankGaps, ItemsToWrite
from itembank.simulation_study.conditional_results import (
    BIAS_ALLOWED,
    MONTE_CARLO_ERRORS,
    SE_IN_REACH,
    ConditionalResults,
)
from itembank.simulation_study.requirements import ABILITIES_IN_REACH_NEEDED, Requirement, RequirementName
from itembank.simulation_study.study_results import SimulationStudy
from itembank.simulation_study.year_study import ABILITIES, DEFAULT_DEPENDENCE, YearStudy, study_year

__all__ = [
    "ABILITIES",
    "ABILITIES_IN_REACH_NEEDED",
    "BIAS_ALLOWED",
    "DEFAULT_DEPENDENCE",
    "MONTE_CARLO_ERRORS",
    "SE_IN_REACH",
    "AttainablePrecision",
    "BankGaps",
    "ConditionalResults",
    "ItemsToWrite",
    "Requirement",
    "RequirementName",
    "SimulationStudy",
    "YearStudy",
    "attainable_standard_errors",
    "study_year",
]
