"""When a roster, a sign-in or an appointment last named somebody, and who has not been named for a year.

* ``store``: the SQL of both
"""
