"""Retention: destroys data past the limits of the privacy notice, and certifies it.

* ``breaches``: personal data breaches
* ``bilingual_text``: a text in each language
* ``dated_cases``: cases against the clock with numbered steps: rights and breaches
* ``declaration_messages``: declarations in sentences
* ``declared_files``: the declarations of all kinds of files, checked
* ``declared_tables``: the declarations of all tables, checked
* ``ended_by_itself``: trials on their latest day, and accounts that nobody has used or named for a year
* ``file_messages``: kinds of files in sentences
* ``holds``: what a named person has ordered to be kept, and until when
* ``ledger_expiry``: removes private facts from the ledger when their time is over
* ``lost_trials``: keys and extracts of trials that a restored database has nothing of
* ``notice``: the privacy notice, and what is held about the reader
* ``opened_rows``: opens what is sealed in a person's rows
* ``person_rights``: rectification, erasure, restriction, and lifting them
* ``person_rows``: every row of a person, and what becomes of each when the person goes
* ``published_log``: a copy of the ledger that anybody may have, and its check
* ``registers``: processors, regions, transfers, decisions, and documents made from them
* ``retention``: the schedule, its runs, and certificates
* ``rights``: requests of people for their rights
* ``tables``: the table of certificates
* ``withheld_rows``: which rows about a person they are not told of
"""
