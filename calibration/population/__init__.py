"""Populations: ability regressed on variables of persons, plausible values, and what is estimated from them.

* ``national_table``: estimates of all persons and of groups
* ``plausible_values``: draws from posteriors that are conditioned on regressors
* ``pooled_estimates``: estimates from plausible values by Rubin's rules; differences between samples
* ``posterior_draws``: the compiled loop that draws
* ``regressed_responses``: responses with regressors and sampling weights
* ``regressors``: variables of persons coded as columns
* ``replicate_weights``: jackknife and given replicate weights
* ``statistics``: means, standard deviations, percentiles, shares and regressions under many weights
* ``streamed_regression``: a regression whose persons come in parts
* ``streamed_table``: estimates of groups whose persons come in parts
* ``survey_files``: a survey in a folder of Parquet files
* ``weighted_order``: the compiled loop that finds percentiles under many weights
"""
