"""Access beyond the roster: a head's grants, an operator's emergency access, views of schools from outside.

* ``routes``: HTTP routes of heads, operators and the data-protection officer
* ``service``: the use cases of granting, revoking and breaking the glass
* ``store``: the SQL of grants and accesses
* ``tables``: their tables
* ``values``: grants and emergency accesses
* ``view_permission``: whether local authorities, or the government, may see the figures of schools
"""
