"""Rows of sittings that a start finds altered or missing.

- ``store``: tells of them, and refuses what cannot start without them
"""
