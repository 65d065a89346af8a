"""Security events counted by hour: what the service refused or slowed down, for the officer and the operator.

- ``count_storing``: writes a worker's counts to the database, once a minute
- ``day_chart``: a chart of the days
- ``event_messages``: an event in words
- ``routes``: the page
- ``store``: SQL
- ``tables``: the table of counts
- ``values``: the counts of an event over some days
"""
