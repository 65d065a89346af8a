"""Exposure parameters of test designs, solved by simulation.

* ``exposure_solving``: eligibility probabilities solved for a year group
* ``frozen_exposure``: solved probabilities of the built-in banks, kept in JSON files of this folder
"""
