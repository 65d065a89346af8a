"""Cases against the clock, each with numbered steps: what requests for rights and breaches have in common.

- ``store``: SQL
"""
