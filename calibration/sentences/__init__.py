"""Messages of the package in English and Welsh.

* ``drift_sentences``: remarks on the drift of items
* ``evidence_sentences``: remarks on items, options and groups
* ``linking_sentences``: statuses and remarks of linking
* ``sentences``: choice of language; errors, findings, statuses and remarks as sentences
* ``welsh_sentences``: the Welsh of errors, findings, statuses, remarks and headings
"""
