"""Items on more than one dimension: testlet and bifactor models, and up to four correlated dimensions.

* ``item_curves``: category probabilities as functions of a linear predictor
* ``item_regression``: the M-step, items regressed on the nodes' coordinates
* ``item_information``: complete-data information of items
* ``bifactor_structure``: what testlet and bifactor models leave free
* ``bifactor_responses``: answer patterns by testlet
* ``bifactor_e_step``: the E-step by dimension reduction
* ``bifactor_m_step``: the M-step
* ``bifactor_jacobian``: natural parameters as functions of the free ones
* ``bifactor_information``: observed information
* ``testlet_priors``: priors on the general parameters
* ``testlet_calibration``: from responses to a fit with testlets
* ``testlet_report``: the fit in the metric a(θ − b)
* ``general_abilities``: persons' general ability under such a fit
* ``product_grid``: nodes in several dimensions
* ``latent_normal``: the joint normal distribution of abilities
* ``grid_fit``: EM and information on a product grid
* ``dimension_calibration``: from responses to a fit on several dimensions
"""
