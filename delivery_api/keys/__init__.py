"""The encryption keys: files outside the database, which knows them by id.

* ``destroyed_keys``: records of destroyed keys in the key folder
* ``encryption``: encryption and fingerprints under one key
* ``key_protection``: what key files are sealed under, where they are
* ``key_ring``: the key folder: create, read and destroy keys
* ``store``: SQL
* ``tables``: the table of keys
* ``values``: what the database knows of a key
"""
