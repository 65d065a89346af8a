"""Access beyond the roster: a head's grants and an operator's emergency access.

* ``routes``: HTTP routes of heads, operators and the data-protection officer
* ``service``: the use cases of granting, revoking and breaking the glass
* ``store``: the SQL of grants and accesses
* ``tables``: their tables
* ``values``: grants and emergency accesses
"""
