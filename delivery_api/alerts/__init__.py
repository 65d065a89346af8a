"""Alerts: what changes a result, or casts doubt on one, shown to the head of the school and to the officer.

- ``alert_messages``: an alert in words
- ``routes``: the page of alerts
- ``store``: SQL
- ``tables``: the table of alerts
- ``values``: alerts and their kinds
"""
