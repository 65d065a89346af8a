"""Populations: ability regressed on variables of persons, plausible values, and what is estimated from them.

* ``regressed_responses``: responses with regressors and sampling weights
* ``regressors``: variables of persons coded as columns
"""
