"""All classes of all schools.

* ``store``: the SQL of them
"""
