"""Estimates of an ability and their standard errors.

* ``estimators``: EAP, MAP, MLE, WLE and fenced MLE
* ``answered_items``: likelihood and information of the items answered, at any ability
* ``set_information``: information of item sets whose answers depend on each other
* ``likelihood_maximum``: the search for the highest maximum of a likelihood or posterior
* ``plausible_values``: draws from the posterior of an ability
* ``parameter_covariance``: the covariance of the estimated item parameters, by item id
* ``parameter_uncertainty``: standard errors that include the error of the item parameters
* ``set_uncertainty``: how the score equation of item sets moves with the item parameters
"""
