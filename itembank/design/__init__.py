"""Test designs as values, and the engine strategies that they name.

* ``adaptive_test_design``: test designs, strategies and their settings
* ``strategy_building``: engine strategies built from a design
* ``length_consistency``: check that stopping rule and blueprint agree with the design's length
"""
