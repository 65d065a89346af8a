"""Dates and times.

* ``bank_holidays``: holidays of England and Wales, and working days
* ``clock``: the time now
* ``periodic_task``: work that a worker does at regular intervals
* ``school_calendar``: dates in Wales, school years, and months as the privacy notice counts them
* ``typed_day``: a day from the three boxes of a form
"""
