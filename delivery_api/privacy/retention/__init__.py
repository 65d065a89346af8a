"""Retention: carries out what tables, files and programmes declare, each item by itself, and certifies it.

* ``certificates``: certificates of destruction: what they say, how they are signed and checked
* ``destruction_dates``: the day on which a programme or a year of the audit goes
* ``due_programmes``: which programmes are to be destroyed, and which are overdue
* ``due_rows``: rules of declarations as conditions in SQL
* ``extract_destruction``: destroys extracts, and tells destroyed, absent and released ones apart
* ``open_items``: what of a destruction is still open, with labels for the certificate and places for the operator
* ``programme_destruction``: destroys a programme: extracts, key, rows, certificate
* ``released_extracts``: a named person answers for an extract that is not where it was written
* ``released_key_copies``: a named person answers for copies of keys that are out of reach
* ``row_ends``: when the rows of one person go, at the latest
* ``row_purge``: deletes or blanks the rows that are due, in short transactions
* ``runner``: a run, item by item
* ``schedule``: what is held, and what would go on a day
* ``store``: the SQL of certificates and counts
"""
