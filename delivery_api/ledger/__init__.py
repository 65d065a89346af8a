"""The ledger: a signed, append-only file of what must outlive a restore of the database.

* ``clock_check``: doubts a clock that is far from the last one that is known
* ``decisions``: what a named person decided and why
* ``destroyed_keys``: the keys that it calls destroyed
* ``entry_forms``: the form of entries and of the facts of public kinds
* ``key_backups``: where keys were backed up to, when each was last in line, and which are gone
* ``key_changes``: which key signs which entries
* ``key_destruction``: destroys keys, after the ledger has said so
* ``ledger_chain``: checks a chain of entries, with the public key alone
* ``ledger_entries``: the kinds of entries, and the bytes that are hashed and signed
* ``ledger_file``: the file: created, read, appended to
* ``ledger_head``: the end of the ledger, signed with the time
* ``ledger_lines``: the lines of the file, from either end
* ``lost_trials``: trials that a restored database has nothing of
* ``recorded_results``: whether every result has a record
* ``signing``: signatures of documents and entries, by Ed25519
* ``store``: the SQL of the last entry that the database knows
* ``tables``: the table of that entry
* ``written_documents``: the form of signed documents in files of their own
"""
