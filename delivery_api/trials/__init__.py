"""Trials: invitations, places of learners, completion and extracts for calibration.

* ``adoption``: whether a fit may be adopted, and the record of an adoption
* ``calibration_bank``: the bank version on whose scale responses are calibrated
* ``disclosure``: what an extract may give of a person
* ``extract``: writes an extract's folder
* ``extract_column_messages``: its data dictionary
* ``extract_columns``: its columns and rows
* ``extract_copies``: finds copies of extracts
* ``extract_manifest``: its manifest
* ``extract_people``: what it gives of each person
* ``extract_tables``: its rows as CSV, and the marks of rows
* ``extraction``: registers and writes extracts
* ``parquet_extract``: its rows as Parquet
* ``plan_verification``: whether a trial's booklets are those of its plan
* ``planned_scale``: which bank versions have the scale that a trial was planned on
* ``seats``: the places of learners in trials, and who is left out of extracts
* ``service``: creates, completes and cancels trials
* ``sitting_counts``: how many sat a trial, and how they answered
* ``trial_plans``: plans of trials as values, and as a document
* ``store``: the SQL of plans, invitations, attendance, extracts and withdrawals
* ``tables``: their tables
"""
