"""Fit of the model to the responses, item by item.

* ``empirical_curves``: observed mean scores in bins of ability beside the item characteristic curve
* ``infit_outfit``: infit and outfit mean squares over posteriors or at given abilities
"""
