"""Seeding: unscored items placed in operational sittings to collect responses for their calibration.

* ``item_seeding``: seeding at random and by D-optimal design
* ``optimal_design``: Fisher's information about item parameters, and their prior precision
"""
