"""From a fit to a bank version: what would change, what a named person decides, and the new version.

* ``bank_scale``: anchors, floors of chance and passages that a bank gives to a fit
* ``placement``: the fit's parameters on the bank's scale
"""
