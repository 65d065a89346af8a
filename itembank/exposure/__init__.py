"""Exposure parameters of test designs, solved by simulation.

* ``exposure_solving``: eligibility probabilities solved for a year group
* ``earlier_exposure``: what was solved for an earlier version of a bank, where solving starts
* ``solved_years``: what solving found for a year group, and a file of those that are done
* ``years_at_once``: the year groups of a bank solved in several processes
* ``solving_messages``: what solving found, in both languages
* ``frozen_exposure``: solved probabilities of the built-in banks, kept in JSON files of this folder
"""
