"""The database and the files beside it: connections, durability, locks and secret files.

* ``connection_backoff``: reconnection back-off and logging while the database is unreachable
* ``data_declaration``: what each table declares about its data
* ``database``: engines of SQLite and PostgreSQL
* ``database_errors``: classes of database errors
* ``durability``: whether commits survive a loss of power
* ``free_space``: disks without room
* ``job_lock``: one run of a job at a time
* ``secret_files``: files for their owner alone, and shredding
* ``transaction_notes``: notes that count once a transaction is through
* ``write_failures``: whether the database refused to write a moment ago
"""
