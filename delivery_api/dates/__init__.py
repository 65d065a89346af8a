"""Dates and times.

* ``bank_holidays``: holidays of England and Wales, and working days
* ``clock``: the time now
* ``school_calendar``: dates in Wales, school years, and months as the privacy notice counts them
"""
