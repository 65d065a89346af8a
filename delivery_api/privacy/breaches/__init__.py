"""Personal data breaches: what happened, who is affected, by when whom to tell, and letters (UK GDPR, Articles 33, 34).

* ``affected_people``: whose data a breach reached, found by the declarations of the tables and by the audit
* ``breach_clock``: by when whom to tell
* ``breach_entries``: breaches in the ledger, and how a restored database gets them back
* ``breach_forms``: reads the officer's form
* ``breach_letters``: letters to a school, a parent and a child
* ``breach_messages``: names of kinds, risks and steps, for people to read
* ``breach_rules``: which step can follow which, and what a record must say
* ``breaches``: the values of a breach
* ``routes``: the officer's pages
* ``service``: use cases: a breach is recorded, steps are taken, what is late is found
* ``store``: SQL
* ``tables``: the tables of breaches and their steps
"""
