"""The keys of names and dates of birth, which die with those whose names they are.

* ``cohort_keys``: seals leavers' details under a key of the day on which they go, and destroys it on that day
* ``store``: the SQL of whose details stand under which key
"""
