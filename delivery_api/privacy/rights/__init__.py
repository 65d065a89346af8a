"""Rights of the people whose data are held: requests, their clock, and what is done about them.

* ``access_bundle``: everything that is held about one person, as a document
* ``acts``: rectification, erasure, restriction and their lifting, each through a case
* ``bundle_csv``: the document as CSV, and back
* ``bundle_files``: its files, with the schema
* ``bundle_page``: the document as a page
* ``bundle_routes``: the document as page and download
* ``bundle_values``: words for the values of lists that stand in a bundle
* ``bundle_words``: words for names of columns and for acts of the audit
* ``case_clock``: by which day the law wants an answer
* ``case_entries``: cases in the ledger, and how a restored database gets them back
* ``case_forms``: reads the officer's forms
* ``case_messages``: names of kinds and steps, for people to read
* ``case_rules``: who may ask for what, and which step can follow which
* ``correction_routes``: the head's page of what the school has still to put right itself
* ``rights_cases``: the values of a case
* ``routes``: the officer's pages
* ``schedule_routes``: the officer's page of what is held, and until when
* ``service``: use cases: a request is received, steps are taken, what is late is found
* ``store``: SQL
* ``tables``: the tables of cases and their steps
* ``unlinked_data``: what may be about a person although no id leads there
"""
