"""Commands about trials and unscored questions that have a file of their own.

* ``planning``: `mesur trial plan`, which needs the extra ``calibration``
* ``seeding``: `mesur seeding`
"""
