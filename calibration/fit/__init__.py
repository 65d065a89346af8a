"""Fit of the model to the responses: items, pairs, dimensions, persons, the whole, and a verdict.

* ``dimensionality``: parallel analysis of residuals, and DETECT
* ``empirical_curves``: observed mean scores in bins of ability beside the item characteristic curve
* ``false_discoveries``: p-values adjusted for their number
* ``item_fit``: fit of single items, all statistics together
* ``limited_information``: M2*, C2, RMSEA, SRMSR, TLI and CFI
* ``infit_outfit``: infit and outfit mean squares over posteriors or at given abilities
* ``model_fit``: all evidence on a fit, and the verdict
* ``moment_residuals``: moments of items and pairs, their covariance and derivatives
* ``pair_residuals``: Q3 with simulated critical values, LD X²
* ``person_fit``: lz and lz*
* ``predictive_fit``: answers held against what other answers predict, for any design
* ``s_x2``: S-X², observed and expected answers by sum score
* ``sum_score_distributions``: sum scores given ability, by the recursion of Lord and Wingersky
"""
