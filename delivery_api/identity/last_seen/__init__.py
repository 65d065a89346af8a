"""When a roster, a sign-in or an appointment last named somebody, and who has not been named for a year.

* ``account_lapse``: lets those accounts go, and how many without a named person
* ``store``: the SQL of both
"""
