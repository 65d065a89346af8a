"""Trials: invitations, places of learners, completion and extracts for calibration.

* ``adoption``: whether a fit may be adopted, and the record of an adoption
* ``disclosure``: which year band and language an extract may give of a person
* ``extract``: writes a trial's responses as a table
* ``extraction``: registers and writes extracts, and finds copies of them
* ``seats``: the places of learners in trials, and who is left out of extracts
* ``service``: creates, completes and cancels trials
* ``trial_plans``: plans of trials as values, and as a document
* ``store``: the SQL of plans, invitations, attendance, extracts and withdrawals
* ``tables``: their tables
"""
