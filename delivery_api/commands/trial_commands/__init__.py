"""Commands about trials and unscored questions that have a file of their own.

* ``extracts``: `mesur trial extract` and `mesur trial find-copies`
* ``options``: the options that commands about trials share
* ``planning``: `mesur trial plan`, which needs the extra ``calibration``
* ``report``: `mesur trial report`
* ``reporting``: what it does, which needs the extra ``calibration``
* ``sample``: `mesur trial sample` and `mesur trial replace`
* ``seeding``: `mesur seeding`
"""
