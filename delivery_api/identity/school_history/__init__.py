"""Past enrolments at schools and past memberships of classes.

* ``store``: the SQL of both
"""
