"""The controller's leave for local authorities, or the government, to see the figures of schools.

* ``service``: use cases: allow, end
* ``store``: SQL
"""
