"""Explained difficulty: the LLTM with item error and item families, and difficulties of items that nobody was asked.

* ``variance_components``: restricted maximum likelihood with a known error covariance, and best linear predictors
* ``feature_table``: features and families of items, read from CSV
* ``feature_coding``: features coded as numbers, with constant and collinear columns told
* ``fitted_difficulties``: mean difficulties of a calibration with their error covariance
* ``difficulty_model``: `explain_difficulty`: coefficients, variances between and within families, explained shares
* ``explained_shares``: variance explained and left, between and within families
* ``difficulty_prediction``: difficulties of asked items, shrunk, and of items not asked, with bands
* ``cross_validation``: prediction of families that were left out
* ``likelihood_moments``: normal stand-ins of the likelihoods of items with few responses
* ``joint_calibration``: `calibrate_with_features`: calibration with the difficulty model as prior (empirical Bayes)
"""
