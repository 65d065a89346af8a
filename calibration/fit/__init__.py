"""Fit of the model to the responses, item by item.

* ``empirical_curves``: observed mean scores in bins of ability beside the item characteristic curve
* ``infit_outfit``: infit and outfit mean squares over posteriors or at given abilities
* ``limited_information``: M2*, C2, RMSEA, SRMSR, TLI and CFI
* ``moment_residuals``: moments of items and pairs, their covariance and derivatives
* ``s_x2``: S-X², observed and expected answers by sum score
* ``sum_score_distributions``: sum scores given ability, by the recursion of Lord and Wingersky
"""
