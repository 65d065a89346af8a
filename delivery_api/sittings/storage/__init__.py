"""How sittings and the programmes that they belong to are stored.

- ``tables``: the tables
- ``bookings``: the days in which a class may start an assessment
- ``booklets``: booklets of trials, and which one the next sitting gets
- ``held_acts``: acts that wait for a second person, and those done alone
- ``altered_rows``: rows that a start finds altered or missing
- ``log_heads``: how far each log goes, and whose it is, remembered outside the database
- ``reported_results``: what was reported of finished sittings
- ``rows_of_sittings``: the rows of several sittings, in batches
- ``store``: the SQL of sittings, programmes and presence
- ``partitions``: the partitions of a programme on PostgreSQL
- ``programmes``: creates programmes with their keys and partitions, and checks their state
"""
