"""Differential item functioning.

* ``dif``: comparison of groups by Mantel–Haenszel, purification, and the classes of ETS
* ``mantel_haenszel``: common odds ratios, standardised mean differences and their tests
* ``matching_strata``: strata of persons matched by total score or by ability
"""
