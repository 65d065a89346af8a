"""Conditional maximum likelihood for the Rasch and the partial credit model.

* ``conditional_likelihood``: the conditional likelihood and its maximum by Newton’s method
* ``score_counts``: counts by set of items, score and total, the sufficient statistics
* ``symmetric_functions``: elementary symmetric functions with their first and second derivatives
"""
