"""The Alembic migrations of the database.

* ``env``: runs migrations on a connection
* ``online_operations``: operations on tables in use that do not block requests
"""
