"""Legal holds: what a named person has ordered to be kept, and until when.

* ``held_rows``: which rows of a table are held, as conditions in SQL
* ``legal_holds``: ordering, renewing and releasing a hold
* ``store``: the SQL of holds
* ``tables``: the table of holds
* ``values``: a hold, and what is held on a day
"""
