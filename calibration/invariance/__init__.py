"""Invariance: do items work alike in all groups?

* ``adjacent_logits``: logistic regressions of many items at once, from counts
* ``group_invariant_curves``: one set of curves for many groups, what each did, and score tests by group
* ``compared_groups``: two groups' responses, cut out of all responses
* ``dif``: `detect_dif`, the entry to all methods
* ``dif_classes``: classes by size, and what they suggest
* ``dif_power``: the power of tests of DIF
* ``dif_tests``: χ² tests of many items, adjusted for false discoveries
* ``drift``: drift of items over windows, by robust z and CUSUM
* ``effect_sizes``: how far apart two curves of an item are
* ``exposure_watch``: items that became easier than chance explains
* ``item_windows``: counts of live sittings by item, window and ability
* ``logistic_regression``: DIF by logistic regression, uniform and not
* ``mantel_haenszel``: common odds ratios, standardised mean differences and their tests
* ``mantel_haenszel_dif``: the Mantel–Haenszel procedure with purification and the classes of ETS
* ``matching_strata``: persons matched by total score or by ability
* ``model_comparison``: likelihood-ratio and Wald tests of an item's parameters
* ``purification``: leaving items with DIF out of what persons are matched by
* ``random_dif``: a group's mean and SD from held items, corrected for random DIF
* ``rmsd``: distances of many groups from common curves
* ``sibtest``: SIBTEST and crossing SIBTEST
* ``split_baseline``: a fit in which some items are free, and what it says of models near it
* ``split_items``: two groups' responses, laid out so that items may be equal or free
"""
