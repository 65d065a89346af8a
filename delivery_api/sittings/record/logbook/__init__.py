"""The stored logs of sittings: sealed events, appended and never changed.

- ``store``: the SQL
"""
