"""Classical test theory: statistics of items and of their options.

* ``distractor_analysis``: frequency, mean criterion and point-biserial correlation of each option
* ``item_statistics``: difficulty, item–rest correlation and score categories of each item; rates of missing responses
"""
