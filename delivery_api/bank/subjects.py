"""Which subjects there are."""

SUBJECT = "numeracy-procedural"
"""The one subject so far: what is assigned, sat and fed back until the bank holds more."""
