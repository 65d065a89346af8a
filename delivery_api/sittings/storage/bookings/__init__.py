"""Bookings: the days in which a class may start an assessment.

- ``store``: their SQL
"""
