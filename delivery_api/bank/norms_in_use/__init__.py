"""The norms that age-standardised scores come from.

* ``service``: use cases: adopt norms, and the score of a learner by the norms of their day
* ``store``: SQL
"""
