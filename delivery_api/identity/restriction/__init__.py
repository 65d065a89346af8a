"""Whose data are only stored, and left out of what is counted (UK GDPR, Articles 18 and 21).

* ``store``: the SQL of restrictions
"""
