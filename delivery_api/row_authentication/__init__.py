"""Message authentication codes of the rows that decide who somebody is and what is theirs.

Whoever can write to the database and has no key cannot make a row that is believed (docs/adr/0055).

* ``row_mac``: the code of one row, and which columns it binds
* ``unsigned_columns``: which columns no code binds, which deletions nothing misses, and why
* ``row_authenticator``: signs and checks rows for a connection
* ``superseded_codes``: which codes took the place of which, outside the database
* ``codes_read_lately``: what a process knows of them while it serves
* ``code_currency``: which codes are put aside, as these notes tell
* ``store``: SQL: changes of signed rows, and the search for rows that nobody signed
* ``standing_rows``: which rows stand, outside the database, so that a deleted one is missed
* ``row_stock``: SQL: compares tables with what stands, and takes stock anew
* ``first_signing``: signs once the rows that builds without codes have written
* ``key_change``: signs all rows anew under a new key
"""
