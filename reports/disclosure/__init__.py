"""Which numbers of groups may be published, so that nobody learns a figure of fewer than ten.

- ``smallest_group``: the fewest learners that a figure may describe, for every page and file
- ``frequency_table``: how many learners are in each cell, and in which releases
- ``interval_bounds``: what an attacker can work out of a cell that is not published
- ``primary_suppression``: the cells that describe too few
- ``suppression``: what else has to go so that nobody works those out, with the fewest learners lost
- ``rounding``: numbers of learners as they are given
"""
