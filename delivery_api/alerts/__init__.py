"""Alerts: what changes a result, or casts doubt on one, shown to the head of the school and to the officer.

- ``alert_messages``: an alert in words
- ``false_key_alerts``: keys of which the database speaks falsely are put right and told of
- ``forged_row_alerts``: alerts of rows that were met and not believed
- ``routes``: the page of alerts
- ``store``: SQL
- ``tables``: the table of alerts
- ``values``: alerts and their kinds
"""
