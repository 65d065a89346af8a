"""How far each log goes, remembered outside the database, so that no sitting is put back and sat again unseen.

- ``head_files``: the files beside the ledger
- ``head_notes``: what transactions remember and forget there
- ``store``: the SQL of how far logs go
"""
