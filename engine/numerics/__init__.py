"""Array types, quadrature, random draws and root finding: what the engine needs beyond NumPy.

* ``array_types``: names for the array types that pass through the engine
* ``number_checks``: whether a value received is a real or a whole number
* ``summation``: sums of fixed order, and the log of a sum of exponentials
* ``normal_distribution``: a normal distribution of ability, used as a prior
* ``quadrature``: evenly spaced ability grids, made and checked
* ``counter_based_draws``: random draws as a pure hash of seed, count, purpose and draw number
* ``log_sigmoid``: the log of the logistic function, accurate in both tails
* ``root_finding``: the zeros of many decreasing functions at once
"""
