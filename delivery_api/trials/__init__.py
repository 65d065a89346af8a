"""Trials: invitations, completion and extracts for calibration.

* ``extract``: writes a trial's responses as a table
* ``service``: creates, completes and extracts trials
* ``store``: the SQL of invitations, attendance and extracts
* ``tables``: the tables of invitations and extracts
"""
