"""Retention: destroys data past the limits of the privacy notice, and certifies it.

* ``declaration_messages``: declarations in sentences
* ``declared_tables``: the declarations of all tables, checked
* ``notice``: the privacy notice, and what is held about the reader
* ``registers``: processors, regions, transfers, decisions, and documents made from them
* ``retention``: the schedule, its runs, and certificates
* ``tables``: the table of certificates
"""
