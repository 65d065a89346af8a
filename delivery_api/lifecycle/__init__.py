"""Setting up, upgrading and backing up a service.

* ``audit_comparison``: what the database says otherwise than the audit
* ``database_backup``: backs the database up, and removes backups whose time is over
* ``database_restore``: restores a backup beside what is there
* ``key_management``: list, back up, restore and rotate keys
* ``ledger_comparison``: what the database says otherwise than the ledger
* ``audit_key_change``: a new key takes the place of the audit's
* ``ledger_key_change``: a new key takes the place of the ledger's
* ``ledger_replay``: a database that is older than the ledger is brought up to it
* ``log_noting``: begins to note how far logs go, after an upgrade or a restore
* ``optional_packages``: parts of the command line whose packages a service may do without
* ``postgresql_programs``: runs PostgreSQL's own programs
* ``result_recording``: gives the results of releases without records theirs, once
* ``restored_service``: opens a restored database
* ``row_verification``: searches for rows that this service has not written
* ``schema``: all tables and migrations, and whether this release can run on a database
* ``schema_upgrade``: migrations beside a serving release
* ``sealed_verification``: opens what stands sealed, and names what does not open
* ``service_verification``: every check of a service, each by itself
* ``service_setup``: the service opened for commands, and its setup
* ``waiting_keys``: keys that wait until each host has their files
"""
