"""Dates and times.

* ``clock``: the time now
* ``school_calendar``: dates in Wales, school years, and months as the privacy notice counts them
"""
