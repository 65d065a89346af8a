"""Abilities of persons under a calibration, and their reliability.

* ``posterior_abilities``: posterior distributions, EAP estimates and posterior standard deviations
* ``reliability``: marginal and empirical reliability, and Cronbach’s alpha
* ``weighted_likelihood``: weighted likelihood estimates (Warm)
"""
