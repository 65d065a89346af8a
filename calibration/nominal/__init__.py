"""The nominal model of Bock (1972): which option is chosen at which ability, for the study of distractors.

* ``nominal_model``: curves, likelihood and maximum, with standard errors
* ``nominal_document``: the fit as a part of the calibration's document
"""
