"""The published log: a copy of the ledger that anybody may have, and its check without database or settings.

* ``log_check``: what is wrong with a published log
* ``log_files``: reads a published log from files
* ``log_messages``: its sentences
* ``log_pages``: the pages that go with a copy, and what all its pages show
* ``programme_records``: planned, completed, due and destroyed: what the log says of each trial and school year
* ``publication``: makes the published log from the ledger, and writes it to a folder
* ``routes``: serves it, with the page that checks it in the reader's browser
"""
