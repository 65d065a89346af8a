"""Results of a calibration, in memory and as a document.

* ``atomic_write``: files written whole or not at all
* ``calibration_document``: the JSON document of a calibration, written and read
* ``calibration_result``: parameters, standard errors, population and status of a fit
* ``known_floors``: the floors of chance that a fit took as known
* ``multidimensional_result``: slopes, intercepts and distribution of a fit on several dimensions
* ``parameter_covariance``: the covariance of a calibration in the form the engine takes
* ``regressed_population``: the population of a fit, by group or by regression
* ``small_groups``: groups of few persons, whose figures are not given out
* ``testlet_estimates``: testlets of a fit, their standard deviations and specific slopes
* ``usable_items``: the part of a fit that abilities, fit and links can rest on
"""
