"""Hashes of the identifiers of erased learners, so that no roster creates them again.

* ``store``: the SQL of them
"""
