"""Checks and counts of the data before a fit.

* ``connectedness``: islands of items that no person connects
* ``data_checks``: all checks of the data, as findings
* ``item_rest_correlation``: item–rest correlations, also where persons met different items
* ``response_counts``: counts of responses by item and category, groups and weights of persons
"""
