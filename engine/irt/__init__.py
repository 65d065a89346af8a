"""Item response models: parameters, category probabilities, information and derivatives.

* ``item_parameters``: the parameters of n items, validated when they are built
* ``response_models``: log-probabilities, derivatives by θ, information and Warm's term for items of any model
* ``item_by_node``: which abilities belong to which item
* ``logistic_models``: the models of two categories, from Rasch to four parameters
* ``polytomous_models``: the generalized partial credit and the graded response model
* ``chance_floors``: scores in several steps that chance alone can reach
* ``parameter_gradients``: derivatives by the item parameters
"""
