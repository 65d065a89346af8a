"""Stopping rules: each says for every sitting whether it should end, and why.

* ``stopping_rules``: length, standard error, time, and a minimum length for any other rule
* ``precision_rules``: the expected gain in precision, and precision in each strand
* ``classification_rules``: sequential tests and confidence intervals for a cut score
"""
