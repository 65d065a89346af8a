"""The report of a trial: its whole story as one document; it needs what calibrates.

* ``adopted_sections``: what was decided, and what the bank gained
* ``aims_reached``: standard errors and linking errors that a fit reached
* ``fit_sections``: the fit, differences between languages, and links
* ``report_document``: the sections as a document
* ``report_messages``: its words in both languages
* ``sitting_sections``: who took part, and how they answered
* ``trial_record``: what is known of a trial, read from the database, the ledger and a calibration document
"""
