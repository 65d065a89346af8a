"""Linking of the scales of two or more calibrations.

* ``anchor_report``: differences of each anchor after linking, and the constants without it
* ``anchor_stability``: which anchors moved against the others, and the verdict on the link
* ``anchors``: selection of anchor items, with removal of drifted ones by robust z
* ``characteristic_curves``: Haebara’s and Stocking and Lord’s criteria, their derivatives and minimum
* ``link``: estimation of the constants A and B by any method
* ``linking_chains``: inverse, chains and bisectors of links; a vertical scale over year groups
* ``linking_constants``: the values linking works with: forms, grids, constants and their covariance
* ``linking_document``: links and scales as JSON values
* ``moment_methods``: mean/mean and mean/sigma linking
* ``testlet_transformation``: testlets moved to another scale
* ``scale_transformation``: item parameters and their covariance moved to another scale
* ``trimmed_centre``: where most of some differences lie, and which lie apart
* ``usable_form``: the items of a calibration that a link can use
"""
