"""Setting up, upgrading and backing up a service.

* ``key_management``: list, back up, restore and rotate keys
* ``ledger_replay``: a database that is older than the ledger is brought up to it
* ``schema``: all tables and migrations, and whether this release can run on a database
* ``schema_upgrade``: migrations beside a serving release
* ``service_setup``: the service opened for commands, and its setup
"""
