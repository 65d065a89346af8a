"""Norms: age-standardised scores from the reported scores of a reference sample, and how they are fitted.

``learning_time``: how much of a year has been taught, and how old a learner is within their year group
``norm_sample``: the reference sample, checked
``sinh_arcsinh``: the distribution of scores at one learning time and age
``norm_model``: how that distribution changes with learning time and age
``model_fit``: the model with given terms fitted by maximum likelihood
``model_choice``: the terms chosen
``norm_checks``: how well norms describe their sample
``standardised_scores``: the age-standardised score of a reported score, and the other way round
``norm_fit``: norms fitted to a sample
``norm_document``: norms as a file
"""
