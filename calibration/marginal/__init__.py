"""Marginal maximum likelihood by the EM algorithm.

* ``accelerated_em``: the EM algorithm with Anderson acceleration for any vector of parameters
* ``e_step``: posteriors at the nodes, and expected counts summed over persons
* ``em_algorithm``: the EM algorithm with Anderson acceleration
* ``fit_remarks``: status of a fit, and remarks on single items
* ``in_memory_source``: responses in memory, counted and laid out for E-steps
* ``latent_regression``: ability regressed on variables of the persons
* ``m_step``: Fisher scoring of the item parameters
* ``marginal_fit``: a fit from start values to the calibration, with refinement of the grid
* ``missing_information``: posterior covariances of complete-data scores, summed over persons
* ``model_names``: the names of models as other programs and analysts write them
* ``model_specification``: model, fixed items and groups of a fit, checked against the counts of the data
* ``observed_information``: complete-data scores and information; covariance of the estimates
* ``parameter_structure``: free, common and fixed parameters of each item
* ``population_derivatives``: scores and information for means and standard deviations of groups
* ``population_distribution``: ability distributions of groups, normal or histogram, and their M-step
* ``prior_penalty``: log-priors of items with derivatives by the natural parameters
* ``priors``: prior distributions of item parameters
* ``quadrature_grid``: equally spaced nodes, refined and widened as the data need
* ``regression_information``: information about the coefficients of a latent regression
* ``reported_parameters``: a, b, c, d, means and standard deviations, with their Jacobian
* ``response_blocks``: responses in dense and sparse blocks of persons
* ``start_values``: start values of items and populations
* ``statistics_source``: the protocol by which a fit gets its sums over persons
"""
