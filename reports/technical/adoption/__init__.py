"""From a fit to a bank version: what would change, what a named person decides, and the new version.

* ``adoption_messages``: messages in both languages
* ``anchor_drift``: which anchors moved, and are released
* ``bank_gain``: how much of a bank was measured, before and after
* ``bank_scale``: anchors, floors of chance and passages that a bank gives to a fit
* ``decisions``: rule and single decisions, as a file that can be reviewed
* ``difficulty_prior``: the difficulty model refitted to the items that a trial reached
* ``fit_file``: a calibration document as it is adopted
* ``item_reviews``: item by item what would change
* ``new_version``: the bank version that decisions make
* ``placement``: the fit's parameters on the bank's scale
* ``review``: fit, bank and decisions as one review
* ``review_page``: the review as a page, and its rows
* ``simulated_effects``: effects on scores, precision, exposure and ceilings by year
"""
