"""Simulation: simulees of known ability take an adaptive test.

* ``simulate_sittings``: simulated sittings, a thousand at a time, bit for bit as the fold
* ``simulated_responses``: the score that a simulee gets on an item
* ``local_dependence``: effects shared by the answers to one item set (testlet effects)
"""
