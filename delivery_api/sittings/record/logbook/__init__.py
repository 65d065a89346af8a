"""The stored logs of sittings: sealed events, appended and never changed.

- ``noted_logs``: logs that have to go as far as is noted outside the database
- ``store``: the SQL
"""
