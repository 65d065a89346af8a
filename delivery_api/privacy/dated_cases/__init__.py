"""Cases against the clock, each with numbered steps: what requests for rights and breaches have in common.

- ``case_input``: what an officer types about a case
- ``store``: SQL
"""
