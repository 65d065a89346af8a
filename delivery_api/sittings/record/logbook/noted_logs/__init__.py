"""Logs as far as is noted outside the database.

- ``store``: reads them
"""
