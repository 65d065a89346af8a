"""Fit of the model to the responses: items, pairs, dimensions, persons, the whole, and a verdict.

* ``dimensionality``: parallel analysis of residuals, and DETECT
* ``empirical_curves``: observed mean scores in bins of ability beside the item characteristic curve
* ``false_discoveries``: p-values adjusted for their number
* ``fit_document``: all evidence as plain values
* ``fit_issues``: what speaks against a fit, from each kind of evidence
* ``item_fit``: fit of single items, all statistics together
* ``limited_information``: M2*, C2, RMSEA, SRMSR, TLI and CFI
* ``infit_outfit``: infit and outfit mean squares over posteriors or at given abilities
* ``mean_square_tests``: p of infit and outfit from simulated data
* ``model_fit``: all evidence on a fit, and the verdict
* ``moment_residuals``: moments of items and pairs, their covariance and derivatives
* ``pair_residuals``: Q3 with simulated critical values, LD X²
* ``person_fit``: lz and lz*
* ``posterior_predictive``: associations of pairs beside answers drawn anew, for any design
* ``predictive_fit``: answers held against what other answers predict, for any design
* ``refitted_simulations``: data sets drawn from the fit and fitted anew
* ``residual_eigenvalues``: eigenvalues of residual correlations, of the data and of simulated ones
* ``sequential_person_fit``: person fit for adaptive sittings
* ``simulated_sittings``: adaptive sittings drawn from the fit, with the observed routing
* ``s_x2``: S-X², observed and expected answers by sum score
* ``slope_spread``: fits of adaptive data with the spread of slopes that data sets are drawn from
* ``sum_score_distributions``: sum scores given ability, by the recursion of Lord and Wingersky
"""
