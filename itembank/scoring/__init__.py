"""Scoring of replies.

* ``scoring``: the score that an item's rule gives a reply
* ``reply_parsing``: a reply parsed for its response type
* ``number_parsing``: numbers parsed as children write them
* ``fractions_and_times``: fractions and clock times parsed as children write them, and what they are worth
* ``unit_names``: the names of units as children write them
* ``chance_scores``: what a blind reply earns, and the floor of guessing that follows
* ``named_misconceptions``: the misconceptions that a rule names behind a reply
* ``keyed_reply``: the reply that a rule calls right
"""
