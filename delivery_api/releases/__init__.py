"""Releases of Mesur and what each of them can run on.

* ``live_releases``: which releases are serving
* ``migration_kinds``: migrations that expand or contract the schema
* ``release_number``: the number of this release, and the order of releases
* ``store``: SQL
* ``tables``: the table of applied migrations
"""
