"""The published log: a copy of the ledger that anybody may have, and its check without database or settings.

* ``certificate_files``: checks certificates as files, with a public key and a ledger as files
* ``certificate_rules``: certificates hold, and say the same as the entries
* ``log_check``: what is wrong with a published log
* ``log_files``: reads a published log from files
* ``log_findings``: what can be wrong with it
* ``log_messages``: its sentences
* ``log_pages``: the pages that go with a copy, and what all its pages show
* ``programme_records``: planned, completed, due and destroyed: what the log says of each trial and school year
* ``programme_rules``: the order of plans, completions and destructions, and the days that they may name
* ``publication``: makes the published log from the ledger, and writes it to a folder
* ``routes``: serves it, with the page that checks it in the reader's browser
"""
